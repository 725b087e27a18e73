// The operator's own door. Without a key there is none: its routes are then as unknown as any other address.
import { hash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { refusal } from './problem.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Open only with the operator's key. */
    operator?: boolean;
  }
}

/** Whether a request shows the key that its route asks for. */
export type OperatorDoor = { readonly isShut: (request: FastifyRequest) => boolean };

/** Digests are compared, so that neither the length nor the beginning of the key can be found out by the clock. */
export function createOperatorDoor(key: string | null): OperatorDoor {
  const expected = key === null ? null : digest(key);
  return {
    isShut({ routeOptions, headers }) {
      if (routeOptions.config.operator !== true) return false;
      const given = headers['x-api-key'];
      return expected === null || typeof given !== 'string' || !timingSafeEqual(digest(given), expected);
    },
  };
}

/** Comes after the limits, which wrong keys are counted against, and before the body is read. */
export function addOperatorDoor(app: FastifyInstance, door: OperatorDoor, hasKey: boolean): void {
  app.addHook('onRequest', (request, _reply, done) => {
    if (!door.isShut(request)) return done();
    return done(
      hasKey
        ? refusal('operator_key_rejected', 'Send the operator’s key in the X-Api-Key header.')
        : refusal('not_found', 'There is nothing at this address.'),
    );
  });
}

function digest(text: string): Buffer {
  return hash('sha256', text, 'buffer');
}
