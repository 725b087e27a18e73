// Remembers signed tokens that were verified a moment ago, so that a busy caller costs one verification a minute instead of
// one a message. A key that its issuer withdraws stays valid for that minute. Only hashes of tokens are kept.
import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../../lib/clock.ts';
import type { JwtReader } from './jwt-reader.ts';

export type JwtMemory<Said> = {
  /** What a token says, if it was verified a moment ago; null: it has to be verified. */
  recall(token: string): Said | null;
  /** Verifies, and remembers what was proven. */
  readonly read: JwtReader<Said>;
};

type Kept<Said> = { readonly said: Said; readonly from: number; readonly until: number };

const keptForMs = 60_000;
const keptMax = 4096;

export function rememberingJwts<Said>(read: JwtReader<Said>, clock: Clock): JwtMemory<Said> {
  const kept = new LRUCache<string, Kept<Said>>({ max: keptMax });
  return {
    recall(token) {
      const key = hashOf(token);
      const found = kept.get(key);
      if (found === undefined) return null;
      const now = clock.now();
      if (found.from <= now && now < found.until) return found.said;
      kept.delete(key);
      return null;
    },
    async read(token) {
      const answer = await read(token);
      if (answer.kind !== 'proven') return answer;
      const from = clock.now();
      kept.set(hashOf(token), { said: answer.said, from, until: Math.min(from + keptForMs, answer.expiresAt) });
      return answer;
    },
  };
}

function hashOf(token: string): string {
  return hash('sha256', token, 'base64url');
}
