// One run from its first event to its settled price. It belongs to the core; windows only watch it.
import type { Failure } from '../../../preload/contract/failure.ts';
import { firstOllama } from '../../../preload/contract/ids.ts';
import type { AnswerMessage } from '../../../preload/contract/message.ts';
import { fold } from '../../../preload/contract/fold.ts';
import { textOf } from '../../../preload/contract/parts.ts';
import type { Parameters } from '../../../preload/contract/parameters.ts';
import type { RunEvent } from '../../../preload/contract/run-event.ts';
import { CodedFailure } from '../coded-failure.ts';
import type { Answerer, AnswerRequest, Clock, FileStore, Meter, RunEnding, ToolBox, Turn } from '../ports.ts';
import type { WritableDb } from '../store/db.ts';
import { within } from '../time-limit.ts';
import { touchChat } from './chat-queries.ts';
import { formOf } from './answer-form.ts';
import { generate, stopEnding, type Ending, type StopReason } from './generation.ts';
import { goingOn } from './going-on.ts';
import { appendEntries, type JournalEntry } from './journal-queries.ts';
import { beginAnswer, endAnswer, findAnswer } from './message-queries.ts';
import { owedFor, stateOf } from './run-end.ts';
import { createRunLog, type RunLog } from './run-log.ts';
import { createRunOutput } from './run-output.ts';
import { createToolCalls, type Word } from './tool-calls.ts';
import { estimateTokens } from './turns.ts';

export type RunDeps = {
  readonly db: WritableDb;
  readonly clock: Clock;
  readonly generator: Answerer;
  readonly meter: Meter;
  readonly files: FileStore;
  readonly toolBox: ToolBox;
  /** Whether a hosted model can use tools, as its operator says. */
  readonly hostedTakesTools: (model: string) => boolean;
  readonly reportDefect: (error: unknown) => void;
};

export type RunStart = {
  /** As stored: streaming, and empty but for what it keeps of a version that was cut. */
  readonly answer: AnswerMessage;
  readonly turns: readonly Turn[];
  readonly parameters: Parameters;
  /** Settled when the model may be asked; null: at once. Where it is stopped before, nothing is asked and nothing is owed. */
  readonly after: Promise<void> | null;
  /** The answer is begun after it had to wait, or is saved, or its price has changed since. */
  readonly onChange: (answer: AnswerMessage) => void;
  /** Whether a call of it waits for the person. */
  readonly onWaiting: (isWaiting: boolean) => void;
};

export type Run = {
  readonly answer: AnswerMessage;
  readonly log: RunLog;
  decide(word: Word): 'done' | 'gone';
  stop(reason: StopReason): void;
  /** Stop trying to save or settle; the next start goes on from what is on disk. */
  abandon(): void;
  /** The model has nothing more to do. Never rejects. */
  readonly generated: Promise<void>;
  /** Nothing more will happen. Never rejects. */
  readonly finished: Promise<void>;
};

/** How long the meter may take to say what a run cost; what comes later is told to every window then. */
const settleMs = 15_000;

/** How long until a save that failed is tried again. */
export const saveAgainMs = 2000;

export function startRun(deps: RunDeps, { answer, turns, parameters, after, onChange, onWaiting }: RunStart): Run {
  const { db, clock } = deps;
  const { runId } = answer;
  let startedAt = clock.now();
  let isBegun = after === null;
  let firstTokenMs: number | null = null;
  const stop = new AbortController();
  const life = new AbortController();
  const kept = answer.parts;
  const log = createRunLog({ ...answer, parts: [], state: { kind: 'streaming' } });
  const output = createRunOutput({ runId, log, db, clock, signal: life.signal, onJournalFailure: deps.reportDefect });
  output.keep(kept);
  const venue = answer.place === 'operator' ? 'hosted' : 'local';
  const ollama = answer.ollama?.id ?? firstOllama;
  const { files, toolBox: box } = deps;
  // An answer that goes on does so within its words.
  const hasTools = kept.length === 0 && (venue === 'local' || deps.hostedTakesTools(answer.model));
  const tools = hasTools ? createToolCalls({ box, files, chatId: answer.chatId, log, output, onWaiting }) : null;
  const question = { runId, venue, ollama, model: answer.model, ...goingOn(kept, { turns, parameters }) } as const;
  const ask = (): AnswerRequest => ({ ...question, ...tools?.asked() });
  const begin = (): Promise<Ending> =>
    generate({
      request: ask(),
      onCalls: async (calls, signal) => (tools !== null && (await tools.run(calls, signal)) ? ask() : null),
      generator: deps.generator,
      meter: deps.meter,
      stop: stop.signal,
      onGranted: output.charge,
      madeBefore: textOf(kept).length,
      onPiece(piece) {
        if ('text' in piece) firstTokenMs ??= Math.max(0, Math.round(clock.now() - startedAt));
        // What was kept was an answer, whatever the model makes of what it added.
        if (piece.kind !== 'rethink' || kept.length === 0) output.write(piece);
      },
      onDefect: deps.reportDefect,
    });
  const generating = after === null ? begin() : inTurn(after);

  return {
    answer,
    log,
    decide: (word) => tools?.decide(word) ?? 'gone',
    stop: (reason) => stop.abort(reason),
    abandon: () => life.abort(),
    generated: generating.then(() => undefined),
    finished: finish(),
  };

  /** On disk it has begun before anything is reserved or asked for it. */
  async function inTurn(before: Promise<void>): Promise<Ending> {
    await Promise.race([before, aborted(stop.signal)]);
    if (stop.signal.aborted) return stopEnding(stop.signal);
    try {
      db.transact('durable', () => beginAnswer(db, runId));
    } catch (error) {
      deps.reportDefect(error);
      return { kind: 'failed', failure: failureOf(error) };
    }
    isBegun = true;
    startedAt = clock.now();
    onChange(log.answer());
    return begin();
  }

  async function finish(): Promise<void> {
    try {
      const owed = await end(await generating);
      if (owed !== null) await settle();
    } catch (error) {
      if (!life.signal.aborted) deps.reportDefect(error);
    } finally {
      life.abort();
      log.finish();
    }
  }

  async function end(ending: Ending): Promise<RunEnding | null> {
    // Of a hosted model each round is paid for by itself, and a later one may be refused.
    const hasCalled = venue === 'hosted' && log.answer().parts.some(({ kind }) => kind === 'tool_call');
    const isRefusedLater = ending.kind === 'refused' && hasCalled;
    if (ending.kind === 'refused' && !isRefusedLater) output.charge({ kind: 'none' });
    tools?.end();
    if (ending.kind === 'done') noteForm();
    const entries = output.drain();
    const now = clock.now();
    const produced = {
      text: textOf(log.answer().parts).slice(textOf(kept).length),
      pieces: output.pieces(),
      promptTokens: estimateTokens(question.turns),
      durationMs: now - startedAt,
    };
    const own = isBegun ? owedFor(ending, produced) : null;
    const owed: RunEnding | null = isRefusedLater ? { kind: 'release', reason: 'refused' } : own;
    const counts = ending.kind === 'done' ? ending.counts : null;
    const ended = log.upcoming({ kind: 'ended', state: stateOf(ending), counts, firstTokenMs });
    try {
      save([...entries, { event: ended, pieces: 0, at: now }], ended, owed);
    } catch (error) {
      return await endUnsaved(entries, owed === null ? null : { kind: 'release', reason: 'not saved' }, error);
    }
    log.append(ended);
    onChange(log.answer());
    return owed;
  }

  /** Where a form was asked for, the answer says whether it has it. */
  function noteForm(): void {
    output.flush();
    const note = formOf(parameters.format, textOf(log.answer().parts));
    if (note !== null) output.note(note);
  }

  /** The words stay in view and in memory, and are saved as soon as the disk allows. Nothing is charged for them. */
  async function endUnsaved(
    entries: readonly JournalEntry[],
    owed: RunEnding | null,
    error: unknown,
  ): Promise<RunEnding | null> {
    deps.reportDefect(error);
    const state = { kind: 'failed', failure: failureOf(error) } as const;
    const ended = log.append({ kind: 'ended', state, counts: null, firstTokenMs });
    const all = [...entries, { event: ended, pieces: 0, at: clock.now() }];
    onChange(log.answer());
    for (let cause = error; cause instanceof CodedFailure;) {
      await clock.wait(saveAgainMs, life.signal);
      try {
        save(all, ended, owed);
        onChange(log.answer());
        return owed;
      } catch (again) {
        cause = again;
      }
    }
    throw new Error('The answer could not be saved', { cause: error });
  }

  /** The answer and what it owes are on disk together, or neither is. */
  function save(entries: readonly JournalEntry[], ended: RunEvent, owed: RunEnding | null): void {
    const now = clock.now();
    db.transact('durable', () => {
      appendEntries(db, runId, entries);
      const saved = fold(log.answer(), ended);
      endAnswer(db, { ...saved, charge: owed === null ? saved.charge : deps.meter.end(runId, owed) }, now);
      touchChat(db, answer.chatId, now);
    });
  }

  async function settle(): Promise<void> {
    try {
      await within({ clock, ms: settleMs, signal: life.signal }, deps.meter.settle(runId), null);
    } catch (error) {
      deps.reportDefect(error);
    }
    if (life.signal.aborted) return;
    // What the meter has written down by now, whoever waited for it.
    const charge = findAnswer(db, runId)?.charge ?? { kind: 'unsettled' };
    const event = log.append({ kind: 'charge', charge });
    db.transact('relaxed', () => appendEntries(db, runId, [{ event, pieces: 0, at: clock.now() }]));
    onChange(log.answer());
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

function failureOf(error: unknown): Failure {
  if (error instanceof CodedFailure) return error.failure;
  return { code: 'internal', detail: null, canRetry: true };
}
