// The operator's hand on what was set aside: looked at, tried again, or let be.
import { refusal } from '../refusal.ts';
import { sentences } from '../sentences.ts';
import type { UsecaseDeps } from '../usecase-deps.ts';
import type { Usecases } from '../usecases.ts';

const pageMax = 200;

export function keepDeadLetters({ storage, clock }: UsecaseDeps): Usecases['deadLetters'] {
  return {
    count: () => storage.countDeadLetters(),
    async list({ box, state, limit, after }) {
      const size = Math.min(Math.max(1, limit), pageMax);
      // One more than asked for tells whether any follow.
      const found = await storage.readDeadLetters({ box, state, before: after, limit: size + 1 });
      const letters = found.slice(0, size);
      return { letters, next: found.length > size ? (letters.at(-1)?.id ?? null) : null };
    },
    async replay(letter) {
      const changed = await storage.changeDeadLetter(letter, { kind: 'replay', at: clock.now() });
      return changed === null
        ? refusal('dead_letter_not_found', sentences.letterUnknown)
        : { kind: 'letter', ...changed };
    },
    async discard(letter, reason) {
      const changed = await storage.changeDeadLetter(letter, { kind: 'discard', reason });
      return changed === null
        ? refusal('dead_letter_not_found', sentences.letterUnknown)
        : { kind: 'letter', ...changed };
    },
  };
}
