// Whether the server can take money: the ledger can be written and its sums are right. Cached briefly, because probes ask often.
import type { AuditFinding } from '../contract/audit-finding.ts';
import { systemClock, type Clock } from '../lib/clock.ts';
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
/** How long a probe may wait for the ledger, all in all. */
export const answerWithinMs = 3_000;

/** `wait`: how the time that a probe may wait for the ledger passes, whatever `clock` says. */
export function createReadiness(
  operator: Usecases['operator'],
  clock: Clock,
  { wait = systemClock.wait }: { readonly wait?: Clock['wait'] } = {},
): Readiness {
  const writable = remembered({ clock, ms: writableForMs }, () => operator.checkWritable());
  // A large ledger is audited for longer than a probe waits: meanwhile the word of the last audit stands.
  const sound = remembered({ clock, ms: soundForMs, isToldMeanwhile: ({ isSound }) => isSound }, () =>
    operator.audit({ everyMs: soundForMs }),
  );
  async function look() {
    await writable.ask();
    return sound.ask();
  }

  return {
    doubt: () => writable.forget(),
    async check() {
      try {
        const { isSound, findings } = await inTime(wait, look());
        return isSound ? { kind: 'ready' } : { kind: 'unready', cause: null, findings };
      } catch (cause) {
        return { kind: 'unready', cause, findings: [] };
      }
    },
  };
}

async function inTime<T>(wait: Clock['wait'], work: Promise<T>): Promise<T> {
  const answered = new AbortController();
  const late = async (): Promise<never> => {
    await wait(answerWithinMs, answered.signal);
    throw new Error(`the ledger has said nothing for ${answerWithinMs} ms`);
  };
  try {
    return await Promise.race([work, late()]);
  } finally {
    answered.abort();
  }
}

type Remembering<T> = {
  readonly clock: Clock;
  readonly ms: number;
  readonly isToldMeanwhile?: (answer: T) => boolean;
};
type Remembered<T> = { ask(): Promise<T>; forget(): void };

/**
 * Asks again when the last good answer is older than `ms` or, after the clock was set back, dated in the future. Failures are not kept.
 * `isToldMeanwhile`: whether the last answer is told while the next is looked for. Default: none is.
 */
function remembered<T>(
  { clock, ms, isToldMeanwhile = () => false }: Remembering<T>,
  ask: () => Promise<T>,
): Remembered<T> {
  const state: {
    answer: Promise<T> | null;
    askedAt: number;
    last: { readonly answer: T } | null;
    underWay: Promise<T> | null;
  } = {
    underWay: null,
    answer: null,
    askedAt: 0,
    last: null,
  };

  async function keep(answer: Promise<T>): Promise<void> {
    try {
      const found = await answer;
      if (state.answer === answer) state.last = isToldMeanwhile(found) ? { answer: found } : null;
    } catch {
      // Whoever asked hears of it.
      if (state.answer !== answer) return;
      state.answer = null;
      state.last = null;
    } finally {
      if (state.underWay === answer) state.underWay = null;
    }
  }

  function renew(): Promise<T> {
    const answer = ask();
    state.answer = answer;
    state.underWay = answer;
    state.askedAt = clock.now();
    void keep(answer);
    return answer;
  }

  return {
    ask() {
      const age = clock.now() - state.askedAt;
      const isFresh = age >= 0 && age < ms;
      // What takes longer than that is not begun a second time beside itself.
      const known = isFresh ? state.answer : state.underWay;
      const answer = known ?? renew();
      return state.last === null ? answer : Promise.resolve(state.last.answer);
    },
    forget() {
      state.answer = null;
      state.underWay = null;
      state.last = null;
    },
  };
}
