// The page in which diagrams are drawn, apart from everything: it has no origin, reaches no network, and only our page may show
// it. It is served under another site than the page, because a browser gives that a process of its own: a diagram that keeps its
// process busy for ever then holds up nothing but itself.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { pageHeaders } from './page-policy.ts';

export const diagramPath = '/diagram.html';

/** As it is built, in the page's folder. */
export const diagramFile = 'diagram.html.gz';

/** The page itself narrows this down further: to the scripts that stand in it, by their hashes. */
const policy = (ancestors: readonly string[]): string =>
  [
    'sandbox allow-scripts',
    "default-src 'none'",
    "script-src 'unsafe-inline'",
    "style-src 'unsafe-inline'",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors ${ancestors.join(' ')}`,
  ].join('; ');

/** `ancestors`: the origins whose pages may show it. */
export function diagramHeaders(ancestors: readonly string[]): Readonly<Record<string, string>> {
  return {
    ...pageHeaders,
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy(ancestors),
  };
}

/** Rejects where the page was built without it. */
export async function readDiagramPage(rendererDir: string): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await promisify(gunzip)(await readFile(path.join(rendererDir, diagramFile))));
}
