// Tokens that paid at this server and were put aside: kept under names of their own, found again by their hash, never destroyed.
import { z } from 'zod';
import { TokenHash } from '../../../../../server/contract/orders/orders.ts';
import { TokenPlace } from '../../../../preload/contract/secret-trouble.ts';
import type { Secrets } from '../../ports.ts';
import type { WritableDb } from '../../store/db.ts';
import { keepSecret } from '../keep-secret.ts';
import type { Found, KeptToken } from './token-port.ts';
import { hashToken, isToken } from './token.ts';
import { secretTroubleOf } from '../../secrets-unavailable.ts';

const Row = z
  .object({
    token_hash: TokenHash,
    place: TokenPlace,
    entry: z.string(),
    kept_at: z.int(),
    balance_microcredits: z.int().nullable(),
  })
  .transform((row) => ({
    hash: row.token_hash,
    place: row.place,
    entry: row.entry,
    keptAt: row.kept_at,
    balance: row.balance_microcredits,
  }));
export type ShelvedToken = z.infer<typeof Row>;

export type TokenShelf = {
  /** Newest first; also the one in use, where it was put aside before. */
  all(): readonly ShelvedToken[];
  /** Gives the name it is kept under. Throws where the place does not keep it. */
  put(token: { readonly value: string; readonly place: TokenPlace }): Promise<string>;
  /** A token that cannot be moved now, since its place does not answer: it stays under the name that it has. */
  leave(kept: KeptToken): void;
  /** What it had left when it last paid, in microcredits. */
  noteBalance(hash: string, microcredits: number): void;
  /** gone: it was never put here, or is no longer in its place. */
  find(hash: string): Promise<Found>;
  /** The token that an entry should hold. */
  read(kept: { readonly place: TokenPlace; readonly entry: string; readonly hash: string }): Promise<Found>;
};

/** The first quarter of the hash: enough to tell tokens apart, and no secret. */
export function tokenId(hash: string): string {
  return hash.slice(0, 16);
}

export function createTokenShelf(options: {
  readonly origin: string;
  readonly db: WritableDb;
  readonly secrets: Secrets;
  readonly now: () => number;
}): TokenShelf {
  const { origin, db, secrets, now } = options;

  function write({ place, entry, hash }: KeptToken): void {
    db.transact('durable', () =>
      db.run(
        `INSERT INTO kept_tokens (origin, token_hash, place, entry, kept_at)
         VALUES (@origin, @hash, @place, @entry, @now)
         ON CONFLICT (origin, token_hash) DO UPDATE SET place = excluded.place, entry = excluded.entry,
           kept_at = excluded.kept_at`,
        { origin, hash, place, entry, now: now() },
      ),
    );
  }

  const shelf: TokenShelf = {
    all: () => db.all(Row, 'SELECT * FROM kept_tokens WHERE origin = @origin ORDER BY kept_at DESC', { origin }),

    async put({ value, place }) {
      const hash = hashToken(value);
      const entry = `former:${tokenId(hash)}`;
      await keepSecret(secrets, { place, entry, value });
      write({ place, entry, hash });
      return entry;
    },

    leave: write,

    noteBalance(hash, microcredits) {
      db.transact('durable', () =>
        db.run(
          'UPDATE kept_tokens SET balance_microcredits = @microcredits WHERE origin = @origin AND token_hash = @hash',
          { origin, hash, microcredits },
        ),
      );
    },

    async find(hash) {
      const kept = shelf.all().find((one) => one.hash === hash);
      return kept === undefined ? { kind: 'gone' } : await shelf.read(kept);
    },

    async read({ place, entry, hash }) {
      try {
        const token = await secrets.at(place).get(entry);
        return token !== null && isToken(token) && hashToken(token) === hash
          ? { kind: 'ready', token }
          : { kind: 'gone' };
      } catch (error) {
        return { kind: 'unreadable', trouble: secretTroubleOf(error, place) };
      }
    },
  };
  return shelf;
}
