// The runs of this core: which are active, how each is watched, and how all of them end when the core does.
import type { ChatId, RunId } from '../../../preload/contract/ids.ts';
import type { WaitingCall } from '../../../preload/contract/chats.ts';
import type { AnswerMessage } from '../../../preload/contract/message.ts';
import type { RunEvent } from '../../../preload/contract/run-event.ts';
import type { Watchable } from '../ports.ts';
import { within } from '../time-limit.ts';
import { createCell } from '../watchable.ts';
import { appendCharge, lastNumber, readableEvents } from './journal-queries.ts';
import { findAnswer, settleAnswer } from './message-queries.ts';
import { recoverAnswers } from './recovery.ts';
import { startRun, type Run, type RunDeps, type RunStart } from './run.ts';
import { replayOf } from './run-log.ts';
import type { Word } from './tool-calls.ts';

export type Runs = {
  /** `after`: the run whose model has to be done first; null, or one that has ended: it begins at once. */
  start(start: Omit<RunStart, 'onChange' | 'onWaiting' | 'after'>, after?: RunId | null): void;
  /** Answers in which a call waits for the person; the one that has waited longest comes first. */
  readonly waiting: Watchable<readonly WaitingCall[]>;
  /** null: there is no such run. */
  watch(runId: RunId, after: number, signal: AbortSignal): AsyncGenerator<RunEvent> | null;
  /** `gone`: the call does not wait for anybody. */
  decide(word: { readonly runId: RunId } & Word): 'done' | 'gone';
  stop(runId: RunId): void;
  stopIn(chatId: ChatId): void;
  /** Ends what an earlier core left. */
  recover(): void;
  /** Ends and saves every run, and gives the meter a moment. May be called twice. */
  close(): Promise<void>;
};

export type RunsDeps = RunDeps & {
  /** An answer was saved, or its price is known. */
  readonly onChange: (answer: AnswerMessage) => void;
};

/** How long closing waits for the meter; what is not settled by then is settled after the next start. */
export const closeMs = 3000;

export function createRuns(deps: RunsDeps): Runs {
  const { db, clock } = deps;
  const active = new Map<RunId, Run>();
  const life = new AbortController();
  const waiting = createCell<readonly WaitingCall[]>([]);

  function note({ id, chatId }: AnswerMessage, isWaiting: boolean): void {
    const now = waiting.current();
    const isNoted = now.some(({ answerId }) => answerId === id);
    if (isWaiting && !isNoted) waiting.set([...now, { chatId, answerId: id }]);
    if (!isWaiting && isNoted) waiting.set(now.filter(({ answerId }) => answerId !== id));
  }

  function onChange(answer: AnswerMessage): void {
    if (!life.signal.aborted) deps.onChange(answer);
  }

  // Also heard while the core closes: the price stands beside the answer as soon as it is known.
  deps.meter.onSettled((runId, charge) => {
    if (!settleAnswer(db, runId, charge)) return;
    appendCharge(db, runId, { charge, at: clock.now() });
    queueMicrotask(() => {
      const answer = life.signal.aborted ? null : findAnswer(db, runId);
      if (answer !== null) onChange(answer);
    });
  });

  return {
    waiting,
    start(start, after = null) {
      const { runId } = start.answer;
      const before = after === null ? null : (active.get(after)?.generated ?? null);
      const run = startRun(deps, { ...start, after: before, onChange, onWaiting: (is) => note(start.answer, is) });
      active.set(runId, run);
      void run.finished.then(() => active.delete(runId));
    },
    watch(runId, after, signal) {
      const run = active.get(runId);
      if (run) return run.log.watch(after, signal);
      const answer = findAnswer(db, runId);
      if (answer === null) return null;
      const last = lastNumber(db, runId);
      const events = last === 0 ? null : readableEvents(db, runId, after > last ? 0 : after);
      return each(events ?? replayOf(answer));
    },
    decide: ({ runId, ...word }) => active.get(runId)?.decide(word) ?? 'gone',
    stop: (runId) => active.get(runId)?.stop('stopped'),
    stopIn(chatId) {
      for (const run of active.values()) if (run.answer.chatId === chatId) run.stop('stopped');
    },
    recover() {
      recoverAnswers({ db, meter: deps.meter, files: deps.files, now: clock.now(), reportDefect: deps.reportDefect });
    },
    async close() {
      const runs = [...active.values()];
      for (const run of runs) run.stop('closed');
      const finished = Promise.all(runs.map((run) => run.finished));
      await within({ clock, ms: closeMs }, finished, null);
      life.abort();
      for (const run of runs) run.abandon();
      await finished;
    },
  };
}

async function* each(events: readonly RunEvent[]): AsyncGenerator<RunEvent, void, void> {
  yield* events;
}
