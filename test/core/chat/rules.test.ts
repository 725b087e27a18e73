import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { excerpt, toMatch } from '../../../src/main/core/chat/search-text.ts';
import { autoTitleMax, emptyTitle, titleOf } from '../../../src/main/core/chat/title.ts';

describe('a title', () => {
  test('is never longer than its bound, never empty, and never ends inside a character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (question) => {
        const title = titleOf(question);
        expect(title.length).toBeLessThanOrEqual(autoTitleMax + 1);
        expect(title.trim()).not.toBe('');
        expect(title.isWellFormed()).toBe(true);
      }),
    );
  });

  test('of a long line ends with a whole word', () => {
    expect(titleOf('Explain to me in simple words, please, how a suspension bridge carries its load')).toBe(
      'Explain to me in simple words, please, how a suspension…',
    );
    expect(titleOf(' \n\t')).toBe(emptyTitle);
  });
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
