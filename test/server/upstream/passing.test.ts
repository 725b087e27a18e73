// What of a stream counts as words, and what is only a sign of life.
import { expect, it } from 'vitest';
import type { Exchange } from '../../../server/upstream/exchange.ts';
import { streamedAnswer as streamedFromOllama } from '../../../server/upstream/ollama/answer.ts';
import { streamedAnswer } from '../../../server/upstream/openai/answer.ts';
import { drain, streamOf } from './reading-answers.ts';

const word = (text: string) => `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: text } }] })}\n\n`;
const end = 'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n';
const keys = { operator: null, own: null };

/** Gives out the chunks, and notes before which of them words were heard. */
function exchangeOf(chunks: readonly string[], contentType: string) {
  const left = chunks.map((text) => Buffer.from(text));
  const heardAt: number[] = [];
  const exchange: Exchange = {
    status: 200,
    headers: { 'content-type': contentType },
    read: () => Promise.resolve(left.shift() ?? null),
    noteWords: () => void heardAt.push(chunks.length - left.length),
    finish: () => undefined,
    leave: () => undefined,
  };
  return { exchange, heardAt };
}

it('comments and blank lines of events are no words', async () => {
  const chunks = [': wait\n\n', word('a'), ': wait\n\n', '\n\n', `: wait\n\n${word('b')}`, end];
  const { exchange, heardAt } = exchangeOf(chunks, 'text/event-stream');
  const answer = streamOf(await streamedAnswer(exchange, { wantsUsage: false, keys }));
  expect((await drain(answer.events)).failure).toBeNull();
  expect(heardAt).toEqual([0, 2, 5, 6]);
});

it('blank lines of Ollama are no words', async () => {
  const line = (content: string, done: boolean) =>
    `${JSON.stringify({ message: { role: 'assistant', content }, done, done_reason: 'stop', prompt_eval_count: 1, eval_count: 1 })}\n`;
  const { exchange, heardAt } = exchangeOf(['\n', line('a', false), '\n\n', line('', true)], 'application/x-ndjson');
  const head = { id: 'chatcmpl-1', created: 1, model: 'm' };
  const answer = streamOf(await streamedFromOllama(exchange, { head, wantsUsage: false, keys }));
  expect((await drain(answer.events)).failure).toBeNull();
  expect(heardAt).toEqual([0, 2, 4]);
});
