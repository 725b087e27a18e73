// The server in front of a real Ollama, without anything between them: plain chat and OpenAI's routes.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import OpenAI from 'openai';
import { request } from 'undici';
import { afterAll, beforeAll, expect, it, type TestContext } from 'vitest';
import { openMetering } from '../../server/metering.ts';
import { call, newToken, startCompanion, until, type Companion } from '../support/companion.ts';
import { openLiveOllama, type LiveOllama } from './ollama.ts';

const inputPrice = 10;
const outputPrice = 100;
const rule = {
  id: 'live',
  models: '*',
  venue: 'hosted',
  per_input_token_microcredits: inputPrice,
  per_output_token_microcredits: outputPrice,
};
const message = 'What is the capital of France?';

type World = { readonly kind: 'here'; readonly ollama: LiveOllama; readonly server: Companion; readonly token: string };

let folder: string;
let world: World | { readonly kind: 'not_here'; readonly reason: string };

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tallystick-hosted-ollama-'));
  const ollama = await openLiveOllama();
  if (ollama.kind === 'not_here') {
    world = ollama;
    return;
  }
  const server = await startCompanion(
    { OLLAMA_BASE_URL: ollama.url, OLLAMA_MODEL: ollama.model, PRICE_RULES: JSON.stringify([rule]) },
    folder,
  );
  const token = newToken();
  const metering = openMetering({ path: path.join(folder, 'ledger.db') });
  await metering.grant({ to: { kind: 'token', token }, amount: 100_000_000, reason: 'a test' });
  await metering.close();
  world = { kind: 'here', ollama, server, token };
});
afterAll(async () => {
  if (world.kind === 'here') {
    await world.server.close();
    await world.ollama.stop();
  }
  await rm(folder, { recursive: true, force: true });
});

function here(context: TestContext): World {
  if (world.kind === 'not_here') return context.skip(`not here: ${world.reason}`);
  return world;
}

async function chargeOf({ server, token }: World, id: unknown) {
  const reply = await until(
    () => call(server.url, `GET /v1/charges/${String(id)}`, { as: token }),
    ({ body }) => body.charge?.state !== 'held',
  );
  return reply.body.charge;
}

it('an answer of /chat and one of /chat/stream are the same words, and each is charged by Ollama’s own counts', async (context) => {
  const live = here(context);
  const { server, token } = live;
  const whole = await call(server.url, 'POST /chat', { as: token, body: { message } });
  expect(whole).toMatchObject({ status: 200, body: { text: expect.stringMatching(/\w/) } });
  const streamed = await call(server.url, 'POST /chat/stream', { as: token, body: { message } });
  expect(streamed.body).toBe(whole.body.text);
  for (const { headers } of [whole, streamed]) {
    const charge = await chargeOf(live, headers.get('x-charge-id'));
    expect(charge).toMatchObject({ state: 'captured', outcome: 'completed' });
    expect(charge.completion_tokens).toBeGreaterThan(0);
    const cost = charge.prompt_tokens * inputPrice + charge.completion_tokens * outputPrice;
    expect(charge.captured_microcredits).toBe(cost);
  }
});

it('OpenAI’s client gets chunks of the same words, with the use where it asks for it', async (context) => {
  const { server, token, ollama } = here(context);
  const client = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: token, maxRetries: 0 });
  const messages = [{ role: 'user' as const, content: message }];
  const whole = await client.chat.completions.create({ model: ollama.model, messages });
  const stream = await client.chat.completions.create({
    model: ollama.model,
    messages,
    stream: true,
    stream_options: { include_usage: true },
  });
  const words: string[] = [];
  const counts: (number | undefined)[] = [];
  for await (const { choices, usage } of stream) {
    words.push(choices[0]?.delta.content ?? '');
    if (usage !== undefined && usage !== null) counts.push(usage.completion_tokens);
  }
  expect(words.length).toBeGreaterThan(2);
  expect(words.join('')).toBe(whole.choices[0]?.message.content);
  expect(counts).toEqual([whole.usage?.completion_tokens]);
});

it('whoever leaves in the middle is charged for what had come, and Ollama stops', async (context) => {
  const live = here(context);
  const { server, token, ollama } = live;
  const leave = new AbortController();
  const { headers, body } = await request(`${server.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      model: ollama.model,
      stream: true,
      max_tokens: 400,
      messages: [{ role: 'user', content: 'Count from one to a thousand.' }],
    }),
    signal: leave.signal,
  });
  await body[Symbol.asyncIterator]().next();
  leave.abort();
  body.on('error', () => undefined);
  const charge = await chargeOf(live, headers['x-charge-id']);
  expect(charge).toMatchObject({ state: 'captured', outcome: 'stopped' });
  expect(charge.completion_tokens).toBeLessThan(400);
});
