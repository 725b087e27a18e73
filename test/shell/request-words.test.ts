// The words of a page that the browser shell itself shows follow what the browser asks for.
import { expect, it } from 'vitest';
import { requestWords } from '../../src/main/web/request-words.ts';

const numbersFor = (header: string | undefined): string =>
  requestWords(header === undefined ? {} : { 'accept-language': header }).formats.count(1234.5);

it.each([
  ['de', '1.234,5'],
  ['de-DE,de;q=0.9,en;q=0.8', '1.234,5'],
  ['en;q=0.4, de;q=0.7', '1.234,5'],
  ['de;q=0, en', '1,234.5'],
  ['*', '1,234.5'],
  ['nonsense!, de;q=0.1', '1.234,5'],
  [undefined, '1,234.5'],
])('of %j the language that it likes best counts', (header, written) => {
  expect(numbersFor(header)).toBe(written);
});

it('a header of many languages is read only so far', () => {
  expect(numbersFor(`${'xx-1,'.repeat(50_000)}de`)).toBe('1,234.5');
});
