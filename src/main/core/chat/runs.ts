// The runs of this core: which are active, how each is watched, and how all of them end when the core does.
import type { ChatId, RunId } from '../../../preload/contract/ids.ts';
import type { AnswerMessage } from '../../../preload/contract/message.ts';
import type { RunEvent } from '../../../preload/contract/run-event.ts';
import type { Turn } from '../ports.ts';
import { lastNumber, readEvents } from './journal-queries.ts';
import { findAnswer } from './message-queries.ts';
import { recoverAnswers, settleOwed } from './recovery.ts';
import { startRun, type Run, type RunDeps } from './run.ts';
import { replayOf } from './run-log.ts';

export type Runs = {
  start(start: { readonly answer: AnswerMessage; readonly turns: readonly Turn[] }): void;
  /** null: there is no such run. */
  watch(runId: RunId, after: number, signal: AbortSignal): AsyncGenerator<RunEvent> | null;
  stop(runId: RunId): void;
  stopIn(chatId: ChatId): void;
  /** Ends what an earlier core left; the meter is told in the background. */
  recover(): void;
  /** Ends and saves every run, and gives the meter a moment. May be called twice. */
  close(): Promise<void>;
};

export type RunsDeps = RunDeps & {
  /** An answer was saved, or its price is known. */
  readonly onChange: (answer: AnswerMessage) => void;
};

/** How long closing waits for the meter; what it does not hear now it hears at the next start. */
export const closeMs = 3000;

export function createRuns(deps: RunsDeps): Runs {
  const { db, clock } = deps;
  const active = new Map<RunId, Run>();
  const life = new AbortController();
  let settling: Promise<void> | null = null;
  let isSettlingDue = false;
  /** Runs at work whose end the server has heard meanwhile. */
  const heard = new Set<RunId>();
  const stopHearing = deps.meter.onSettled((runId) => {
    if (active.has(runId)) heard.add(runId);
    else settleRest();
  });

  function onChange(answer: AnswerMessage): void {
    if (!life.signal.aborted) deps.onChange(answer);
  }

  function settleRest(): void {
    isSettlingDue = settling !== null;
    if (isSettlingDue || life.signal.aborted) return;
    settling = settleOwed({ ...deps, isActive: (runId) => active.has(runId), onChange }, life.signal)
      .catch((error: unknown) => {
        if (!life.signal.aborted) deps.reportDefect(error);
      })
      .finally(() => {
        settling = null;
        if (isSettlingDue) settleRest();
      });
  }

  async function forgetWhenFinished(run: Run): Promise<void> {
    await run.finished;
    active.delete(run.answer.runId);
    const isHeard = heard.delete(run.answer.runId);
    // The meter just answered, so it may now know of earlier runs too.
    if (isHeard || isSettled(run.log.answer())) settleRest();
  }

  return {
    start({ answer, turns }) {
      const run = startRun(deps, { answer, turns, onChange });
      active.set(answer.runId, run);
      void forgetWhenFinished(run);
    },
    watch(runId, after, signal) {
      const run = active.get(runId);
      if (run) return run.log.watch(after, signal);
      const answer = findAnswer(db, runId);
      if (answer === null) return null;
      const last = lastNumber(db, runId);
      if (last === 0) return each(replayOf(answer));
      return each(readEvents(db, runId, after > last ? 0 : after));
    },
    stop: (runId) => active.get(runId)?.stop('stopped'),
    stopIn(chatId) {
      for (const run of active.values()) if (run.answer.chatId === chatId) run.stop('stopped');
    },
    recover() {
      recoverAnswers(db, clock.now());
      settleRest();
    },
    async close() {
      const runs = [...active.values()];
      for (const run of runs) run.stop('closed');
      const timer = new AbortController();
      const deadline = clock.wait(closeMs, timer.signal).catch(() => undefined);
      await Promise.race([Promise.all(runs.map((run) => run.finished)), deadline]);
      timer.abort();
      life.abort();
      stopHearing();
      for (const run of runs) run.abandon();
      await Promise.all([...runs.map((run) => run.finished), settling]);
    },
  };
}

function isSettled(answer: AnswerMessage): boolean {
  return answer.charge.kind === 'captured' || answer.charge.kind === 'released';
}

async function* each(events: readonly RunEvent[]): AsyncGenerator<RunEvent, void, void> {
  yield* events;
}
