// What a streamed answer says where it cannot go on: its head has been sent, so the no is an event of its own.
import type { FastifyRequest } from 'fastify';
import { problemDocument, refusal } from '../problem.ts';
import { openAiError } from './openai-error.ts';

/** broken: by the upstream. left: by this server, which stops, or because the time is up. */
export function brokenEvent({ id, headers }: FastifyRequest, kind: 'broken' | 'left'): string {
  const no =
    kind === 'broken' ? refusal('answer_broken', {}) : refusal('overloaded', { reason: 'busy', retry_after_s: 5 });
  const { body } = problemDocument(no, { requestId: id, accept: headers['accept-language'] });
  return `data: ${JSON.stringify(openAiError(body))}\n\n`;
}
