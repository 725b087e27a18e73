// The server between the Python client of OpenAI and a real LiteLLM over a real Ollama: none of them knows of the others.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { openMetering } from '../../server/metering.ts';
import { call, newToken, startCompanion, until, type Companion } from '../support/companion.ts';
import { ensureLiteLlm, startLiteLlm, type LiteLlm } from './litellm.ts';
import { openLiveOllama, type LiveOllama } from './ollama.ts';
import { probeOpenAi, type Told } from './openai-probe.ts';

const inputPrice = 10;
const outputPrice = 100;
const rule = {
  id: 'live',
  models: 'tally',
  venue: 'hosted',
  per_input_token_microcredits: inputPrice,
  per_output_token_microcredits: outputPrice,
};
const budget = 100_000_000;

type World = {
  readonly kind: 'here';
  readonly python: string;
  readonly ollama: LiveOllama;
  readonly liteLlm: LiteLlm;
  readonly server: Companion;
};

let folder: string;
let world: World | { readonly kind: 'not_here'; readonly reason: string };

async function openWorld(): Promise<typeof world> {
  const ollama = await openLiveOllama();
  if (ollama.kind === 'not_here') return ollama;
  const programs = await ensureLiteLlm();
  if (programs.kind === 'not_here') {
    await ollama.stop();
    return programs;
  }
  const params = { model: `ollama_chat/${ollama.model}`, api_base: ollama.url };
  const liteLlm = await startLiteLlm(programs.program, { tally: params });
  const server = await startCompanion(
    {
      LITELLM_BASE_URL: liteLlm.url,
      LITELLM_API_KEY: liteLlm.masterKey,
      PRICE_RULES: JSON.stringify([rule]),
    },
    folder,
  );
  return { kind: 'here', python: programs.python, ollama, liteLlm, server };
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tallystick-litellm-'));
  world = await openWorld();
});
afterAll(async () => {
  if (world.kind === 'here') {
    await world.server.close();
    await world.liteLlm.stop();
    await world.ollama.stop();
  }
  await rm(folder, { recursive: true, force: true });
});

function here(context: TestContext): World {
  if (world.kind === 'not_here') return context.skip(`not here: ${world.reason}`);
  return world;
}

async function customer(): Promise<string> {
  const token = newToken();
  const metering = openMetering({ path: path.join(folder, 'ledger.db') });
  await metering.grant({ to: { kind: 'token', token }, amount: budget, reason: 'a test' });
  await metering.close();
  return token;
}

/** A charge, once it is settled. */
async function chargeOf(server: Companion, token: string, id: string | undefined) {
  const reply = await until(
    () => call(server.url, `GET /v1/charges/${id}`, { as: token }),
    ({ body }) => body.charge?.state !== 'held',
  );
  return reply.body.charge;
}

describe('the Python client of OpenAI', () => {
  let told: ReadonlyMap<string, Told>;
  let token: string;
  const ownKeyCharge: { id?: string } = {};
  const of = (name: string): Told | undefined => told.get(name);

  beforeAll(async () => {
    if (world.kind === 'not_here') return;
    token = await customer();
    const baseUrl = `${world.server.url}/v1`;
    told = await probeOpenAi(world.python, { baseUrl, key: token, model: 'tally' });
  });

  it('lists what LiteLLM has and a price rule fits', (context) => {
    here(context);
    expect(of('models')).toEqual({ name: 'models', ids: ['tally'] });
  });

  it('gets a whole answer, charged by what Ollama counted', async (context) => {
    const { server } = here(context);
    const chat = of('chat');
    expect(chat).toMatchObject({ text: expect.stringMatching(/\w/), prompt: expect.any(Number) });
    const charged = Number(chat?.['prompt']) * inputPrice + Number(chat?.['completion']) * outputPrice;
    expect(Number(chat?.['charged'])).toBe(charged);
    expect(await chargeOf(server, token, chat?.charge)).toMatchObject({
      state: 'captured',
      outcome: 'completed',
      captured_microcredits: charged,
      prompt_tokens: chat?.['prompt'],
      completion_tokens: chat?.['completion'],
    });
  });

  it('gets the same as a stream, with the use where it asks for it', async (context) => {
    const { server } = here(context);
    expect(of('stream')).toMatchObject({ text: of('chat')?.text, usages: [] });
    expect(of('stream with use')).toMatchObject({ text: of('chat')?.text, usages: [of('chat')?.['completion']] });
    for (const name of ['stream', 'stream with use']) {
      const charge = await chargeOf(server, token, of(name)?.charge);
      expect(charge).toMatchObject({ state: 'captured', completion_tokens: of('chat')?.['completion'] });
    }
  });

  it('leaves after the first chunk, and is charged for what had come', async (context) => {
    const { server } = here(context);
    const charge = await chargeOf(server, token, of('leave')?.charge);
    expect(charge).toMatchObject({ state: 'captured', outcome: 'stopped' });
    expect(charge.captured_microcredits).toBeGreaterThan(0);
    expect(charge.completion_tokens).toBeLessThan(400);
  });

  it('gets its own error classes, and the words of Ollama where it cannot do what is asked', (context) => {
    here(context);
    expect(of('tools')).toMatchObject({ error: 'BadRequestError', code: 'upstream_refused' });
    expect(of('tools')?.['message']).toContain('does not support tools');
    expect(of('image')).toMatchObject({ error: 'InternalServerError', code: 'upstream_unavailable' });
    expect(of('unknown model')).toMatchObject({ error: 'NotFoundError', code: 'model_not_offered' });
    expect(of('unknown field')).toMatchObject({ error: 'BadRequestError', code: 'invalid_request' });
    expect(of('unknown key')).toMatchObject({ error: 'AuthenticationError', code: 'token_rejected' });
  });

  it('is served by LiteLLM with a key of its own, and refused with a wrong one', async (context) => {
    const { server, liteLlm } = here(context);
    const body = {
      model: 'tally',
      max_tokens: 4,
      messages: [{ role: 'user', content: 'What is the capital of France?' }],
    };
    const ask = (key: string) =>
      call(server.url, 'POST /v1/proxy/chat/completions', { as: token, body, headers: { 'x-litellm-api-key': key } });
    const own = await ask(liteLlm.masterKey);
    expect(own).toMatchObject({
      status: 200,
      body: { choices: [{ message: { content: expect.stringMatching(/\w/) } }] },
    });
    expect(await ask('sk-a-key-that-litellm-does-not-know')).toMatchObject({
      status: 400,
      body: { error: { code: 'upstream_refused' } },
    });
    const charge = await chargeOf(server, token, own.headers.get('x-charge-id') ?? undefined);
    expect(charge).toMatchObject({ state: 'captured' });
    ownKeyCharge.id = charge.id;
  });

  it('pays what the charges say, and nothing else', async (context) => {
    const { server } = here(context);
    const wallet = await call(server.url, 'GET /v1/wallet', { as: token });
    const ids = [...told.values()].flatMap(({ charge }) => charge ?? []).concat(ownKeyCharge.id ?? []);
    const charges = await Promise.all(ids.map((id) => chargeOf(server, token, id)));
    const sum = charges.reduce((total: number, charge) => total + charge.captured_microcredits, 0);
    expect(budget - wallet.body.balances[0].balance_microcredits).toBe(sum);
  });
});
