// Refuses requests to routes that their caller may not call, by the access of the route. Handlers need not check again.
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { OperatorKey } from './operator.ts';
import type { Proof } from './identity.ts';
import { refusal } from './problem.ts';
import { keyRefused, proofRefused, tokenRefused, userRefused } from './request.ts';

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
      return whyNotUser(proof);
    case 'spender':
      return whyNotSpender(proof);
    case 'service':
      return whyNotService(proof);
    case 'operator':
      return operatorKey.isShownBy(request) ? null : operatorRefused(operatorKey);
  }
}

/** An API key spends; it does not act for the person or the team that it belongs to. */
function whyNotUser(proof: Proof): Error | null {
  return proof.kind === 'user' && proof.key !== null ? keyRefused() : whyNotSpender(proof);
}

function whyNotSpender(proof: Proof): Error | null {
  return proof.kind === 'user' || proof.kind === 'token' ? null : userRefused(proof);
}

function whyNotService(proof: Proof): Error | null {
  switch (proof.kind) {
    case 'service':
      return null;
    case 'rejected':
    case 'unverified':
    case 'unheard':
      return proofRefused(proof);
    case 'none':
    case 'token':
    case 'user':
      return refusal('forbidden', { reason: 'services_only' });
  }
}

function operatorRefused({ isSet }: OperatorKey): Error {
  return isSet ? refusal('operator_key_rejected', {}) : refusal('not_found', { reason: 'address' });
}
