// The page's side of the painting worker: one question at a time for each block, and always the newest.
import type { CodeLine } from './code-line.ts';
import type { LanguageName } from './languages.ts';
import type { PaintReply, PaintRequest } from './paint-protocol.ts';

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
};

type Wish = { readonly language: LanguageName; readonly code: string };
type BlockState = {
  lines: readonly CodeLine[];
  isAsked: boolean;
  next: Wish | null;
  readonly onLines: (lines: readonly CodeLine[]) => void;
};

/** `open` is called when the first block wants colours. */
export function createPainter(open: () => PaintPort): Painter {
  const blocks = new Map<number, BlockState>();
  let port: PaintPort | null = null;
  let made = 0;

  const hear = (reply: PaintReply): void => {
    const state = blocks.get(reply.block);
    if (state === undefined) return;
    state.lines = [...state.lines.slice(0, reply.kept), ...reply.lines];
    state.isAsked = false;
    const { next } = state;
    state.next = null;
    if (next !== null) ask(reply.block, state, next);
    state.onLines(state.lines);
  };
  const ask = (block: number, state: BlockState, wish: Wish): void => {
    if (port === null) {
      port = open();
      port.onReply(hear);
    }
    state.isAsked = true;
    port.postMessage({ kind: 'paint', block, ...wish });
  };

  return {
    block(onLines) {
      made += 1;
      const id = made;
      const state: BlockState = { lines: [], isAsked: false, next: null, onLines };
      blocks.set(id, state);
      return {
        paint(language, code) {
          if (state.isAsked) state.next = { language, code };
          else ask(id, state, { language, code });
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
    onReply: (listen) => worker.addEventListener('message', ({ data }: MessageEvent<PaintReply>) => listen(data)),
  };
}
