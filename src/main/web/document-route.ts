// Hands a waiting document to a tab that somebody opens, and to nothing else: no script may fetch it, embed it or read it.
import type { FastifyReply, FastifyRequest } from 'fastify';
import { notePage, notePolicy } from './gate-page.ts';
import type { OneTimeDocuments } from './one-time-documents.ts';
import { requestWords } from './request-words.ts';

export const documentPath = '/document/';

/** Only for requests with a session. The address is used up by whoever asks, also where they are refused. */
export function sendDocument(
  documents: OneTimeDocuments,
  request: FastifyRequest<{ Params: { name: string } }>,
  reply: FastifyReply,
): FastifyReply {
  const words = requestWords(request.headers);
  reply.type('text/html; charset=utf-8').header('vary', 'sec-fetch-mode, sec-fetch-dest, sec-fetch-site');
  // A browser that fetches ahead of time shows the document to nobody.
  if (request.headers['sec-purpose'] !== undefined || request.headers['purpose'] !== undefined)
    return reply.code(503).header('content-security-policy', notePolicy).send(notePage('document_refused', words));
  const document = documents.take(request.params.name);
  if (!isOpenedByHand(request))
    return reply.code(403).header('content-security-policy', notePolicy).send(notePage('document_refused', words));
  if (document === null)
    return reply.code(410).header('content-security-policy', notePolicy).send(notePage('document_used', words));
  return (
    reply
      .header('content-security-policy', document.policy)
      // By the HTML standard a sandboxed document that also wants an opener policy is a network error. The page that opened
      // it has one, which already cuts the two apart.
      .header('cross-origin-opener-policy', 'unsafe-none')
      .send(document.html)
  );
}

/** Browsers say so themselves, in headers that no script can set; every one has since 2023. */
function isOpenedByHand({ headers }: FastifyRequest): boolean {
  return (
    headers['sec-fetch-mode'] === 'navigate' &&
    headers['sec-fetch-dest'] === 'document' &&
    (headers['sec-fetch-site'] === 'same-origin' || headers['sec-fetch-site'] === 'none')
  );
}
