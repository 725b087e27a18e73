// The operator's key. Without one in the settings, the operator's routes answer like addresses that do not exist.
import { hash, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';

export type OperatorKey = {
  readonly isSet: boolean;
  /** Whether a request shows this very key. */
  isShownBy(request: FastifyRequest): boolean;
};

/** Compares hashes, so that the time of the comparison reveals neither the key's length nor its first characters. */
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
