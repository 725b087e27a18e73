// What an earlier core left behind when it was killed: answers without an end. What their runs owe is written down with that end,
// and the meter does the rest.
import type { RunId } from '../../../preload/contract/ids.ts';
import type { AnswerMessage } from '../../../preload/contract/message.ts';
import { fold } from '../../../preload/contract/fold.ts';
import { textOf } from '../../../preload/contract/parts.ts';
import { CodedFailure } from '../coded-failure.ts';
import type { FileContents, Meter } from '../ports.ts';
import type { WritableDb } from '../store/db.ts';
import { dropJournal, readEvents, tallyJournal } from './journal-queries.ts';
import { endAnswer, endNamelessAnswers, endUnreadableAnswer, findAnswer, unfinishedRuns } from './message-queries.ts';
import { pathOf } from './message-reading.ts';
import { owedFor } from './run-end.ts';
import { withEndedCalls } from './tool-calls.ts';
import { estimateTokens, turnsOf } from './turns.ts';

type Recovery = {
  readonly db: WritableDb;
  readonly meter: Pick<Meter, 'end'>;
  readonly files: FileContents;
  readonly now: number;
  readonly reportDefect: (error: unknown) => void;
};

/** Ends every unfinished answer with what its journal holds. One that cannot be read is ended without it, and the start goes on. */
export function recoverAnswers(recovery: Recovery): void {
  const { db, reportDefect } = recovery;
  for (const runId of unfinishedRuns(db)) {
    try {
      db.transact('durable', () => {
        const answer = findAnswer(db, runId);
        if (answer === null || answer.unreadable)
          throw new Error(`The unfinished answer of run ${runId} cannot be read`);
        recoverAnswer(recovery, answer);
      });
    } catch (error) {
      if (error instanceof CodedFailure) throw error;
      reportDefect(error);
      db.transact('durable', () => endUnreadable(recovery, runId));
    }
  }
  const nameless = db.transact('durable', () => endNamelessAnswers(db, recovery.now));
  if (nameless > 0) reportDefect(new Error(`The runs of ${nameless} unfinished answers cannot be read`));
}

function endUnreadable({ db, meter, now }: Recovery, runId: RunId): void {
  const charge = meter.end(runId, { kind: 'release', reason: 'unreadable' });
  endUnreadableAnswer(db, { runId, charge, now });
  dropJournal(db, runId);
}

function recoverAnswer({ db, meter, files, now }: Recovery, answer: AnswerMessage): void {
  const events = readEvents(db, answer.runId, 0);
  const none = { ...answer, parts: [] };
  // What it keeps of a version that was cut stands first in the journal, and until there is one, in the answer itself.
  const written = events.length === 0 ? answer : events.reduce(fold, none);
  const kept = { ...written, parts: withEndedCalls(written.parts) };
  const made = events.filter((event) => event.kind !== 'part').reduce(fold, none);
  const { pieces, firstAt, lastAt } = tallyJournal(db, answer.runId);
  const promptTokens = estimateTokens(
    turnsOf(answer.parentId === null ? [] : pathOf(db, answer.parentId), { systemPrompt: '', contents: files }),
  );
  const durationMs = (lastAt ?? answer.createdAt) - answer.createdAt;
  const isBegun = answer.state.kind !== 'streaming' || answer.state.after === undefined;
  const produced = { text: textOf(made.parts), pieces, promptTokens, durationMs };
  const owed = isBegun ? owedFor({ kind: 'closed' }, produced) : null;
  const charge = owed === null ? kept.charge : meter.end(answer.runId, owed);
  const firstTokenMs = firstAt === null ? null : Math.max(0, firstAt - answer.createdAt);
  endAnswer(db, { ...kept, state: { kind: 'interrupted' }, counts: null, firstTokenMs, charge }, now);
  // A watcher may have seen words that the journal has not; without it a replay starts over from the first.
  dropJournal(db, answer.runId);
}
