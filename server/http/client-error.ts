// Answers requests that Node's parser could not read. They never reach a handler, but get a problem document like all others.
import type { Socket } from 'node:net';
import { STATUS_CODES } from 'node:http';
import { v7 as uuidv7 } from 'uuid';
import { problemContentType, problemDocument, refusal } from './problem.ts';

type Known = { readonly status: number; readonly reason: 'headers_too_large' | 'too_slow' | 'not_http' };

const known: Readonly<Record<string, Known>> = {
  HPE_HEADER_OVERFLOW: { status: 431, reason: 'headers_too_large' },
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, reason: 'too_slow' },
};

export function answerClientError(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const { status, reason } = known[error.code ?? ''] ?? { status: 400, reason: 'not_http' };
  const requestId = uuidv7();
  // Its headers were not read, so nothing is known of its languages.
  const told = problemDocument(refusal('invalid_request', { reason }, status), { requestId, accept: undefined });
  const body = JSON.stringify(told.body);
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Bad Request'}`,
    `Content-Type: ${problemContentType}`,
    `Content-Language: ${told.language}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-Request-ID: ${requestId}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
