// Answers requests that Node's parser could not read. They never reach a handler, but get a problem document like all others.
import type { Socket } from 'node:net';
import { STATUS_CODES } from 'node:http';
import { v7 as uuidv7 } from 'uuid';
import { problemContentType, problemDocument, refusal } from './problem.ts';

const known: Readonly<Record<string, { readonly status: number; readonly detail: string }>> = {
  HPE_HEADER_OVERFLOW: { status: 431, detail: 'The headers are too large.' },
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, detail: 'The request took too long to arrive.' },
};

export function answerClientError(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const { status, detail } = known[error.code ?? ''] ?? {
    status: 400,
    detail: 'This is not an HTTP request that can be read.',
  };
  const requestId = uuidv7();
  const body = JSON.stringify(problemDocument(refusal('invalid_request', detail, status), requestId));
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Bad Request'}`,
    `Content-Type: ${problemContentType}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-Request-ID: ${requestId}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
