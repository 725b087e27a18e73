// The page's side of the painting worker: one question at a time for each block, and always the newest.
import { backoffMs } from '../../../rpc/backoff.ts';
import type { CodeLine } from './code-line.ts';
import type { LanguageName } from './languages.ts';
import type { PaintAnswer, PaintReply, PaintRequest } from './paint-protocol.ts';

export type PaintedBlock = {
  /** Ask for the colours of the block as it is now; `onLines` of its making hears of them. */
  readonly paint: (language: LanguageName, code: string) => void;
  readonly close: () => void;
};

export type Painter = { readonly block: (onLines: (lines: readonly CodeLine[]) => void) => PaintedBlock };

/** What a worker is to the painter; a test gives its own. */
export type PaintPort = {
  postMessage(request: PaintRequest): void;
  onReply(listen: (reply: PaintReply) => void): void;
  /** It could not be fetched, or what it needs could not. */
  onFail(listen: () => void): void;
  close(): void;
};

type Wish = { readonly language: LanguageName; readonly code: string };
type BlockState = {
  lines: readonly CodeLine[];
  /** On its way. */
  asked: Wish | null;
  next: Wish | null;
  readonly onLines: (lines: readonly CodeLine[]) => void;
};

const firstWaitMs = 1_000;
const longestWaitMs = 60_000;

/**
 * `open` is called when the first block wants colours, and again after a worker has failed: what could not be fetched once is
 * remembered by a worker for as long as it lives. `wait` calls back after so many milliseconds.
 */
export function createPainter(
  open: () => PaintPort,
  wait: (then: () => void, ms: number) => void = setTimeout,
): Painter {
  const blocks = new Map<number, BlockState>();
  let port: PaintPort | null = null;
  let isResting = false;
  let failures = 0;
  let made = 0;

  const hear = (reply: PaintReply): void => {
    const state = blocks.get(reply.block);
    if (state === undefined) return;
    state.lines = [...state.lines.slice(0, reply.kept), ...reply.lines];
    state.asked = null;
    const { next } = state;
    state.next = null;
    if (next !== null) ask(reply.block, state, next);
    // One language may come while another goes on failing.
    if ([...blocks.values()].every(({ asked }) => asked === null)) failures = 0;
    state.onLines(state.lines);
  };
  const rest = (): void => {
    port?.close();
    port = null;
    isResting = true;
    wait(askAgain, backoffMs(failures, firstWaitMs, longestWaitMs));
    failures += 1;
  };
  const askAgain = (): void => {
    isResting = false;
    for (const [block, state] of blocks) {
      const wish = state.next ?? state.asked;
      state.next = null;
      if (wish !== null) ask(block, state, wish);
    }
  };
  const ask = (block: number, state: BlockState, wish: Wish): void => {
    state.asked = wish;
    if (isResting) return;
    port ??= openPort();
    port.postMessage({ kind: 'paint', block, ...wish });
  };
  const openPort = (): PaintPort => {
    const opened = open();
    // What an ended worker still says is not heard.
    opened.onReply((reply) => port === opened && hear(reply));
    opened.onFail(() => port === opened && rest());
    return opened;
  };

  return {
    block(onLines) {
      made += 1;
      const id = made;
      const state: BlockState = { lines: [], asked: null, next: null, onLines };
      blocks.set(id, state);
      return {
        paint(language, code) {
          if (state.asked === null) ask(id, state, { language, code });
          else state.next = { language, code };
        },
        close() {
          blocks.delete(id);
          port?.postMessage({ kind: 'forget', block: id });
        },
      };
    },
  };
}

export function openPaintWorker(): PaintPort {
  const worker = new Worker(new URL('./paint-worker.ts', import.meta.url), { type: 'module', name: 'paint' });
  return {
    postMessage: (request) => worker.postMessage(request),
    onReply: (listen) =>
      worker.addEventListener('message', ({ data }: MessageEvent<PaintAnswer>) => data !== 'failed' && listen(data)),
    onFail(listen) {
      worker.addEventListener('error', listen);
      worker.addEventListener('message', ({ data }: MessageEvent<PaintAnswer>) => data === 'failed' && listen());
    },
    close: () => worker.terminate(),
  };
}
