// The operator's own door. It stays shut to everybody until a key is set.
import type { FastifyRequest } from 'fastify';
import { refusal } from './problem.ts';

export function requireOperator(_request: FastifyRequest): void {
  throw refusal('operator_key_rejected', 'Send the operator’s key in the X-Api-Key header.');
}
