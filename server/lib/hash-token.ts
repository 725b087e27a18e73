// The only form in which the server knows a token.
import { hash } from 'node:crypto';
import type { TokenHash } from '../contract/orders/orders.ts';
import { brand } from './brand.ts';

/** SHA-256 of the whole token, `tally_` included, as lower-case hex. */
export function hashToken(token: string): TokenHash {
  return brand(hash('sha256', token, 'hex'));
}
