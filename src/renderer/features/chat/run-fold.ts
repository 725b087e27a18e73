// An answer being written, folded from its numbered events. Pure: replays and repeats change nothing.
import type { AnswerMessage, Charge } from '../../../preload/contract/message.ts';
import { fold } from '../../../preload/contract/fold.ts';
import type { Part } from '../../../preload/contract/part.ts';
import type { RunEvent } from '../../../preload/contract/run-event.ts';

/** `n`: the number of the last event folded in. */
export type RunFold = { readonly answer: AnswerMessage; readonly n: number };

/** From nothing: what the journal replays must not be added to what was stored. */
export function startFold(stored: AnswerMessage): RunFold {
  return { answer: { ...stored, parts: [], counts: null, firstTokenMs: null, state: { kind: 'streaming' } }, n: 0 };
}

export function foldRun(run: RunFold, event: RunEvent): RunFold {
  return event.n <= run.n ? run : { answer: fold(run.answer, event), n: event.n };
}

/** What to show of an answer that is stored and may also be streaming here: never less than either knows. */
export function newestAnswer(stored: AnswerMessage, run: RunFold | null): AnswerMessage {
  if (run === null || run.answer.id !== stored.id) return stored;
  if (stored.state.kind !== 'streaming') return { ...stored, charge: laterCharge(stored.charge, run.answer.charge) };
  const isReplaying = run.answer.state.kind === 'streaming' && lengthOf(run.answer.parts) < lengthOf(stored.parts);
  return isReplaying ? stored : run.answer;
}

function lengthOf(parts: readonly Part[]): number {
  return parts.reduce((sum, part) => sum + ('text' in part ? part.text.length : 1), 0);
}

const steps: Readonly<Record<Charge['kind'], number>> = {
  none: 0,
  reserving: 1,
  held: 2,
  unsettled: 3,
  grace: 4,
  released: 4,
  captured: 4,
};

function laterCharge(a: Charge, b: Charge): Charge {
  return steps[b.kind] > steps[a.kind] ? b : a;
}
