// Refuses requests to routes that their caller may not call, by the access of the route. Handlers need not check again.
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { OperatorKey } from './operator.ts';
import { refusal } from './problem.ts';
import { tokenRefused, userRefused } from './request.ts';

/** Runs after the limits, which count wrong credentials, and before the body is read. */
export function addDoor(app: FastifyInstance, operatorKey: OperatorKey): void {
  app.addHook('onRequest', (request, _reply, done) => done(whyShut(request, operatorKey) ?? undefined));
}

/** null: the request may go on. */
function whyShut(request: FastifyRequest, operatorKey: OperatorKey): Error | null {
  const { access = null } = request.routeOptions.config;
  const { proof } = request.identity;
  switch (access) {
    // There is no route at this address, and Fastify says so.
    case null:
    case 'public':
      return null;
    case 'holder':
      return proof.kind === 'token' ? null : tokenRefused(proof);
    case 'user':
      return proof.kind === 'token' || proof.kind === 'user' ? null : userRefused(proof);
    case 'service':
      return refusal('forbidden', { reason: 'no_services' });
    case 'operator':
      return operatorKey.isShownBy(request) ? null : operatorRefused(operatorKey);
  }
}

function operatorRefused({ isSet }: OperatorKey): Error {
  return isSet ? refusal('operator_key_rejected', {}) : refusal('not_found', { reason: 'address' });
}
