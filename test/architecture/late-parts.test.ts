// The parts that the page fetches late can be asked for again under another address; what they import cannot.
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { buildApp } from '../../scripts/build/build-app.ts';

const root = path.resolve(import.meta.dirname, '../..');
const renderer = path.join(root, 'out/renderer');

beforeAll(async () => {
  await buildApp(root, { isForced: false, say: () => undefined });
}, 240_000);

/** The files beside it that a built file needs before it can run. */
function importsOf(file: string): readonly string[] {
  const text = readFileSync(path.join(renderer, file), 'utf8');
  return [...text.matchAll(/(?:from|import)"(\.\/[\w.-]+\.js)"/g)].map(([, name = '']) =>
    path.posix.join('assets', name),
  );
}

/** What the page fetches at each start. */
function scriptsOf(html: string): readonly string[] {
  const loaded = /<(?:script|link rel="modulepreload")[^>]* (?:src|href)="\.\/(assets\/[^"]+)"/g;
  return [...html.matchAll(loaded)].map(([, file = '']) => file);
}

it('no file that comes with the page holds only a few lines, since each costs a request at every start', () => {
  const files = scriptsOf(readFileSync(path.join(renderer, 'index.html'), 'utf8'));
  const small = files.filter((file) => statSync(path.join(renderer, file)).size < 4_000);
  expect(files.length).toBeGreaterThan(1);
  // The bundler's own part, which it always writes apart.
  expect(small.filter((file) => !file.includes('rolldown-runtime'))).toEqual([]);
});

it('what late parts import comes with the page, so that only the parts themselves can be missing', () => {
  const html = readFileSync(path.join(renderer, 'index.html'), 'utf8');
  const scripts = scriptsOf(html);

  const parts = [...html.matchAll(/<meta name="part-[a-z]+" content="\.\/([^"]+)"/g)].map(([, file = '']) => file);
  const withPage = new Set([...scripts, ...scripts.flatMap(importsOf)]);
  expect(parts).toHaveLength(4);
  for (const part of parts) expect(importsOf(part).filter((file) => !withPage.has(file))).toEqual([]);
});
