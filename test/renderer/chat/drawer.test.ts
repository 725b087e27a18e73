// Diagrams are drawn one at a time, each within its limits, whatever the frame that draws them does.
import { expect, test } from 'vitest';
import type {
  DiagramLook,
  DrawReply,
  DrawRequest,
} from '../../../src/renderer/features/chat/markdown/diagram-protocol.ts';
import { readReply } from '../../../src/renderer/features/chat/markdown/diagram-protocol.ts';
import {
  createDrawer,
  drawMs,
  loadMs,
  sourceLengthMax,
  type Drawing,
} from '../../../src/renderer/features/chat/markdown/drawer.ts';

const look: DiagramLook = {
  isDark: false,
  paper: '#ffffff',
  ink: '#000000',
  soft: '#eeeeee',
  fill: '#dddddd',
  line: '#888888',
  accent: '#aa3300',
};

function rig() {
  const frames: { readonly asked: DrawRequest[]; isOpen: boolean; reply(reply: DrawReply): void }[] = [];
  const waits = new Set<{ readonly ms: number; readonly onEnd: () => void }>();
  const drawer = createDrawer(
    () => {
      let listen: (reply: DrawReply) => void = () => undefined;
      const frame = { asked: Array.of<DrawRequest>(), isOpen: true, reply: (reply: DrawReply) => listen(reply) };
      frames.push(frame);
      return {
        post: (request) => frame.asked.push(request),
        onReply: (listener) => (listen = listener),
        close: () => (frame.isOpen = false),
      };
    },
    (onEnd, ms) => {
      const wait = { ms, onEnd };
      waits.add(wait);
      return () => waits.delete(wait);
    },
  );
  /** The time of every wait that stands is over. */
  const elapse = (): readonly number[] => {
    const due = [...waits];
    waits.clear();
    for (const { onEnd } of due) onEnd();
    return due.map(({ ms }) => ms);
  };
  const frame = (index: number) => {
    const found = frames[index];
    if (found === undefined) throw new Error('No such frame was opened');
    return found;
  };
  return { drawer, frames, frame, elapse, waits };
}

const drawn = (id: number, svg: string): DrawReply => ({ kind: 'drawn', id, svg, width: 10, height: 20 });
const picture = (svg: string): Drawing => ({ kind: 'drawn', svg, width: 10, height: 20 });

test('nothing is opened before there is something to draw, and the same is drawn once', async () => {
  const { drawer, frames, frame } = rig();
  expect(frames).toHaveLength(0);
  const [one, same] = [drawer.draw('a', look), drawer.draw('a', look)];
  expect(frame(0).asked).toEqual([]);
  frame(0).reply({ kind: 'ready' });
  expect(frame(0).asked.map(({ source }) => source)).toEqual(['a']);
  frame(0).reply(drawn(1, '<svg>a'));
  expect([await one, await same, await drawer.draw('a', look)]).toEqual(Array(3).fill(picture('<svg>a')));
  expect(drawer.known('a', look)).toEqual(picture('<svg>a'));
  expect(drawer.known('a', { ...look, isDark: true })).toBeNull();
  expect(frame(0).asked).toHaveLength(1);
});

test('one that takes too long is ended with its frame, remembered, and the next is drawn in another', async () => {
  const { drawer, frame, elapse, frames } = rig();
  const slow = drawer.draw('slow', look);
  const good = drawer.draw('good', look);
  frame(0).reply({ kind: 'ready' });
  expect(elapse()).toEqual([drawMs]);
  expect(await slow).toEqual({ kind: 'failed', because: 'too_slow', why: '' });
  expect(frame(0).isOpen).toBe(false);
  // Too late, and from a frame that has gone.
  frame(0).reply(drawn(2, '<svg>forged'));
  frame(1).reply({ kind: 'ready' });
  frame(1).reply(drawn(1, '<svg>forged'));
  frame(1).reply(drawn(2, '<svg>good'));
  expect(await good).toEqual(picture('<svg>good'));
  expect(await drawer.draw('slow', look)).toMatchObject({ because: 'too_slow' });
  expect(frames).toHaveLength(2);
  expect(frame(1).asked).toHaveLength(1);
  // Until somebody wants it once more.
  drawer.forget('slow', look);
  const again = drawer.draw('slow', look);
  frame(1).reply(drawn(3, '<svg>slow'));
  expect(await again).toEqual(picture('<svg>slow'));
});

test('a frame that cannot be loaded costs no diagram for good', async () => {
  const { drawer, frame, elapse } = rig();
  const first = drawer.draw('a', look);
  expect(elapse()).toEqual([loadMs]);
  expect(await first).toMatchObject({ because: 'not_loaded' });
  const second = drawer.draw('a', look);
  frame(1).reply({ kind: 'ready' });
  frame(1).reply({ kind: 'failed', id: 2, why: 'Parse error on line 1' });
  expect(await second).toEqual({ kind: 'failed', because: 'unreadable', why: 'Parse error on line 1' });
});

test('a source without measure is not even tried', async () => {
  const { drawer, frames } = rig();
  expect(await drawer.draw('x'.repeat(sourceLengthMax + 1), look)).toMatchObject({ because: 'too_long' });
  expect(frames).toHaveLength(0);
});

test('a frame with nothing to do is closed after a while', async () => {
  const { drawer, frame, elapse, waits } = rig();
  const one = drawer.draw('a', look);
  frame(0).reply({ kind: 'ready' });
  frame(0).reply(drawn(1, '<svg>'));
  await one;
  elapse();
  expect(frame(0).isOpen).toBe(false);
  expect(waits.size).toBe(0);
});

test.each([
  null,
  'ready',
  {},
  { kind: 'drawn', id: 1 },
  { kind: 'drawn', id: '1', svg: '', width: 1, height: 1 },
  { kind: 'other', id: 1 },
])('what the frame says is read as if anybody had written it: %j', (data) => {
  expect(readReply(data)).toBeNull();
});
