// Remembers which tokens have a wallet. Wallets are never removed, so a token that is known stays known. Only hashes are
// kept, and only a bounded number of them.
import { LRUCache } from 'lru-cache';
import type { TokenHash } from '../../contract/orders/orders.ts';
import { sharing } from '../../lib/share.ts';
import type { ProofLimit } from './proof-limit.ts';

export type KnownTokens = {
  /** Whether it was found before; does not ask the ledger. */
  isRemembered(hash: TokenHash): boolean;
  /** Asks the ledger if needed and if the network has tries left. Without tries left the token counts as unknown. */
  isKnown(hash: TokenHash, bucket: string): Promise<boolean>;
};

const rememberedMax = 16_384;

export function createKnownTokens(deps: {
  readonly isTokenKnown: (hash: TokenHash) => Promise<boolean>;
  readonly limit: ProofLimit;
}): KnownTokens {
  const { isTokenKnown, limit } = deps;
  const remembered = new LRUCache<TokenHash, true>({ max: rememberedMax });
  const share = sharing<boolean>();

  async function ask(hash: TokenHash, bucket: string): Promise<boolean> {
    const tried = await limit.attempt({ bucket, isBad: (isKnown: boolean) => !isKnown }, () => isTokenKnown(hash));
    if (tried.kind === 'exhausted' || !tried.answer) return false;
    remembered.set(hash, true);
    return true;
  }

  return {
    // `get`, unlike `has`, keeps what is asked for from being the next one dropped.
    isRemembered: (hash) => remembered.get(hash) === true,
    isKnown: (hash, bucket) =>
      remembered.get(hash) === true ? Promise.resolve(true) : share(`${bucket} ${hash}`, () => ask(hash, bucket)),
  };
}
