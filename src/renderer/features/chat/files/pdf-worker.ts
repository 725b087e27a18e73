// Reads the text of one PDF, in a worker that ends with it: what such a file makes its reader do, it does away from the page.
// The builds for older browsers: the others need functions of JavaScript that only the newest have.
import { getDocument, PasswordException } from 'pdfjs-dist/legacy/build/pdf.mjs';
import * as pdfjsWorker from 'pdfjs-dist/legacy/build/pdf.worker.mjs';
import { fileCharsMax } from '../../../../preload/contract/file-limits.ts';
import type { PdfReply, PdfText } from './pdf-protocol.ts';

// Told so, the library works in this worker, and opens none of its own.
Object.assign(globalThis, { pdfjsWorker });

// The library listens, too, for messages of its own.
addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  if (!(data instanceof ArrayBuffer)) return;
  void reply(data);
});

async function reply(data: ArrayBuffer): Promise<void> {
  const said: PdfReply = { answer: await read(new Uint8Array(data)) };
  postMessage(said);
}

async function read(data: Uint8Array): Promise<PdfText> {
  try {
    return await textOf(data);
  } catch (error) {
    return { kind: error instanceof PasswordException ? 'encrypted' : 'broken' };
  }
}

async function textOf(data: Uint8Array): Promise<PdfText> {
  const pdf = await getDocument({ data, verbosity: 0, disableFontFace: true, useSystemFonts: false, useWasm: false })
    .promise;
  const pages: string[] = [];
  let length = 0;
  for (let number = 1; number <= pdf.numPages; number += 1) {
    const page = await pdf.getPage(number);
    const { items } = await page.getTextContent();
    const text = items.map((item) => ('str' in item ? `${item.str}${item.hasEOL ? '\n' : ''}` : '')).join('');
    page.cleanup();
    length += text.length + 2;
    if (length > fileCharsMax) return { kind: 'too_long' };
    pages.push(text.trim());
  }
  const text = pages.filter((page) => page !== '').join('\n\n');
  // oxlint-disable-next-line no-control-regex -- fonts without a table of their letters give such
  const readable = text.toWellFormed().replaceAll(/[\u0000-\u0008\u000b-\u001f]/g, '');
  return readable.trim() === '' ? { kind: 'empty' } : { kind: 'text', text: readable };
}
