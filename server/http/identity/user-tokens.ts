// Finds out which user a signed token names. A network that has used up its tries gets no more signatures verified.
import { hash } from 'node:crypto';
import type { Clock } from '../../lib/clock.ts';
import { sharing } from '../../lib/share.ts';
import type { IdentitySettings } from '../http-settings.ts';
import { personIn } from './claims.ts';
import { type JwtMemory, rememberingJwts } from './jwt-memory.ts';
import { createJwtReader, type JwtRead } from './jwt-reader.ts';
import { findKeysOf } from '../../lib/discovery.ts';
import { createKeySet } from './key-set.ts';
import type { Person } from './person.ts';
import type { ProofLimit } from './proof-limit.ts';

export type UserRead = JwtRead<Person> | { readonly kind: 'exhausted'; readonly retryAfterMs: number };

export type UserTokens = {
  /** Who the token names, if it was verified a moment ago; null: it has to be verified. */
  recall(token: string): Person | null;
  read(token: string, bucket: string): Promise<UserRead>;
};

export function createUserTokens(memory: JwtMemory<Person>, limit: ProofLimit): UserTokens {
  const share = sharing<UserRead>();
  const isBad = ({ kind }: JwtRead<Person>): boolean => kind === 'unproven';
  async function ask(token: string, bucket: string): Promise<UserRead> {
    const tried = await limit.attempt({ bucket, isBad }, () => memory.read(token));
    return tried.kind === 'looked' ? tried.answer : tried;
  }
  return {
    recall: (token) => memory.recall(token),
    read: (token, bucket) => share(`${bucket} ${hash('sha256', token, 'base64url')}`, () => ask(token, bucket)),
  };
}

/** For the tokens of one issuer, whose keys are at an address. */
export function userTokensOf(
  issuer: NonNullable<IdentitySettings['issuer']>,
  { clock, limit }: { readonly clock: Clock; readonly limit: ProofLimit },
): UserTokens {
  const { keysUrl, name, audiences, planClaim } = issuer;
  const keys = createKeySet({ url: keysUrl ?? findKeysOf(name), clock });
  const read = createJwtReader({
    keys,
    issuer: name,
    audiences,
    clock,
    said: (claims) => personIn(claims, planClaim),
  });
  return createUserTokens(rememberingJwts(read, clock), limit);
}
