// One thing has one word on the screen: the secret that owns credits is a token, and a key is on the keyboard.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const catalogue = path.resolve(import.meta.dirname, '../../src/words/en');

/** What stands in quotation marks, without the comments and without what is filled in. */
function sentencesOf(source: string): readonly string[] {
  const code = source.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  return [...code.matchAll(/'([^'\n]*)'|`([^`]*)`/g)].map(([, plain, filled]) =>
    (plain ?? filled ?? '').replaceAll(/\$\{[^}]*\}/g, ''),
  );
}

it('the app calls a token neither a key nor a pro token', () => {
  const sentences = readdirSync(catalogue).flatMap((file) =>
    sentencesOf(readFileSync(path.join(catalogue, file), 'utf8')),
  );
  expect(sentences.length).toBeGreaterThan(300);
  expect(sentences.filter((text) => /\btoken\b/.test(text)).length).toBeGreaterThan(10);
  // A suggestion for a first question speaks of code.
  const others = sentences.filter((text) => !text.includes('groups a list by a key'));
  expect(others.filter((text) => /\b(?:pro[- ]token|keys?|secret key|passphrase|voucher)\b/i.test(text))).toEqual([]);
});
