// Builds the one page in which diagrams are drawn: Mermaid and the few lines that use it, whole in one file that loads nothing else.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire, stripTypeScriptTypes } from 'node:module';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { diagramFile } from '../../src/main/core/diagram-page.ts';

type Emitting = { emitFile(file: { type: 'asset'; fileName: string; source: Uint8Array }): unknown };

/** A plugin of the page's build. */
export function diagramPage(root: string) {
  return {
    name: 'tallystick:diagram-page',
    apply: 'build' as const,
    async generateBundle(this: Emitting) {
      const page = pageOf([await readMermaid(), await readFrame(root)]);
      // Six megabytes that compress to less than two, and that only those fetch who are shown a diagram.
      this.emitFile({ type: 'asset', fileName: diagramFile, source: gzipSync(page, { level: 9 }) });
    },
  };
}

async function readMermaid(): Promise<string> {
  const entry = createRequire(import.meta.url).resolve('mermaid/dist/mermaid.min.js');
  return readFile(entry, 'utf8');
}

async function readFrame(root: string): Promise<string> {
  const file = path.join(root, 'src/renderer/features/chat/markdown/diagram-frame.ts');
  return `{${stripTypeScriptTypes(await readFile(file, 'utf8')).replaceAll(/^\s*import type[^;]*;/gm, '')}}`;
}

function pageOf(scripts: readonly string[]): string {
  // Within a page these would begin or end a script or a comment; within a string or a pattern they may be written otherwise.
  const inline = scripts.map((script) => script.replaceAll(/<(?=!--|\/?script)/gi, '\\x3C'));
  const hashes = inline.map((script) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`);
  const policy = `default-src 'none'; script-src ${hashes.join(' ')}; style-src 'unsafe-inline'; img-src data:`;
  return [
    '<!doctype html><meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<title>Diagram</title><body>',
    ...inline.map((script) => `<script>${script}</script>`),
  ].join('\n');
}
