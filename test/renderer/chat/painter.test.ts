// The page asks its painting worker one thing at a time, and always hears of the newest.
import { expect, test } from 'vitest';
import type { CodeLine } from '../../../src/renderer/features/chat/markdown/code-line.ts';
import type { PaintReply, PaintRequest } from '../../../src/renderer/features/chat/markdown/paint-protocol.ts';
import { createPainter } from '../../../src/renderer/features/chat/markdown/painter.ts';

const line = (text: string): CodeLine => ({ text, tokens: [{ text, color: 'red' }] });

function open() {
  const asked: PaintRequest[] = [];
  const listeners: ((reply: PaintReply) => void)[] = [];
  const painter = createPainter(() => ({
    postMessage: (request) => void asked.push(request),
    onReply: (listen) => void listeners.push(listen),
  }));
  return { asked, painter, reply: (reply: PaintReply): void => listeners.forEach((listen) => listen(reply)) };
}

test('while a block is being painted, only the newest of what comes is asked next', () => {
  const { asked, painter, reply } = open();
  const block = painter.block(() => undefined);
  for (const code of ['a', 'ab', 'abc']) block.paint('css', code);
  expect(asked.map((request) => request.kind === 'paint' && request.code)).toEqual(['a']);
  reply({ block: 1, kept: 0, lines: [line('a')] });
  expect(asked.map((request) => request.kind === 'paint' && request.code)).toEqual(['a', 'abc']);
});

test('lines told before are kept, and those after them replaced', () => {
  const { painter, reply } = open();
  let seen: readonly CodeLine[] = [];
  const block = painter.block((lines) => {
    seen = lines;
  });
  block.paint('css', 'one\ntw');
  reply({ block: 1, kept: 0, lines: [line('one'), line('tw')] });
  reply({ block: 1, kept: 1, lines: [line('two'), line('three')] });
  expect(seen.map((one) => one.text)).toEqual(['one', 'two', 'three']);
});

test('a block that is closed hears nothing more, and is forgotten on the other side', () => {
  const { asked, painter, reply } = open();
  let isTold = false;
  const block = painter.block(() => {
    isTold = true;
  });
  block.paint('css', 'a');
  block.close();
  reply({ block: 1, kept: 0, lines: [line('a')] });
  expect(isTold).toBe(false);
  expect(asked.at(-1)).toEqual({ kind: 'forget', block: 1 });
});
