// Writes the module graph into ARCHITECTURE.md, between its two marks.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { drawModuleGraph } from '../test/support/module-graph.ts';

const root = join(import.meta.dirname, '..');
const path = join(root, 'ARCHITECTURE.md');
const text = readFileSync(path, 'utf8');
const graph = await drawModuleGraph(root);
const marks = /(<!-- graph -->\n)[\s\S]*?(<!-- \/graph -->)/;
writeFileSync(
  path,
  text.replace(marks, (_, open: string, close: string) => `${open}${graph}\n${close}`),
);
