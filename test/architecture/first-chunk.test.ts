// What the page fetches and reads before anything of it can be drawn, as built. It grows unnoticed: one name imported from a contract
// can bring a library with it.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, expect, it } from 'vitest';
import { buildApp } from '../../scripts/build/build-app.ts';

const root = path.resolve(import.meta.dirname, '../..');
const renderer = path.join(root, 'out/renderer');
/** Of what stood there when this was written, a few hundredths more. Whatever needs more room can most likely come later. */
const bytesMax = 795_000;
const zippedMax = 251_000;
const styleBytesMax = 66_000;

beforeAll(async () => {
  await buildApp(root, { isForced: false, say: () => undefined });
}, 240_000);

function entryOf(ending: 'js' | 'css'): Buffer {
  const html = readFileSync(path.join(renderer, 'index.html'), 'utf8');
  const tag =
    ending === 'js' ? /<script type="module"[^>]* src="\.\/([^"]+)"/ : /<link rel="stylesheet"[^>]* href="\.\/([^"]+)"/;
  const file = tag.exec(html)?.[1];
  if (file === undefined) throw new Error(`The page names no ${ending}`);
  return readFileSync(path.join(renderer, file));
}

it('the program that the page starts with stays small', () => {
  const program = entryOf('js');
  expect(program.length).toBeLessThan(bytesMax);
  expect(gzipSync(program).length).toBeLessThan(zippedMax);
});

it('the program that the page starts with reads no JSON schemas', () => {
  // A key word that only a reader of such schemas knows.
  expect(entryOf('js').includes('unevaluatedProperties')).toBe(false);
});

it('the styles that the page starts with stay small', () => {
  expect(entryOf('css').length).toBeLessThan(styleBytesMax);
});
