// Which answers are long enough to fold, and how high they are taken to be before they are drawn.
import { expect, test } from 'vitest';
import { isLongAnswer, linesOf } from '../../../src/renderer/features/chat/answer-length.ts';

const lines = (count: number): string => Array.from({ length: count }, (_, line) => `Line ${String(line)}.`).join('\n');

test.each([
  ['few lines', lines(90), false],
  ['many lines', lines(91), true],
  ['one long paragraph', 'word '.repeat(1_600), true],
  ['a short answer with a picture in itself', `![dot](data:image/png;base64,${'A'.repeat(100_000)})`, false],
  ['nothing', '', false],
])('%s', (_name, text, isLong) => {
  expect(isLongAnswer(text)).toBe(isLong);
});

test('a narrower column makes more lines of the same words', () => {
  expect(linesOf('word '.repeat(100), 40)).toBeGreaterThan(linesOf('word '.repeat(100), 80));
});
