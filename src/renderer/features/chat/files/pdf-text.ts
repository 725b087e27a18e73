// The text of a PDF, read in a worker of its own that is fetched for the first of them.
import type { PdfReply, PdfText } from './pdf-protocol.ts';

/** For a file that keeps its reader busy for ever. */
export const pdfMs = 60_000;

/** slow: it took too long. failed: what reads PDFs could not be fetched. */
export type PdfAnswer = PdfText | { readonly kind: 'slow' } | { readonly kind: 'failed' };

export function readPdf(bytes: ArrayBuffer, ms = pdfMs): Promise<PdfAnswer> {
  const worker = new Worker(new URL('./pdf-worker.ts', import.meta.url), { type: 'module', name: 'pdf' });
  const { promise, resolve } = Promise.withResolvers<PdfAnswer>();
  const timer = setTimeout(() => resolve({ kind: 'slow' }), ms);
  worker.addEventListener('message', ({ data }: MessageEvent<PdfReply>) => {
    if ('answer' in data) resolve(data.answer);
  });
  worker.addEventListener('error', () => resolve({ kind: 'failed' }));
  worker.postMessage(bytes, [bytes]);
  return promise.finally(() => {
    clearTimeout(timer);
    worker.terminate();
  });
}
