// Plays one scripted answer into a response, as a stream of events or in one piece.
import type { ServerResponse } from 'node:http';
import { setImmediate as breathe, setTimeout as sleep } from 'node:timers/promises';
import { untilAborted } from '../fake-ollama/perform.ts';
import type { Answer, Ending, Piece, UsageMoment } from './behaviour.ts';
import { chunk, deltaOf, trueUsage, usageChunk, wholeBody, type AnswerHead, type ChatAsked } from './bodies.ts';
import { createBodyWriter, type BodyWriter } from './body-writer.ts';

export type Stage = {
  readonly response: ServerResponse;
  readonly asked: ChatAsked;
  readonly id: string;
  /** Aborts when the reader has left. */
  readonly signal: AbortSignal;
  /** Told of every byte of a body before any encoding. */
  sent(bytes: number): void;
};

/** Rejects when the reader left. */
export async function perform(answer: Answer, stage: Stage): Promise<void> {
  const { response, signal } = stage;
  await answer.headGate?.pass(signal);
  const isStream = stage.asked.stream === true;
  response.setHeader('Content-Type', isStream ? 'text/event-stream; charset=utf-8' : 'application/json');
  if (answer.encoding !== undefined) response.setHeader('Content-Encoding', answer.encoding);
  for (const [name, value] of Object.entries(answer.headers ?? {})) response.setHeader(name, value);
  if (answer.firstByteGate !== undefined) {
    response.flushHeaders();
    await answer.firstByteGate.pass(signal);
  }
  const writer = createBodyWriter(answer, stage);
  if (isStream) await performStream(answer, stage, writer);
  else await performWhole(answer, stage, writer);
}

async function performStream(answer: Answer, stage: Stage, writer: BodyWriter): Promise<void> {
  const { signal, response } = stage;
  const ending = answer.ending ?? { kind: 'done' };
  for (const piece of answer.pieces.keys()) {
    await turn(answer, signal);
    if ((await writer.write(pieceEvents(answer, stage, piece))) === 'broken') return;
  }
  while (ending.kind === 'never') {
    for (const piece of answer.pieces.keys()) {
      await breathe(undefined, { signal });
      await turn(answer, signal);
      if ((await writer.write(pieceEvents(answer, stage, piece))) === 'broken') return;
    }
  }
  await turn(answer, signal);
  const last = lastBytes(answer, stage, ending);
  if (last.length > 0 && (await writer.write(last)) === 'broken') return;
  await close(ending, { writer, response, signal });
}

async function performWhole(answer: Answer, stage: Stage, writer: BodyWriter): Promise<void> {
  const { signal, response } = stage;
  const ending = answer.ending ?? { kind: 'done' };
  for (const _piece of answer.pieces) await turn(answer, signal);
  await turn(answer, signal);
  if (ending.kind === 'error') response.statusCode = ending.status ?? 500;
  const usage = momentOf(answer) === 'never' ? null : usageOf(answer, stage);
  const body = Buffer.from(wholeBody(headOf(stage), answer.pieces, { finish: finishOf(answer), usage }));
  if ((await writer.write(wholeBytes(body, ending))) === 'broken') return;
  await close(ending, { writer, response, signal });
}

function wholeBytes(body: Buffer, ending: Ending): string | Uint8Array {
  switch (ending.kind) {
    case 'done':
    case 'undone':
      return body;
    case 'error':
      return errorJson(ending.message);
    case 'bytes':
      return ending.bytes;
    case 'missing':
    case 'never':
    case 'stall':
    case 'cut':
      return body.subarray(0, body.length / 2);
  }
}

async function close(
  ending: Ending,
  { writer, response, signal }: { writer: BodyWriter; response: ServerResponse; signal: AbortSignal },
): Promise<void> {
  switch (ending.kind) {
    case 'cut':
      return writer.cut();
    case 'stall':
    case 'never':
      response.flushHeaders();
      return untilAborted(signal);
    case 'done':
    case 'undone':
    case 'missing':
    case 'error':
    case 'bytes':
      writer.end();
  }
}

async function turn(answer: Answer, signal: AbortSignal): Promise<void> {
  await answer.gate?.pass(signal);
  if (answer.paceMs !== undefined) await sleep(answer.paceMs, undefined, { signal });
}

/** The first piece comes after the event that names the role, as OpenAI sends it. */
function pieceEvents(answer: Answer, stage: Stage, index: number): string {
  const piece = answer.pieces[index];
  if (piece === undefined) return '';
  const head = headOf(stage);
  const usage = momentOf(answer) === 'every' ? usageOf(answer, stage) : null;
  const role = index === 0 ? chunk(head, { delta: { role: 'assistant', content: '', refusal: null } }) : null;
  return (role === null ? '' : event(answer, role)) + pieceEvent(answer, { head, piece, usage });
}

function pieceEvent(
  answer: Answer,
  { head, piece, usage }: { readonly head: AnswerHead; readonly piece: Piece; readonly usage: string | null },
): string {
  const lineEnd = answer.lineEnd ?? '\n';
  switch (piece.kind) {
    case 'event':
      return event(answer, piece.json);
    case 'comment':
      return `: ${piece.text}${lineEnd}${lineEnd}`;
    case 'text':
    case 'thought':
    case 'refusal':
    case 'tool':
      return event(answer, chunk(head, { delta: deltaOf(piece), usage }));
  }
}

function lastBytes(answer: Answer, stage: Stage, ending: Ending): string | Uint8Array {
  switch (ending.kind) {
    case 'done':
      return endEvents(answer, stage) + event(answer, '[DONE]');
    case 'undone':
      return endEvents(answer, stage);
    case 'error':
      return event(answer, errorJson(ending.message));
    case 'bytes':
      return ending.bytes;
    case 'missing':
    case 'never':
    case 'stall':
    case 'cut':
      return '';
  }
}

/** The finish reason, and the use where it is told at the end. */
function endEvents(answer: Answer, stage: Stage): string {
  const head = headOf(stage);
  const usage = usageOf(answer, stage);
  const moment = momentOf(answer);
  const isWithFinish = moment === 'with_finish' || moment === 'every';
  const finish = chunk(head, { delta: {}, finish: finishOf(answer), usage: isWithFinish ? usage : null });
  const own = event(answer, usageChunk(head, usage));
  return event(answer, finish) + own.repeat(ownUsageChunks(moment, stage.asked));
}

function ownUsageChunks(moment: UsageMoment, asked: ChatAsked): number {
  switch (moment) {
    case 'as_asked':
      return asked.stream_options?.include_usage === true ? 1 : 0;
    case 'last':
    case 'every':
      return 1;
    case 'twice':
      return 2;
    case 'with_finish':
    case 'never':
      return 0;
  }
}

function momentOf(answer: Answer): UsageMoment {
  return answer.usage?.when ?? 'as_asked';
}

function usageOf(answer: Answer, { asked }: Stage): string {
  return answer.usage?.json ?? trueUsage(asked, answer.pieces);
}

function finishOf({ ending, pieces }: Answer): string {
  if (ending?.kind === 'done' && ending.reason !== undefined) return ending.reason;
  return pieces.some(({ kind }) => kind === 'tool') ? 'tool_calls' : 'stop';
}

function headOf({ id, asked }: Stage): AnswerHead {
  return { id, model: asked.model };
}

function event({ lineEnd = '\n' }: Answer, data: string): string {
  return `data: ${data}${lineEnd}${lineEnd}`;
}

function errorJson(message: string): string {
  return JSON.stringify({ error: { message, type: 'server_error', param: null, code: null } });
}
