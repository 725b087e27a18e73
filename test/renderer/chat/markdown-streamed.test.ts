// However an answer comes in pieces, what stands there at its end is what the whole would have been; and no piece of it breaks the page.
import fc from 'fast-check';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { beforeAll, expect, test } from 'vitest';
import { fetchMath } from '../../../src/renderer/features/chat/markdown/math-part.ts';
import { Markdown } from '../../../src/renderer/features/chat/markdown/markdown.tsx';
import { plainMarkdown } from '../../../src/renderer/features/chat/markdown/plain-markdown.ts';
import { createSplitter } from '../../../src/renderer/features/chat/markdown/split-blocks.ts';
import { samples } from './markdown-samples.ts';

beforeAll(fetchMath);

/** Beginnings and ends that stand alone, as where an answer is cut, beside what is whole. */
const fragments = [
  '**',
  '*a',
  '`b',
  '```ts\n',
  '```',
  '~~~\n',
  '$$',
  '\\[',
  '\\(x',
  '\\)',
  '> ',
  '- ',
  '1. ',
  '| a | b |\n|---|---|\n',
  '| c |',
  '<br>',
  '<div>',
  '</div>',
  '![lake](https://a.example/b.png)',
  '![',
  '](',
  'https://a.example/x_y_z',
  '\n\nOne.\n\nTwo.\n\nThree.\n\nFour.\n\n',
  'said[^1]\n\n[^1]: why\n\n',
  '\n[^1]: note\n',
  '中文，**注意：**',
  'שלום',
  '👩‍👩‍👧‍👦',
  '\ud83d',
  '    code\n',
  '---\n',
  '# ',
  ' ',
  '\n',
  '\n\n',
];
const mixed = fc
  .array(
    fc.oneof(fc.constantFrom(...fragments), fc.constantFrom(...Object.values(samples)), fc.string({ maxLength: 8 })),
    {
      minLength: 1,
      maxLength: 24,
    },
  )
  .map((parts) => parts.join(''));
/** What says only at its end how its beginning is to be read: by then that stands as blocks of its own. */
const late = fc
  .tuple(
    fc.constantFrom('One.', '[a link][a]', 'a\r\n\r\nb', '\tcode'),
    fc.array(fc.constantFrom('One.', 'Two.\r', '- three', '> four', '# five'), { minLength: 4, maxLength: 9 }),
    fc.constantFrom('said[^1]\n\n[^1]: why\n', '[^1]: why\n', '[a]: https://a.example\n', 'end'),
  )
  .map(([first, between, last]) => [first, ...between, last].join('\n\n'));
const text = fc.oneof(mixed, late);
/** Of the length. Anywhere: by itself fast-check would try the beginning and the end most of the time. */
const share = fc.noBias(fc.integer({ min: 0, max: 1_000 })).map((thousandths) => thousandths / 1_000);
const cuts = fc.array(share, { maxLength: 30 });

/** As the page does it: one splitter for the whole life of an answer. */
function blocksAfter(whole: string, at: readonly number[]): { live: readonly string[]; rest: readonly string[] } {
  const blocksOf = createSplitter();
  const ends = [...at.map((part) => Math.floor(part * whole.length)), whole.length].toSorted((a, b) => a - b);
  let live: readonly string[] = [];
  for (const end of ends) live = blocksOf(plainMarkdown(whole.slice(0, end), true).text, true);
  return { live, rest: blocksOf(plainMarkdown(whole, false).text, false) };
}

test('an answer is cut into the same blocks at its end, in whatever pieces it came', () => {
  fc.assert(
    fc.property(text, cuts, (whole, at) => {
      expect(blocksAfter(whole, at).rest).toEqual(createSplitter()(plainMarkdown(whole, false).text, false));
    }),
    { numRuns: 400 },
  );
});

test('no word is lost or said twice while it comes', () => {
  // The reader writes white space its own way.
  const wordsOf = (markdown: string): string => markdown.replaceAll(/\s/g, '');
  fc.assert(
    fc.property(text, cuts, (whole, at) => {
      expect(wordsOf(blocksAfter(whole, at).live.join(''))).toBe(wordsOf(plainMarkdown(whole, true).text));
    }),
    { numRuns: 400 },
  );
});

test('any beginning of any answer can be drawn', () => {
  fc.assert(
    fc.property(text, share, (whole, part) => {
      const beginning = whole.slice(0, Math.ceil(part * whole.length));
      expect(renderToStaticMarkup(createElement(Markdown, { text: beginning, isLive: true }))).toContain('prose');
    }),
    { numRuns: 60 },
  );
});
