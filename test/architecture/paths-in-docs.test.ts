import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
/** Decisions tell of the code as it was when they were made. */
const pages = globSync(['*.md', 'docs/*.md', 'docs/operators/*.md'], { cwd: root }).filter(
  (page) => page !== 'CHANGELOG.md',
);
/** Where the paths of a page begin. */
const beginnings = ['', 'server', 'test', 'test/server'];

test.each(pages)('every file that %s names is there', (page) => {
  const named = readFileSync(join(root, page), 'utf8').matchAll(/`((?:[\w.-]+\/)+[\w.-]+\.(?:tsx?|mjs|sql|md|svg))`/g);
  const missing = [...named]
    .map(([, path = '']) => path)
    .filter((path) => !beginnings.some((beginning) => existsSync(join(root, beginning, path))));
  expect(missing).toEqual([]);
});
