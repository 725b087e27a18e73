// What the operator can do with dead letters: list them, try them again, or discard them.
import type { LetterNamed, LetterStore, LetterWrite } from '../../storage/letters/letter-store.ts';
import { discardLetter, replayLetter } from '../../domain/letters/dead-letter.ts';
import { refusal, type Refused } from '../refusal.ts';
import type { Box, KeptLetter, LetterId } from '../../contract/letters/dead-letters.ts';
import type { Clock } from '../../lib/clock.ts';

const pageMax = 200;

/** `isNew` false: nothing changed, since it was so before, or the letter is under way or done. */
export type LetterChanged = { readonly kind: 'letter'; readonly letter: KeptLetter; readonly isNew: boolean };

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
  /** `work` gives what to write and the letter as it is then; null where it stays as it is. */
  function change(
    named: LetterNamed,
    work: (letter: KeptLetter) => { readonly write: LetterWrite; readonly letter: KeptLetter } | null,
  ): Promise<LetterChanged | Refused> {
    return storage.changeDeadLetter<LetterChanged | Refused>(named, (letter) => {
      if (letter === null) return { write: null, answer: refusal('dead_letter_not_found', {}) };
      const changed = work(letter);
      const isNew = changed !== null;
      return { write: changed?.write ?? null, answer: { kind: 'letter', letter: changed?.letter ?? letter, isNew } };
    });
  }

  return {
    /** Those that wait for the operator, without the discarded ones. */
    count: (): Promise<{ readonly inbox: number; readonly outbox: number }> => storage.countDeadLetters(),
    /** Newest first, at most 200 at a time; `next` is what to ask `after` next, null at the end. */
    async list({
      box,
      state,
      limit,
      after,
    }: LettersAsked): Promise<{ readonly letters: readonly KeptLetter[]; readonly next: LetterId | null }> {
      const size = Math.min(Math.max(1, limit), pageMax);
      // One more than asked for tells whether any follow.
      const found = await storage.readDeadLetters({ box, state, before: after, limit: size + 1 });
      const letters = found.slice(0, size);
      return { letters, next: found.length > size ? (letters.at(-1)?.id ?? null) : null };
    },
    replay: (named: LetterNamed): Promise<LetterChanged | Refused> =>
      change(named, (letter) => replayLetter(letter, clock.now())),
    discard: (named: LetterNamed, reason: string): Promise<LetterChanged | Refused> =>
      change(named, (letter) => discardLetter(letter, reason)),
  };
}
