import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { excerpt, toMatch } from '../../../src/main/core/chat/search-text.ts';
import { autoTitleMax, titleOf } from '../../../src/main/core/chat/title.ts';
import { titleMax } from '../../../src/preload/contract/chat-limits.ts';
import { hasVisibleWord } from '../../../src/preload/contract/visible-words.ts';

const charactersOf = (text: string): number =>
  [...new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text)].length;

const family = '👨‍👩‍👧‍👦';

describe('a title', () => {
  test('is never longer than its bounds, never blank, and never ends inside a character', () => {
    const mark = fc.constantFrom(
      '```',
      '**',
      '> ',
      '# ',
      '\n',
      '\u200b',
      '\u202e',
      family,
      '[a](b)',
      'word ',
      '\ud800',
    );
    const text = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 300 }),
      fc.array(mark).map((marks) => marks.join('')),
    );
    fc.assert(
      fc.property(text, (question) => {
        const title = titleOf(question) ?? 'None';
        expect(charactersOf(title)).toBeLessThanOrEqual(autoTitleMax);
        expect(title.length).toBeLessThanOrEqual(titleMax);
        expect(hasVisibleWord(title)).toBe(true);
        expect(title.isWellFormed()).toBe(true);
        expect(title).not.toMatch(/[\n\u202e\u200b]/);
      }),
    );
  });

  test('of a long line ends with a whole word', () => {
    expect(titleOf('Explain to me in simple words, please, how a suspension bridge carries its load')).toBe(
      'Explain to me in simple words, please, how a suspension…',
    );
  });

  test('counts what a person sees as one character as one, and cuts none', () => {
    // Eleven units each: the bound of a title in units is what counts here.
    expect(titleOf(family.repeat(80))).toBe(`${family.repeat(18)}…`);
    expect(titleOf('é'.normalize('NFD').repeat(80))).toBe(`${'é'.normalize('NFD').repeat(59)}…`);
    expect(titleOf('🇮🇹'.repeat(60))).toMatch(/^(?:🇮🇹)+…$/u);
    expect(titleOf(`a${'\u0301'.repeat(5000)}`)).toBe(`a${'\u0301'.repeat(4)}`);
  });

  test.each([
    ['```python\nprint("hi")\n```', 'print("hi")'],
    ['~~~\nSELECT 1\n~~~', 'SELECT 1'],
    ['```js\n```\nWhat is this?', 'What is this?'],
    ['# Why **is** the `sky` blue?', 'Why is the sky blue?'],
    ['> - [x] done', 'done'],
    ['1. First', 'First'],
    ['---\nText', 'Text'],
    ['See [the docs](https://example.org/a "b") and ![a cat](cat.png)', 'See the docs and a cat'],
    ['__init__ and snake_case_name', 'init and snake_case_name'],
    ['2 * 3 * 4', '2 * 3 * 4'],
    ['*now*', 'now'],
    ['C:\\a\\b', 'C:\\a\\b'],
    ['\u200b\u200bHi\ufeff', 'Hi'],
    ['\u202eevil', 'evil'],
    ['می\u200cخواهم', 'می\u200cخواهم'],
    ['first\u2028second', 'first'],
    ['<b>bold</b>', '<b>bold</b>'],
  ])('of %j is %j', (question, title) => expect(titleOf(question)).toBe(title));

  test.each([
    ' \n\t',
    '',
    '\u200b',
    '\u200d\ufe0f',
    '```\n```',
    '```python',
    '\u3164',
    '\u2800',
    '\0',
    '&nbsp;',
    '<!-- a -->',
  ])('of %j, which shows no word, there is none', (question) => expect(titleOf(question)).toBeNull());
});

describe('an excerpt', () => {
  test('is a piece of the text, unchanged, whatever is asked', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 400 }),
        fc.string({ unit: 'grapheme', maxLength: 20 }),
        (text, query) => {
          const parts = excerpt(text, query);
          expect(text).toContain(parts.map((part) => part.text).join(''));
          for (const part of parts) expect(part.text.isWellFormed()).toBe(true);
        },
      ),
    );
  });

  test('shows the first match of a long text', () => {
    const parts = excerpt(`${'padding '.repeat(200)}needle in the haystack`, 'needle');
    expect(parts.find((part) => part.isMatch)?.text).toBe('needle');
  });
});

test('whatever is asked for, its words are quoted', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (query) => {
      expect(toMatch(query) ?? '"a"').toMatch(/^"[^"]+"\*?( AND "[^"]+"\*?)*$/u);
    }),
  );
});

test('a word is a beginning from its second letter on; a single letter of a script without spaces is a word', () => {
  expect(toMatch('a')).toBe('"a"');
  expect(toMatch('ab')).toBe('"ab"*');
  expect(toMatch('über a')).toBe('"über" AND "a"');
  expect(toMatch('漢')).toBe('"漢"*');
});
