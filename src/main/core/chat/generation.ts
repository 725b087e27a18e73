// One answer being made: the hold and the model start together, and no word passes before the hold is granted. For a hosted one
// the server does both.
// It decides how the run ended; it neither saves nor settles.
import { setImmediate as turnOfOthers } from 'node:timers/promises';
import type { Failure, Refusal } from '../../../preload/contract/failure.ts';
import type { Charge, Counts } from '../../../preload/contract/message.ts';
import { CodedFailure } from '../coded-failure.ts';
import type { Answerer, AnswerRequest, GeneratePart, Meter, ToolRequest } from '../ports.ts';

type Verdict =
  | { readonly kind: 'granted'; readonly charge: Charge }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** The meter broke, or was not waited for. */
  | { readonly kind: 'unknown' };

export type Ending =
  | { readonly kind: 'done'; readonly reason: 'stop' | 'length' | 'other'; readonly counts: Counts | null }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** A person stopped it. */
  | { readonly kind: 'stopped' }
  /** The core is closing. */
  | { readonly kind: 'closed' };

export type StopReason = 'stopped' | 'closed';

export type GenerationParts = {
  readonly request: AnswerRequest;
  readonly generator: Answerer;
  readonly meter: Meter;
  /** Aborted with a StopReason. */
  readonly stop: AbortSignal;
  /** So much of the answer stands already, in UTF-16 units. */
  readonly madeBefore: number;
  readonly onGranted: (charge: Charge) => void;
  readonly onPiece: (piece: Piece) => void;
  /** The model waits for what its calls give. Gives what it is asked next; null: nothing, and the answer ends here. */
  readonly onCalls: (calls: readonly ToolRequest[], signal: AbortSignal) => Promise<AnswerRequest | null>;
  /** Something threw that had no code. */
  readonly onDefect: (error: unknown) => void;
};

/** So much may be made before the hold is granted; then the model waits. UTF-16 units. */
export const unshownMax = 256_000;
/** No answer grows beyond this; it ends with the reason `length`. UTF-16 units. */
export const answerMax = 8_000_000;

/** Never rejects. */
export function generate(parts: GenerationParts): Promise<Ending> {
  const work = new AbortController();
  const signal = AbortSignal.any([parts.stop, work.signal]);
  const gate = createGate(parts.onPiece);
  const verdict = reserve(parts, signal).then((answer) => {
    if (answer.kind === 'granted' && !signal.aborted) {
      parts.onGranted(answer.charge);
      gate.open();
    }
    return answer;
  });
  const produced = produce(parts, signal, gate);
  const allowed = verdict.then((answer) => (answer.kind === 'granted' ? produced : endingWithout(answer)));
  return Promise.race([
    stopped(parts.stop),
    allowed,
    produced.then((end) => (end.kind === 'failed' || end.kind === 'refused' ? end : allowed)),
  ]).then((end) => {
    gate.close();
    work.abort();
    return parts.stop.aborted && end.kind === 'failed' ? stopEnding(parts.stop) : end;
  });
}

function endingWithout(verdict: Exclude<Verdict, { kind: 'granted' }>): Ending {
  if (verdict.kind === 'refused') return { kind: 'refused', refusal: verdict.refusal };
  return { kind: 'failed', failure: { code: 'internal', detail: null, canRetry: true } };
}

async function reserve({ request, meter, ...parts }: GenerationParts, signal: AbortSignal): Promise<Verdict> {
  // The server holds for it before it answers; its no comes as a part.
  if (request.venue === 'hosted') return { kind: 'granted', charge: { kind: 'reserving' } };
  try {
    // The question is handed over to the model first: the meter writes to the disk before it asks, and the whole core waits for that.
    await turnOfOthers();
    signal.throwIfAborted();
    return await meter.reserve({ runId: request.runId, model: request.model }, signal);
  } catch (error) {
    if (!signal.aborted) parts.onDefect(error);
    return { kind: 'unknown' };
  }
}

/** Round after round: the model is asked, its calls are run, and it is asked again with what they gave. */
async function produce(parts: GenerationParts, signal: AbortSignal, gate: Gate): Promise<Ending> {
  let request = parts.request;
  let length = parts.madeBefore;
  let counts: Counts | null = null;
  try {
    for (;;) {
      const round: Round = await pump({ ...parts, request }, { length, signal, gate });
      if (round.kind !== 'ended') return round;
      ({ length } = round);
      counts = together(counts, round.counts);
      if (round.calls.length === 0) return { kind: 'done', reason: round.reason, counts };
      // Nobody is asked for a word, and nothing runs, before the hold is granted.
      await gate.decided;
      signal.throwIfAborted();
      const next = await parts.onCalls(round.calls, signal);
      if (next === null) return { kind: 'done', reason: 'other', counts };
      request = next;
    }
  } catch (error) {
    if (error instanceof CodedFailure) return { kind: 'failed', failure: error.failure };
    if (!signal.aborted) parts.onDefect(error);
    return { kind: 'failed', failure: { code: 'internal', detail: null, canRetry: true } };
  }
}

/** What was in the window at the end, and of that, what the model wrote in all rounds. */
function together(before: Counts | null, round: Counts | null): Counts | null {
  if (before === null || round === null) return round;
  return {
    promptTokens: Math.max(0, round.promptTokens - before.completionTokens),
    completionTokens: before.completionTokens + round.completionTokens,
    totalNs: before.totalNs + round.totalNs,
    loadNs: before.loadNs + round.loadNs,
    promptNs: before.promptNs + round.promptNs,
    completionNs: before.completionNs + round.completionNs,
  };
}

type Round =
  | Extract<Ending, { kind: 'done' | 'refused' | 'failed' }>
  | {
      readonly kind: 'ended';
      readonly reason: 'stop' | 'length' | 'other';
      readonly counts: Counts | null;
      readonly calls: readonly ToolRequest[];
      /** Of all that was said by then. */
      readonly length: number;
    };
type Pumping = { readonly length: number; readonly signal: AbortSignal; readonly gate: Gate };

async function pump({ generator, request }: GenerationParts, { signal, gate, ...before }: Pumping): Promise<Round> {
  let { length } = before;
  let calls: readonly ToolRequest[] = [];
  for await (const part of generator.generate(request, signal)) {
    if (part.kind === 'ended') return { ...part, calls, length };
    if (part.kind === 'refused') return part;
    if (part.kind === 'calls') {
      ({ calls } = part);
      continue;
    }
    length += lengthOf(part);
    if (!('text' in part) || part.text !== '') await gate.pass(part);
    if (length > answerMax) return { kind: 'done', reason: 'length', counts: null };
    if (signal.aborted) break;
  }
  return { kind: 'failed', failure: { code: 'ollama_cut', detail: null, canRetry: true } };
}

function stopped(stop: AbortSignal): Promise<Ending> {
  return new Promise((resolve) => {
    if (stop.aborted) resolve(stopEnding(stop));
    else stop.addEventListener('abort', () => resolve(stopEnding(stop)), { once: true });
  });
}

export function stopEnding(stop: AbortSignal): Ending {
  return { kind: stop.reason === 'closed' ? 'closed' : 'stopped' };
}

export type Piece = Exclude<GeneratePart, { kind: 'ended' | 'refused' | 'calls' }>;

function lengthOf(piece: Piece): number {
  return 'text' in piece ? piece.text.length : 0;
}

type Gate = {
  /** Resolves when the model may go on. */
  pass(piece: Piece): Promise<void> | void;
  /** Lets through what waited, and all that follows. */
  open(): void;
  /** Lets nothing more through. */
  close(): void;
  /** It is open, or closed. */
  readonly decided: Promise<void>;
};

function createGate(onPiece: GenerationParts['onPiece']): Gate {
  let state: 'waiting' | 'open' | 'closed' = 'waiting';
  let held: Piece[] = [];
  let heldLength = 0;
  const decided = Promise.withResolvers<void>();

  return {
    decided: decided.promise,
    pass(piece) {
      if (state === 'open') onPiece(piece);
      if (state !== 'waiting') return;
      held.push(piece);
      heldLength += lengthOf(piece);
      if (heldLength > unshownMax) return decided.promise;
    },
    open() {
      if (state !== 'waiting') return;
      state = 'open';
      for (const piece of held) onPiece(piece);
      held = [];
      decided.resolve();
    },
    close() {
      state = 'closed';
      held = [];
      decided.resolve();
    },
  };
}
