// Long questions fold; short ones do not, and nothing is lost by it.
import fc from 'fast-check';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { foldQuestion } from '../../../src/renderer/features/chat/question-fold.ts';
import { QuestionWords } from '../../../src/renderer/features/chat/question-words.tsx';

const lines = (count: number): string => Array.from({ length: count }, (_, n) => `line ${n + 1}`).join('\n');

test('a question that would hide only a few lines stands there whole', () => {
  expect(foldQuestion('Why?')).toBeNull();
  expect(foldQuestion(lines(14))).toBeNull();
});

test('a longer one shows its first ten lines and says how many more there are', () => {
  expect(foldQuestion(lines(30))).toEqual({ start: lines(10), hiddenLines: 20 });
});

test('one long paragraph counts by the lines it is drawn in', () => {
  const folded = foldQuestion('word '.repeat(400));
  expect(folded?.start.length).toBeLessThanOrEqual(640);
  expect(folded?.hiddenLines).toBe(22);
});

test('the fold never goes through a character', () => {
  const folded = foldQuestion(`${'a'.repeat(63)}${'😀'.repeat(2_000)}`);
  expect(folded?.start.isWellFormed()).toBe(true);
});

test('what is shown is always a beginning of the question', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 200 }), { maxLength: 40 }), (parts) => {
      const text = parts.join('\n');
      const folded = foldQuestion(text);
      expect(folded === null || text.startsWith(folded.start)).toBe(true);
    }),
  );
});

test('a long question is folded, unless a search led to it', () => {
  const text = Array.from({ length: 40 }, (_, line) => `line ${String(line)}`).join('\n');
  const draw = (found: object | null): string => renderToStaticMarkup(createElement(QuestionWords, { text, found }));
  expect(draw(null)).not.toContain('line 39');
  expect(draw({})).toContain('line 39');
});
