// Where a run's words go: gathered for a moment, numbered, shown to the watchers, and written to the journal in batches.
import type { AnswerNote, Charge } from '../../../preload/contract/message.ts';
import type { RunId } from '../../../preload/contract/ids.ts';
import type { Part, ToolCallId, ToolCallPart, ToolCallState, ToolResultPart } from '../../../preload/contract/part.ts';
import type { Clock } from '../ports.ts';
import type { WritableDb } from '../store/db.ts';
import type { Piece } from './generation.ts';
import { appendEntries, type JournalEntry } from './journal-queries.ts';
import type { NewRunEvent, RunLog } from './run-log.ts';

/** Words that come closer together than this are sent as one event. */
export const gatherMs = 20;
/** What a kill can cost at most. */
export const journalMs = 250;

export type RunOutput = {
  /** What is there before the model begins. It is not counted. */
  keep(parts: readonly Part[]): void;
  /** A piece as the model sent it. */
  readonly write: (piece: Piece) => void;
  readonly charge: (charge: Charge) => void;
  readonly part: (part: ToolCallPart | ToolResultPart) => void;
  /** How a call of a tool stands now. */
  readonly call: (callId: ToolCallId, state: ToolCallState) => void;
  readonly note: (note: AnswerNote) => void;
  /** What is there is on disk when this returns, also after a failure of the power. Throws where it cannot be. */
  commit(): void;
  /** Pieces written so far: about as many tokens. */
  pieces(): number;
  /** Send what is still being gathered. */
  flush(): void;
  /** Send what is still being gathered and hand over what the journal lacks; nothing may be written after. */
  drain(): readonly JournalEntry[];
};

export type OutputParts = {
  readonly runId: RunId;
  readonly log: RunLog;
  readonly db: WritableDb;
  readonly clock: Clock;
  /** Ends the timers. */
  readonly signal: AbortSignal;
  /** A batch could not be written; it is kept and tried again. */
  readonly onJournalFailure: (error: unknown) => void;
};

type Gathered = { readonly kind: 'text' | 'thinking'; readonly text: string; readonly pieces: number };

/** Since when pieces of this kind have come without a break. */
type Stretch = { readonly kind: Gathered['kind']; readonly since: number };

export function createRunOutput(parts: OutputParts): RunOutput {
  const { clock, log, signal } = parts;
  let gathered: Gathered | null = null;
  let stretch: Stretch | null = null;
  let sentAt = Number.NEGATIVE_INFINITY;
  let pieces = 0;
  let unwritten: JournalEntry[] = [];
  let isSendDue = false;
  let isWriteDue = false;

  function later(ms: number, work: () => void): void {
    clock.wait(ms, signal).then(work, () => undefined);
  }

  function record(event: NewRunEvent, count: number): void {
    unwritten.push({ event: log.append(event), pieces: count, at: clock.now() });
    if (isWriteDue) return;
    isWriteDue = true;
    later(journalMs, writeBatch);
  }

  function writeBatch(): void {
    isWriteDue = false;
    const batch = unwritten;
    if (batch.length === 0 || signal.aborted) return;
    try {
      parts.db.transact('relaxed', () => appendEntries(parts.db, parts.runId, batch));
      unwritten = [];
    } catch (error) {
      parts.onJournalFailure(error);
      isWriteDue = true;
      later(journalMs * 4, writeBatch);
    }
  }

  /** How long the pieces that are being sent have been coming. */
  function tookMs(): { readonly ms?: number } {
    return stretch === null ? {} : { ms: Math.max(0, Math.round(clock.now() - stretch.since)) };
  }

  function send(): void {
    isSendDue = false;
    if (gathered === null || signal.aborted) return;
    const { kind, text, pieces: count } = gathered;
    gathered = null;
    sentAt = clock.now();
    record(kind === 'text' ? { kind, text } : { kind, text, ...tookMs() }, count);
  }

  /** Something that is no piece of text: what the model says after it begins anew. */
  function whole(event: NewRunEvent): void {
    send();
    stretch = null;
    record(event, 0);
  }

  return {
    keep: (kept) => kept.forEach((part) => record({ kind: 'part', part }, 0)),
    write(piece) {
      if (piece.kind === 'rethink' || piece.kind === 'made') {
        send();
        if (piece.kind === 'made') return record({ ...piece, notes: [...piece.notes] }, 0);
        record({ kind: 'rethink', ...tookMs() }, 0);
        stretch = null;
        return;
      }
      const { kind, text } = piece;
      if (gathered !== null && gathered.kind !== kind) send();
      if (stretch?.kind !== kind) stretch = { kind, since: clock.now() };
      pieces += 1;
      gathered =
        gathered === null
          ? { kind, text, pieces: 1 }
          : { kind, text: gathered.text + text, pieces: gathered.pieces + 1 };
      const sinceMs = clock.now() - sentAt;
      if (sinceMs >= gatherMs) send();
      else if (!isSendDue) {
        isSendDue = true;
        later(gatherMs - sinceMs, send);
      }
    },
    charge: (charge) => record({ kind: 'charge', charge }, 0),
    part: (part) => whole({ kind: 'part', part }),
    call: (callId, state) => whole({ kind: 'call', callId, state }),
    note(note) {
      const { model, place, notes } = log.answer();
      whole({ kind: 'made', model, place, notes: [...notes, note] });
    },
    commit() {
      send();
      const batch = unwritten;
      parts.db.transact('durable', () => appendEntries(parts.db, parts.runId, batch));
      unwritten = [];
    },
    pieces: () => pieces,
    flush: send,
    drain() {
      send();
      const rest = unwritten;
      unwritten = [];
      return rest;
    },
  };
}
