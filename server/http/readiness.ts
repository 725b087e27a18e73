// Whether the server can take money: the ledger can be written and its sums are right. Cached briefly, because probes ask often.
import type { AuditFinding } from '../contract/audit-finding.ts';
import type { Clock } from '../lib/clock.ts';
import type { Usecases } from '../usecases/create-usecases.ts';

export type Readiness = {
  check(): Promise<Ready>;
  /** Forgets what was found, because a request has just failed to write. */
  doubt(): void;
};

type Ready =
  | { readonly kind: 'ready' }
  | { readonly kind: 'unready'; readonly cause: unknown; readonly findings: readonly AuditFinding[] };

const writableForMs = 1000;
const soundForMs = 60_000;

export function createReadiness(operator: Usecases['operator'], clock: Clock): Readiness {
  const writable = remembered(clock, writableForMs, () => operator.checkWritable());
  const sound = remembered(clock, soundForMs, () => operator.audit());
  return {
    doubt: () => writable.forget(),
    async check() {
      try {
        await writable.ask();
        const { isSound, findings } = await sound.ask();
        return isSound ? { kind: 'ready' } : { kind: 'unready', cause: null, findings };
      } catch (cause) {
        return { kind: 'unready', cause, findings: [] };
      }
    },
  };
}

type Remembered<T> = { ask(): Promise<T>; forget(): void };

/** Asks again when the last good answer is older than `ms` or, after the clock was set back, dated in the future. Failures are not kept. */
function remembered<T>(clock: Clock, ms: number, ask: () => Promise<T>): Remembered<T> {
  const state: { answer: Promise<T> | null; askedAt: number } = { answer: null, askedAt: 0 };
  return {
    ask() {
      const age = clock.now() - state.askedAt;
      if (state.answer !== null && age >= 0 && age < ms) return state.answer;
      const answer = ask();
      state.answer = answer;
      state.askedAt = clock.now();
      answer.catch(() => {
        if (state.answer === answer) state.answer = null;
      });
      return answer;
    },
    forget() {
      state.answer = null;
    },
  };
}
