// The token: made here, known here, and only its SHA-256 is told to anyone before it is used.
import { createHash, randomBytes } from 'node:crypto';
import { TokenHash } from '../../../../../server/contract/orders/orders.ts';

/** 32 random bytes: too many to guess, so its plain SHA-256 gives nothing away. */
export function makeToken(): string {
  return `tally_${randomBytes(32).toString('base64url')}`;
}

/** Lower-case hex SHA-256 of the whole string. */
export function hashToken(token: string): TokenHash {
  return TokenHash.parse(createHash('sha256').update(token).digest('hex'));
}

export function isToken(value: string): boolean {
  return /^tally_[A-Za-z0-9_-]{43}$/.test(value);
}
