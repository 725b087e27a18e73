// What ARCHITECTURE.md draws is what the code does.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { drawModuleGraph } from '../support/module-graph.ts';

const root = join(import.meta.dirname, '../..');

test('the graph in ARCHITECTURE.md is the one the code has (npm run graph renews it)', async () => {
  const text = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8');
  expect(text).toContain(await drawModuleGraph(root));
});

test('ARCHITECTURE.md stays under 200 lines', () => {
  const lines = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8').split('\n');
  expect(lines.length).toBeLessThan(200);
});
