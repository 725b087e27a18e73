// OpenAI's own client for Node, unchanged: whatever it asks for comes as it does from OpenAI, and is charged once.
import OpenAI from 'openai';
import { zodResponseFormat } from 'openai/helpers/zod';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createGate } from '../../support/fake-ollama/gate.ts';
import { answer, answerOf, inTurn, toolCall } from '../../support/fake-upstream/behaviour.ts';
import { inputPrice, openHostedShop, outputPrice, type HostedShop } from './shop.ts';

const question = [{ role: 'user' as const, content: 'How many marks are there?' }];
const words = ['Every ', 'mark ', 'counts', '.'];
/** As the fake counts: one token a word of the question, one a piece of the answer, and the end. */
const price = 5 * inputPrice + 5 * outputPrice;

let shop: HostedShop;
beforeAll(async () => {
  shop = await openHostedShop();
});
afterAll(() => shop.close());

let token: string;
let client: OpenAI;
beforeEach(async () => {
  shop.fake.setBehaviour(answer(words));
  token = await shop.customer();
  client = new OpenAI({ baseURL: shop.baseUrl, apiKey: token });
});

async function spent(): Promise<number> {
  await shop.charges();
  return 100_000_000 - (await shop.balance(token));
}

/** The last body that the upstream was asked with. */
function askedUpstream(): unknown {
  return shop.fake.requests.findLast(({ path }) => path === '/chat/completions')?.body;
}

async function all<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

describe('the openai client', () => {
  it('gets a whole answer, and its price in a header', async () => {
    const { data, response } = await client.chat.completions
      .create({ model: 'fake-small', messages: question })
      .withResponse();
    expect(data).toMatchObject({
      object: 'chat.completion',
      model: 'fake-small',
      choices: [{ message: { role: 'assistant', content: 'Every mark counts.' }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 5, completion_tokens: 5 },
    });
    expect(response.headers.get('x-charged-microcredits')).toBe(String(price));
    expect(await spent()).toBe(price);
  });

  it('gets a streamed answer piece by piece, and no use that it did not ask for', async () => {
    const stream = await client.chat.completions.create({ model: 'fake-small', messages: question, stream: true });
    const chunks = await all(stream);
    expect(chunks.map(({ choices }) => choices[0]?.delta.content ?? '')).toEqual(['', ...words, '']);
    expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe('stop');
    expect(chunks.every(({ usage }) => usage === undefined || usage === null)).toBe(true);
    expect(await spent()).toBe(price);
  });

  it('gets the use in the last chunk where it asks for it', async () => {
    const stream = await client.chat.completions.create({
      model: 'fake-small',
      messages: question,
      stream: true,
      stream_options: { include_usage: true },
    });
    const chunks = await all(stream);
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { prompt_tokens: 5, completion_tokens: 5 } });
    expect(await spent()).toBe(price);
  });

  it('puts a stream together by its own means', async () => {
    const whole = await client.chat.completions
      .stream({ model: 'fake-small', messages: question })
      .finalChatCompletion();
    expect(whole.choices[0]?.message.content).toBe('Every mark counts.');
  });

  it('runs a tool and asks again with what it said: two answers, two charges', async () => {
    const call = toolCall({ id: 'call_1', name: 'count_marks', argumentParts: ['{"sti', 'ck":"A"}'] });
    shop.fake.setBehaviour(inTurn(answerOf(call), answer(words)));
    const counted: unknown[] = [];
    const runner = client.chat.completions.runTools({
      model: 'fake-small',
      stream: true,
      messages: question,
      tools: [
        {
          type: 'function',
          function: {
            name: 'count_marks',
            description: 'Counts the marks on a stick',
            parameters: { type: 'object', properties: { stick: { type: 'string' } } },
            parse: JSON.parse,
            function: (args: unknown) => {
              counted.push(args);
              return '12 marks';
            },
          },
        },
      ],
    });
    expect(await runner.finalContent()).toBe('Every mark counts.');
    expect(counted).toEqual([{ stick: 'A' }]);
    expect(askedUpstream()).toMatchObject({
      messages: [
        { role: 'user' },
        { role: 'assistant', tool_calls: [{ id: 'call_1', function: { arguments: '{"stick":"A"}' } }] },
        { role: 'tool', tool_call_id: 'call_1', content: '12 marks' },
      ],
    });
    // 5 words and 3 parts, then 7 words and 4 pieces; each answer has its end.
    expect(await spent()).toBe((5 + 7) * inputPrice + (4 + 5) * outputPrice);
  });

  it.each([
    [
      'LiteLLM',
      { tool_calls: null, function_call: null, provider_specific_fields: { refusal: null }, annotations: [] },
    ],
    ['OpenAI', { refusal: null, annotations: [], audio: null }],
    ['vLLM', { refusal: null, tool_calls: [], function_call: null, reasoning: 'hm', reasoning_content: 'hm' }],
  ])('sends an answer of %s back as it came, and only what it says goes on', async (_service, more) => {
    const message = { role: 'assistant', content: 'Twelve.', ...more };
    const usage = { prompt_tokens: 5, completion_tokens: 2, total_tokens: 7 };
    const choices = [{ index: 0, message, logprobs: null, finish_reason: 'stop' }];
    const body = JSON.stringify({
      id: 'a',
      object: 'chat.completion',
      created: 1,
      model: 'fake-small',
      choices,
      usage,
    });
    const headers = { 'content-type': 'application/json' };
    shop.fake.setBehaviour(inTurn({ kind: 'plain', status: 200, headers, body }, answer(words)));
    const first = await client.chat.completions.create({ model: 'fake-small', messages: question });
    const said = first.choices.map((choice) => choice.message);
    await client.chat.completions.create({ model: 'fake-small', messages: [...question, ...said, ...question] });
    const kept = 'refusal' in more ? { refusal: null } : {};
    const sent = { role: 'assistant', content: 'Twelve.', ...kept };
    expect(askedUpstream()).toMatchObject({ messages: [{ role: 'user' }, {}, { role: 'user' }] });
    expect(askedUpstream()).toHaveProperty('messages.1', sent);
  });

  it('sends tool calls back as the client read them, and only what was called goes on', async () => {
    const called = { id: 'call_1', type: 'function' as const, index: 0 };
    const run = { name: 'count_marks', arguments: '{"stick":"A"}', parsed_arguments: { stick: 'A' } };
    await client.chat.completions.create({
      model: 'fake-small',
      messages: [
        ...question,
        { role: 'assistant', content: null, tool_calls: [{ ...called, function: run }] },
        { role: 'tool', tool_call_id: 'call_1', content: '12 marks' },
      ],
    });
    const { name, arguments: text } = run;
    const calls = [{ id: 'call_1', type: 'function', function: { name, arguments: text } }];
    expect(askedUpstream()).toHaveProperty('messages.1', { role: 'assistant', content: null, tool_calls: calls });
  });

  it('sends an image, which arrives unchanged', async () => {
    const url = `data:image/png;base64,${Buffer.alloc(300_000, 7).toString('base64')}`;
    const content = [
      { type: 'text' as const, text: 'What is on it?' },
      { type: 'image_url' as const, image_url: { url, detail: 'low' as const } },
    ];
    const { choices } = await client.chat.completions.create({
      model: 'fake-small',
      messages: [{ role: 'user', content }],
    });
    expect(choices[0]?.message.content).toBe('Every mark counts.');
    expect(askedUpstream()).toMatchObject({ messages: [{ role: 'user', content }] });
  });

  it('asks for JSON of a form, and reads it', async () => {
    shop.fake.setBehaviour(answer(['{"marks":', '12}']));
    const { choices } = await client.chat.completions.parse({
      model: 'fake-small',
      messages: question,
      response_format: zodResponseFormat(z.object({ marks: z.number() }), 'count'),
    });
    expect(choices[0]?.message.parsed).toEqual({ marks: 12 });
    expect(askedUpstream()).toMatchObject({ response_format: { type: 'json_schema', json_schema: { name: 'count' } } });
  });

  it('gets thoughts and a refusal as the upstream sends them', async () => {
    shop.fake.setBehaviour(
      answerOf([
        { kind: 'thought', text: 'Hm.' },
        { kind: 'refusal', text: 'No.' },
      ]),
    );
    const { choices } = await client.chat.completions.create({ model: 'fake-small', messages: question });
    expect(choices[0]?.message).toMatchObject({ refusal: 'No.', reasoning_content: 'Hm.' });
  });

  it('lists the models that are offered, with their price', async () => {
    const models = await all(client.models.list());
    expect(models).toMatchObject([
      { id: 'fake-small', object: 'model', upstream: 'fake', price_rule: 'fakes' },
      { id: 'fake-large', object: 'model', upstream: 'fake', price_rule: 'fakes' },
    ]);
  });

  it('leaves in the middle: the upstream is let go at once, and what had come is charged', async () => {
    const gate = createGate();
    shop.fake.setBehaviour(answer(words, { gate }));
    const asked = shop.fake.next('/chat/completions');
    const id = randomUUID();
    const opening = client.chat.completions.create(
      { model: 'fake-small', messages: question, stream: true },
      { headers: { 'Idempotency-Key': id } },
    );
    const { end } = await asked;
    gate.open(2);
    const seen: string[] = [];
    for await (const { choices } of await opening) {
      seen.push(choices[0]?.delta.content ?? '');
      // Leaving the loop aborts the request.
      if (seen.length === 3) break;
    }
    expect(await end).toMatchObject({ kind: 'broken_off' });
    expect(seen).toEqual(['', 'Every ', 'mark ']);
    // Counted here, a token for 4 bytes: 25 of the question, 11 of the answer.
    const charges = await shop.charges();
    expect(charges.find((charge) => charge.id === id)).toMatchObject({
      state: 'captured',
      charged: Math.ceil(25 / 4) * inputPrice + Math.ceil(11 / 4) * outputPrice,
    });
  });

  it('leaves before the first word: nothing is charged', async () => {
    const headGate = createGate();
    shop.fake.setBehaviour(answer(words, { headGate }));
    const asked = shop.fake.next('/chat/completions');
    const leave = new AbortController();
    const opening = client.chat.completions.create(
      { model: 'fake-small', messages: question, stream: true },
      { signal: leave.signal },
    );
    const { end } = await asked;
    leave.abort();
    await expect(opening).rejects.toThrow(OpenAI.APIUserAbortError);
    expect(await end).toMatchObject({ kind: 'broken_off', sentBytes: 0 });
    expect(await spent()).toBe(0);
  });
});
