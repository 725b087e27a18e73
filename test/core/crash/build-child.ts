// A script of this folder as one file that plain Node runs, to be killed.
import { symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'vite';
import { tempDir } from '../temp-dir.ts';

const root = resolve(import.meta.dirname, '../../..');

export async function buildChild(name: string): Promise<string> {
  const outDir = tempDir();
  symlinkSync(join(root, 'node_modules'), join(outDir, 'node_modules'), 'junction');
  await build({
    configFile: false,
    root,
    logLevel: 'error',
    build: {
      ssr: join(import.meta.dirname, name),
      outDir,
      emptyOutDir: false,
      rolldownOptions: { output: { entryFileNames: 'child.mjs' } },
    },
  });
  return join(outDir, 'child.mjs');
}
