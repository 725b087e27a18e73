// The operator's hand on what was set aside: looked at, tried again, or let be.
import type { LetterStore } from '../../storage/letters/letter-store.ts';
import { refusal, type Refused } from '../refusal.ts';
import { sentences } from '../sentences.ts';
import type { Box, DeadLetter, LetterId } from '../../contract/letters/dead-letters.ts';
import type { Clock } from '../../lib/clock.ts';

const pageMax = 200;

/** `isNew` false: it was so before, or is on its way or done with, and stays as it is. */
export type LetterChanged = { readonly kind: 'letter'; readonly letter: DeadLetter; readonly isNew: boolean };

type LetterNamed = { readonly box: Box; readonly id: LetterId };
type LettersAsked = {
  readonly box: Box;
  readonly state: 'dead' | 'discarded';
  readonly limit: number;
  readonly after: LetterId | null;
};

type LetterKeeping = {
  readonly storage: Pick<LetterStore, 'countDeadLetters' | 'readDeadLetters' | 'changeDeadLetter'>;
  readonly clock: Clock;
};

export function keepDeadLetters({ storage, clock }: LetterKeeping) {
  return {
    /** Those that wait for the operator, without the discarded ones. */
    count: (): Promise<{ readonly inbox: number; readonly outbox: number }> => storage.countDeadLetters(),
    /** Newest first, at most 200 at a time; `next` is what to ask `after` next, null at the end. */
    async list({
      box,
      state,
      limit,
      after,
    }: LettersAsked): Promise<{ readonly letters: readonly DeadLetter[]; readonly next: LetterId | null }> {
      const size = Math.min(Math.max(1, limit), pageMax);
      // One more than asked for tells whether any follow.
      const found = await storage.readDeadLetters({ box, state, before: after, limit: size + 1 });
      const letters = found.slice(0, size);
      return { letters, next: found.length > size ? (letters.at(-1)?.id ?? null) : null };
    },
    async replay(letter: LetterNamed): Promise<LetterChanged | Refused> {
      const changed = await storage.changeDeadLetter(letter, { kind: 'replay', at: clock.now() });
      return changed === null
        ? refusal('dead_letter_not_found', sentences.letterUnknown)
        : { kind: 'letter', ...changed };
    },
    async discard(letter: LetterNamed, reason: string): Promise<LetterChanged | Refused> {
      const changed = await storage.changeDeadLetter(letter, { kind: 'discard', reason });
      return changed === null
        ? refusal('dead_letter_not_found', sentences.letterUnknown)
        : { kind: 'letter', ...changed };
    },
  };
}
