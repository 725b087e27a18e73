// An answer without the marks of Markdown, and what of it is quoted.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainText } from '../../../src/renderer/features/chat/markdown/plain-text.ts';
import { quoteOf, quotedMax, withQuote } from '../../../src/renderer/features/chat/quote.ts';

test.each([
  [
    '# Title #\n\nSome **bold**, *slanted*, ~~old~~ and `a * b` text.',
    'Title\n\nSome bold, slanted, old and a * b text.',
  ],
  ['See [the page](https://x.example/a "T") and ![a cat](https://x.example/cat.png).', 'See the page and a cat.'],
  ['* one\n* two\n  1. three\n- [x] done', '- one\n- two\n  1. three\n- done'],
  ['**bold `a*b` more** and `` x ``', 'bold a*b more and x'],
  ['[a link](x\\_y) and \\_b\\_', 'a link and _b_'],
  ['> quoted\n> more\n\n---\n\nend', 'quoted\nmore\n\nend'],
  ['```ts\nconst a = "**b**";\n```\nafter', 'const a = "**b**";\nafter'],
  ['```\nnever closed\n', 'never closed'],
  ['| a | **b** |\n| --- | :-: |\n| 1 | x \\| y |\n\nafter', 'a\tb\n1\tx | y\n\nafter'],
  ['snake_case_name, 2 * 3 * 4, \\*kept\\* and a note.[^1]', 'snake_case_name, 2 * 3 * 4, *kept* and a note.'],
])('%j is copied as %j', (markdown, expected) => expect(plainText(markdown)).toBe(expected));

test('a voice hears neither code nor tables nor the markers of lists', () => {
  const markdown = '# Title\n\n1. one\n- two\n\n```sh\nrm -rf /\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nend';
  expect(plainText(markdown, 'spoken')).toBe('Title\n\none\ntwo\n\nend');
});

test('words that carry no mark come through as they are, whatever they are', () => {
  const word = fc.stringMatching(/^[\p{L}\p{N}]{1,8}$/u);
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 20 }), (all) => {
      const text = all.join(' ');
      expect(plainText(text)).toBe(text);
      expect(plainText(text, 'spoken')).toBe(text);
    }),
  );
});

test('what is selected is quoted line by line, and one writes on beneath it', () => {
  expect(quoteOf('  one\r\ntwo\n\n\n\nthree ')).toBe('> one\n> two\n>\n> three\n\n');
  expect(quoteOf(' \n ')).toBe('');
  expect(withQuote('', '> one\n\n')).toBe('> one\n\n');
  expect(withQuote('Before \n', '> one\n\n')).toBe('Before\n\n> one\n\n');
});

test('a very long selection is quoted by its beginning, and no character is cut in two', () => {
  for (const start of ['', 'a']) {
    const quote = quoteOf(start + '🙂'.repeat(quotedMax));
    expect(quote.length).toBeLessThan(quotedMax + 10);
    expect(quote.isWellFormed()).toBe(true);
    expect(quote).toMatch(/🙂…\n\n$/u);
  }
});
