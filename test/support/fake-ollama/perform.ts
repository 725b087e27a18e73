// Plays one scripted answer into a response.
import type { ServerResponse } from 'node:http';
import { setImmediate as breathe, setTimeout as sleep } from 'node:timers/promises';
import type { Answer, FakeCounts } from './behaviour.ts';
import { doneLine, goJson, goTime, pieceLine } from './bodies.ts';

type Piece = { readonly text: string; readonly thinking?: string; readonly calls?: readonly unknown[] };

/** `promptTokens`: told in the last line unless the answer says otherwise. Rejects when the signal aborts: the reader left. */
export async function perform(
  answer: Answer,
  to: {
    readonly response: ServerResponse;
    readonly model: string;
    readonly promptTokens: number;
    readonly signal: AbortSignal;
  },
): Promise<void> {
  const { response, model, signal } = to;
  const lineEnd = answer.lineEnd ?? '\n';
  const ending = answer.ending ?? { kind: 'done' };
  const pieces: readonly Piece[] = [
    ...(answer.thinking ?? []).map((thinking) => ({ text: '', thinking })),
    ...answer.text.map((text) => ({ text })),
    ...(answer.calls ?? []).map((calls) => ({ text: '', calls })),
  ];

  const turn = async (): Promise<void> => {
    await answer.gate?.pass(signal);
    if (answer.paceMs !== undefined) await sleep(answer.paceMs, undefined, { signal });
  };
  const writePieces = async (): Promise<void> => {
    for (const piece of pieces) {
      await turn();
      await write(goJson(pieceLine(model, goTime(Date.now()), piece)) + lineEnd);
    }
  };
  const write = async (data: string | Uint8Array): Promise<void> => {
    const bytes = Buffer.from(data);
    const step = answer.sliceBytes ?? bytes.length;
    for (let from = 0; from < bytes.length; from += step) {
      signal.throwIfAborted();
      response.write(bytes.subarray(from, from + step));
      if (step < bytes.length || response.writableNeedDrain) await breathe(undefined, { signal });
    }
  };

  await answer.headersGate?.pass(signal);
  response.setHeader('Content-Type', answer.mediaType ?? 'application/x-ndjson');
  setRunningHeaders(response);
  response.setHeader('Transfer-Encoding', 'chunked');
  if (answer.hasEarlyHeaders === true) response.flushHeaders();
  await writePieces();
  while (ending.kind === 'never') {
    await breathe(undefined, { signal });
    await writePieces();
  }
  await turn();
  switch (ending.kind) {
    case 'done':
    case 'undone': {
      const counts = { ...defaultCounts(to.promptTokens, pieces.length), ...answer.counts };
      const last = doneLine(model, goTime(Date.now()), { reason: ending.reason ?? 'stop', counts });
      const line = goJson(ending.kind === 'done' ? last : { ...last, done: false });
      await write(answer.hasLastLineEnd === false ? line : line + lineEnd);
      break;
    }
    case 'error':
      await write(goJson({ error: ending.message }) + lineEnd);
      break;
    case 'bytes':
      await write(ending.bytes);
      break;
    case 'cut':
      // What was written lies corked until the turn is over; it is to go out before the cut.
      await breathe(undefined, { signal });
      response.socket?.destroy();
      return;
    case 'stall':
      response.flushHeaders();
      return untilAborted(signal);
    case 'missing':
      break;
  }
  response.end();
}

/** After the media type, as Go sorts them: Vary where the origin was told, and the date. */
export function setRunningHeaders(response: ServerResponse): void {
  if (response.hasHeader('Access-Control-Allow-Origin')) response.setHeader('Vary', 'Origin');
  response.setHeader('Date', new Date().toUTCString());
}

export function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    else signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

const tokenNs = 12_500_000;
const loadNs = 83_000_000;

/** One token a piece, and the end token; steady figures, so that a test can name them. */
function defaultCounts(promptTokens: number, pieces: number): FakeCounts {
  const completionTokens = pieces + 1;
  const promptNs = promptTokens * 1_000_000;
  const completionNs = completionTokens * tokenNs;
  return { totalNs: loadNs + promptNs + completionNs, loadNs, promptTokens, promptNs, completionTokens, completionNs };
}
