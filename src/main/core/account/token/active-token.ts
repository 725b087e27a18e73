// The token that pays at one server: read from where it is kept, held in a closure, handed only to the server's client.
import { z } from 'zod';
import { TokenHash } from '../../../../../server/contract/orders/orders.ts';
import { TokenPlace } from '../../../../preload/contract/secret-trouble.ts';
import type { Secrets } from '../../ports.ts';
import type { WritableDb } from '../../store/db.ts';
import type { KeptToken, TokenReading } from './token-port.ts';
import { hashToken, isToken } from './token.ts';
import { keepSecret } from '../keep-secret.ts';
import { secretTroubleOf } from '../../secrets-unavailable.ts';

export type ActiveToken = {
  /** Asks the place once and remembers what it said; an unreadable place is asked again each time. */
  read(): Promise<TokenReading>;
  /** Where the token that paid last is kept, also while its place does not answer; null where there is none. */
  lastKept(): KeptToken | null;
  /** Keep this token as the one that pays. Safe to repeat; throws where the place does not keep it. */
  activate(token: string, place: TokenPlace): Promise<void>;
  /** No token pays any more. Its entry is removed; whoever asks has kept it elsewhere. Throws where the place does not let go of it. */
  forget(): Promise<void>;
  /** Forget what a lost place said, so that the next reading asks again. */
  recheck(): void;
};

const Row = z.object({ place: TokenPlace, token_hash: TokenHash });

export function createActiveToken(options: {
  readonly origin: string;
  readonly db: WritableDb;
  readonly secrets: Secrets;
  /** Nothing is written after it. */
  readonly signal: AbortSignal;
  /** Told of each reading and each change. */
  readonly onKnown: (known: TokenReading) => void;
}): ActiveToken {
  const { origin, db, secrets } = options;
  const entry = activeEntry(origin);
  let known: TokenReading | null = null;
  let reading: Promise<TokenReading> | null = null;

  const stored = (): z.infer<typeof Row> | null =>
    db.get(Row, 'SELECT place, token_hash FROM active_tokens WHERE origin = @origin', { origin });

  async function ask(): Promise<TokenReading> {
    const row = stored();
    const place = row?.place ?? secrets.chosen() ?? 'keychain';
    try {
      const token = await secrets.at(place).get(entry);
      if (token !== null && isToken(token)) return remember(token, place);
      return row === null ? { kind: 'none' } : { kind: 'gone', place };
    } catch (error) {
      options.signal.throwIfAborted();
      // Without a row nothing says that there is a token: a machine without a keychain is not in trouble.
      if (row === null) return { kind: 'none' };
      return { kind: 'unreadable', trouble: secretTroubleOf(error, place), place };
    }
  }

  /** Works also after the app's own file was lost, since the entry is named by the server's address alone. */
  function remember(token: string, place: TokenPlace): TokenReading {
    const hash = hashToken(token);
    db.transact('durable', () =>
      db.run(
        `INSERT INTO active_tokens (origin, place, token_hash) VALUES (@origin, @place, @hash)
         ON CONFLICT (origin) DO UPDATE SET place = excluded.place, token_hash = excluded.token_hash
         WHERE place <> excluded.place OR token_hash <> excluded.token_hash`,
        { origin, place, hash },
      ),
    );
    return { kind: 'ready', token, hash, place };
  }

  /** A token that was activated while the place was being read counts, and the reading does not. */
  function settle(found: TokenReading): TokenReading {
    if (known?.kind === 'ready') return known;
    know(found);
    return found;
  }

  function know(now: TokenReading): void {
    known = now;
    options.onKnown(now);
  }

  return {
    lastKept() {
      const row = stored();
      return row === null ? null : { place: row.place, entry, hash: row.token_hash };
    },
    recheck() {
      if (known?.kind !== 'ready') known = null;
    },
    async read() {
      if (known !== null && known.kind !== 'unreadable') return known;
      reading ??= ask().finally(() => {
        reading = null;
      });
      const found = await reading;
      return settle(found);
    },
    async activate(token, place) {
      const before = known;
      await keepSecret(secrets, { place, entry, value: token });
      know(remember(token, place));
      // The former token is kept under another name by now, so its entry here is only a copy.
      if (before?.kind !== 'ready' || before.place === place) return;
      await secrets
        .at(before.place)
        .remove(entry)
        .catch(() => undefined);
    },
    async forget() {
      if (known?.kind === 'ready') await secrets.at(known.place).remove(entry);
      db.transact('durable', () => db.run('DELETE FROM active_tokens WHERE origin = @origin', { origin }));
      know({ kind: 'none' });
    },
  };
}

export function activeEntry(origin: string): string {
  return `active:${origin}`;
}
