// The page's side of drawing: one diagram at a time, each within limits of size and time, and what was drawn is kept.
import type { DiagramLook, DrawReply, DrawRequest } from './diagram-protocol.ts';

export type Drawing =
  | { readonly kind: 'drawn'; readonly svg: string; readonly width: number; readonly height: number }
  /** unreadable: it is no diagram, and `why` says so in the library's words. */
  | {
      readonly kind: 'failed';
      readonly because: 'unreadable' | 'too_long' | 'too_slow' | 'not_loaded';
      readonly why: string;
    };

/** What the frame is to the drawer; a test gives its own. */
export type DrawPort = {
  post(request: DrawRequest): void;
  onReply(listen: (reply: DrawReply) => void): void;
  /** Whatever it is doing ends. */
  close(): void;
};

export type Drawer = {
  /** null: not drawn yet. */
  known(source: string, look: DiagramLook): Drawing | null;
  draw(source: string, look: DiagramLook): Promise<Drawing>;
  /** The next `draw` tries it anew. */
  forget(source: string, look: DiagramLook): void;
};

export const sourceLengthMax = 20_000;
/** Loading the frame is a matter of this computer, drawing one of the source. */
export const loadMs = 60_000;
/** A busy computer takes many times as long as an idle one, above all for the first diagram. */
export const drawMs = 30_000;
/** Without anything to draw the frame goes, and its memory with it. */
const restMs = 30_000;
const keptMax = 100;

type Wish = { readonly key: string; readonly request: DrawRequest; readonly tell: (drawing: Drawing) => void };
type Wait = (then: () => void, ms: number) => () => void;

const waitByTimer: Wait = (then, ms) => {
  const timer = setTimeout(then, ms);
  return () => clearTimeout(timer);
};

export function createDrawer(open: () => DrawPort, wait: Wait = waitByTimer): Drawer {
  const kept = new Map<string, Drawing>();
  const asked = new Map<string, Promise<Drawing>>();
  const queue: Wish[] = [];
  let port: DrawPort | null = null;
  let isReady = false;
  let stopWaiting: () => void = () => undefined;
  let made = 0;

  const keyOf = (source: string, look: DiagramLook): string => JSON.stringify([look, source]);
  const keep = (key: string, drawing: Drawing): void => {
    kept.set(key, drawing);
    const [oldest] = kept.keys();
    if (kept.size > keptMax && oldest !== undefined) kept.delete(oldest);
  };
  const shut = (): void => {
    stopWaiting();
    port?.close();
    port = null;
    isReady = false;
  };
  /** The first wish is over. */
  const settle = (drawing: Drawing): void => {
    const wish = queue.shift();
    if (wish === undefined) return;
    // What could not be loaded may be there the next time.
    if (drawing.kind === 'drawn' || drawing.because !== 'not_loaded') keep(wish.key, drawing);
    asked.delete(wish.key);
    wish.tell(drawing);
  };
  const giveUp = (because: 'too_slow' | 'not_loaded'): void => {
    shut();
    settle({ kind: 'failed', because, why: '' });
    next();
  };
  const next = (): void => {
    stopWaiting();
    const [wish] = queue;
    if (wish === undefined) {
      if (port !== null) stopWaiting = wait(shut, restMs);
      return;
    }
    if (port === null) {
      port = openPort();
      stopWaiting = wait(() => giveUp('not_loaded'), loadMs);
    } else if (isReady) {
      port.post(wish.request);
      stopWaiting = wait(() => giveUp('too_slow'), drawMs);
    } else stopWaiting = wait(() => giveUp('not_loaded'), loadMs);
  };
  const hear = (reply: DrawReply): void => {
    if (reply.kind === 'ready') {
      if (isReady) return;
      isReady = true;
      return next();
    }
    // What is told of another wish comes from nobody we asked.
    if (reply.id !== queue[0]?.request.id) return;
    settle(
      reply.kind === 'failed'
        ? { kind: 'failed', because: 'unreadable', why: reply.why }
        : { kind: 'drawn', svg: reply.svg, width: reply.width, height: reply.height },
    );
    next();
  };
  const openPort = (): DrawPort => {
    const opened = open();
    opened.onReply((reply) => port === opened && hear(reply));
    return opened;
  };

  return {
    known: (source, look) => kept.get(keyOf(source, look)) ?? null,
    forget: (source, look) => void kept.delete(keyOf(source, look)),
    draw(source, look) {
      const key = keyOf(source, look);
      const known = kept.get(key);
      if (known !== undefined) return Promise.resolve(known);
      if (source.length > sourceLengthMax)
        return Promise.resolve<Drawing>({ kind: 'failed', because: 'too_long', why: '' });
      const before = asked.get(key);
      if (before !== undefined) return before;
      made += 1;
      const request = { id: made, source, look };
      const drawing = new Promise<Drawing>((tell) => {
        queue.push({ key, request, tell });
      });
      asked.set(key, drawing);
      if (queue.length === 1) next();
      return drawing;
    },
  };
}
