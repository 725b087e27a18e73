// What an earlier core left behind when it was killed: unfinished answers, and runs whose end the meter may not know.
import type { AnswerMessage } from '../../../preload/contract/message.ts';
import type { RunId } from '../../../preload/contract/ids.ts';
import { fold } from '../../../preload/contract/run-event.ts';
import type { WritableDb } from '../store/db.ts';
import { appendCharge, dropJournal, readEvents, tallyJournal } from './journal-queries.ts';
import { endAnswer, findAnswer, owedRuns, pathOf, setCharge, unfinishedAnswers } from './message-queries.ts';
import { owedFor } from './run-end.ts';
import { settle, type SettleDeps } from './settle.ts';
import { estimateTokens, turnsOf } from './turns.ts';

/** So many runs are settled at one go. */
const settledMax = 200;

/** Ends every unfinished answer with what its journal holds. Gives how many there were. */
export function recoverAnswers(db: WritableDb, now: number): number {
  const unfinished = unfinishedAnswers(db);
  for (const answer of unfinished) db.transact('durable', () => recoverAnswer(db, answer, now));
  return unfinished.length;
}

function recoverAnswer(db: WritableDb, answer: AnswerMessage, now: number): void {
  const kept = readEvents(db, answer.runId, 0).reduce(fold, answer);
  const { pieces, lastAt } = tallyJournal(db, answer.runId);
  const promptTokens = estimateTokens(turnsOf(answer.parentId === null ? [] : pathOf(db, answer.parentId), ''));
  const durationMs = (lastAt ?? answer.createdAt) - answer.createdAt;
  const owed = owedFor({ kind: 'closed' }, { text: kept.text, pieces, promptTokens, durationMs });
  endAnswer(
    db,
    { ...kept, state: { kind: 'interrupted' }, counts: null, charge: { kind: 'unsettled' } },
    { owed, now },
  );
  // A watcher may have seen words that the journal has not; without it a replay starts over from the first.
  dropJournal(db, answer.runId);
}

export type SettleOwed = SettleDeps & {
  readonly db: WritableDb;
  /** Runs that settle themselves. */
  readonly isActive: (runId: RunId) => boolean;
  readonly onChange: (answer: AnswerMessage) => void;
};

/** Tells the meter again of every end it may not have heard of, oldest first. */
export async function settleOwed(parts: SettleOwed, signal: AbortSignal): Promise<void> {
  const { db } = parts;
  for (const { runId, owed } of owedRuns(db, settledMax)) {
    if (parts.isActive(runId)) continue;
    const charge = await settle(parts, { runId, owed }, signal);
    if (signal.aborted) return;
    if (charge.kind === 'unsettled') continue;
    db.transact('relaxed', () => {
      setCharge(db, runId, { charge, isKnown: true });
      appendCharge(db, runId, { charge, at: parts.clock.now() });
    });
    const answer = findAnswer(db, runId);
    if (answer !== null) parts.onChange(answer);
  }
}
