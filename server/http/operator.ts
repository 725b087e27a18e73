// The operator's key. Without one in the settings the operator's routes are as unknown as any other address.
import { hash, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';

export type OperatorKey = {
  readonly isSet: boolean;
  /** Whether a request shows this very key. */
  isShownBy(request: FastifyRequest): boolean;
};

/** Hashes are compared, so that the time it takes tells neither the length of the key nor its beginning. */
export function createOperatorKey(key: string | null): OperatorKey {
  const expected = key === null ? null : hashOf(key);
  return {
    isSet: expected !== null,
    isShownBy({ headers }) {
      const given = headers['x-api-key'];
      return expected !== null && typeof given === 'string' && timingSafeEqual(hashOf(given), expected);
    },
  };
}

function hashOf(text: string): Buffer {
  return hash('sha256', text, 'buffer');
}
