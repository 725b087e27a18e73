// Notes at the foot of an answer: each leads there and back, and to no other answer's.
import { createElement, Fragment } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Markdown } from '../../../src/renderer/features/chat/markdown/markdown.tsx';
import { plainMarkdown } from '../../../src/renderer/features/chat/markdown/plain-markdown.ts';
import { createSplitter } from '../../../src/renderer/features/chat/markdown/split-blocks.ts';

const text =
  'One[^1] and two[^b], again[^1].\n\nMore words.\n\n[^1]: First *note*.\n[^b]: Second, with\n    two lines.\n';
const draw = (...texts: readonly string[]): string =>
  renderToStaticMarkup(
    createElement(
      Fragment,
      null,
      ...texts.map((one, key) => createElement(Markdown, { key, text: one, isLive: false })),
    ),
  );

const all = (page: string, pattern: RegExp): readonly string[] =>
  [...page.matchAll(pattern)].map(([, found = '']) => found);

test('every way leads to something that is there, and back', () => {
  const page = draw(text);
  const ids = all(page, / id="([^"]+)"/g);
  const ways = all(page, / href="#([^"]+)"/g).map(decodeURIComponent);
  // Three to the notes, and three back.
  expect(ways).toHaveLength(6);
  expect(ways.filter((way) => !ids.includes(way))).toEqual([]);
  expect(all(page, /aria-label="(Back from note \d)"/g)).toEqual([
    'Back from note 1',
    'Back from note 1',
    'Back from note 2',
  ]);
  expect(page).toMatch(/<section [^>]*aria-label="Footnotes"[^>]*>(?![^]*<h2)/);
});

test('the notes of two answers have nothing to do with each other', () => {
  const ids = all(draw(text, text), / id="([^"]+)"/g);
  expect(ids.length).toBeGreaterThan(8);
  expect(new Set(ids).size).toBe(ids.length);
});

const longer = [text, '# T\n\n- a\n  - b[^1]\n\n| a |\n|---|\n| 1 |\n', '```ts\nlet a;\n```\n\n> q\n\n1. x\n'].join(
  '\n',
);

test('are the same in whatever pieces the answer comes', () => {
  const whole = createSplitter()(plainMarkdown(longer, false).text, false);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 60 }), (steps) => {
      const blocksOf = createSplitter();
      let end = 0;
      for (const step of steps) {
        end = Math.min(longer.length, end + step);
        blocksOf(plainMarkdown(longer.slice(0, end), true).text, true);
      }
      expect(blocksOf(plainMarkdown(longer, false).text, false)).toEqual(whole);
    }),
  );
});
