// The page asks its painting worker one thing at a time, and always hears of the newest.
import { expect, test } from 'vitest';
import type { CodeLine } from '../../../src/renderer/features/chat/markdown/code-line.ts';
import type { PaintReply, PaintRequest } from '../../../src/renderer/features/chat/markdown/paint-protocol.ts';
import { createPainter } from '../../../src/renderer/features/chat/markdown/painter.ts';

const line = (text: string): CodeLine => ({ text, tokens: [{ text, color: 'red' }] });

function open() {
  const asked: PaintRequest[] = [];
  const listeners: ((reply: PaintReply) => void)[] = [];
  const failures: (() => void)[] = [];
  const waits: { readonly call: () => void; readonly ms: number }[] = [];
  const workers = { opened: 0, closed: 0 };
  const painter = createPainter(
    () => {
      workers.opened += 1;
      return {
        postMessage: (request) => void asked.push(request),
        onReply: (listen) => void listeners.push(listen),
        onFail: (listen) => void failures.push(listen),
        close: () => void (workers.closed += 1),
      };
    },
    (call, ms) => void waits.push({ call, ms }),
  );
  return {
    asked,
    painter,
    waits,
    workers,
    reply: (reply: PaintReply): void => listeners.forEach((listen) => listen(reply)),
    fail: (): void => failures.forEach((listen) => listen()),
  };
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

const codes = (asked: readonly PaintRequest[]): readonly string[] =>
  asked.flatMap((request) => (request.kind === 'paint' ? [request.code] : []));

test('a worker that failed is replaced after a while, and asked for what each block wants by then', () => {
  const { asked, painter, waits, workers, reply, fail } = open();
  let seen: readonly CodeLine[] = [];
  const first = painter.block((lines) => {
    seen = lines;
  });
  const second = painter.block(() => undefined);
  first.paint('css', 'a');
  second.paint('css', 'x');
  fail();
  first.paint('css', 'ab');
  expect(codes(asked)).toEqual(['a', 'x']);
  expect(workers).toEqual({ opened: 1, closed: 1 });
  waits[0]?.call();
  expect(workers.opened).toBe(2);
  expect(codes(asked)).toEqual(['a', 'x', 'ab', 'x']);
  reply({ block: 1, kept: 0, lines: [line('ab')] });
  expect(seen.map((one) => one.text)).toEqual(['ab']);
});

test('workers that go on failing are replaced ever less often, and a good one starts again', () => {
  const { painter, waits, reply, fail } = open();
  painter.block(() => undefined).paint('css', 'a');
  for (let round = 0; round < 8; round += 1) {
    fail();
    waits.at(-1)?.call();
  }
  expect(waits.map(({ ms }) => ms)).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
  reply({ block: 1, kept: 0, lines: [line('a')] });
  painter.block(() => undefined).paint('css', 'b');
  fail();
  expect(waits.at(-1)?.ms).toBe(1_000);
});
