// The running server beside its own description: whoever asks, and whatever they ask, gets an answer that stands in it.
import { createServer } from 'node:http';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { urlOf } from '../../server/http/listening-url.ts';
import { startFakeOllama, type FakeOllama } from '../support/fake-ollama/fake-ollama.ts';
import { startFakeUpstream, type FakeUpstream } from '../support/fake-upstream/fake-upstream.ts';
import { call, companionEnv, newToken, openOrder, spawnCompanion, tokenHash, until } from '../support/companion.ts';
import type { CompanionProcess } from '../support/companion.ts';
import { examine, openSchemathesis, type Schemathesis } from './schemathesis.ts';

const operatorKey = 'the key of the operator';
const unlimited = '1000000000';

let judge: Schemathesis;
let folder: string;
let server: CompanionProcess;
let upstream: FakeUpstream;
let ollama: FakeOllama;
beforeAll(async () => {
  upstream = await startFakeUpstream({ records: false });
  ollama = await startFakeOllama();
  judge = await openSchemathesis();
  folder = await mkdtemp(path.join(tmpdir(), 'tallystick-schemathesis-'));
  server = await spawnCompanion(
    {
      ...companionEnv(folder),
      ADMIN_API_KEY: operatorKey,
      SANDBOX_ENABLED: '1',
      DEV_RESET_ENABLED: '1',
      LITELLM_BASE_URL: upstream.url,
      OLLAMA_BASE_URL: ollama.url,
      OLLAMA_MODEL: 'gemma3:270m',
      PRICE_RULES: JSON.stringify([
        { id: 'local', models: '*', venue: 'local', per_request_microcredits: 1_000_000 },
        { id: 'hosted', models: '*', venue: 'hosted', per_request_microcredits: 1_000 },
      ]),
      FREE_AMOUNT: JSON.stringify({
        currency: 'USD',
        min_cents: 100,
        max_cents: 10_000,
        rate: { amount_cents: 100, credits_microcredits: 50_000_000 },
      }),
      RL_MAX_REQUESTS_IP: unlimited,
      RL_MAX_REQUESTS_CID: unlimited,
      RL_MAX_CALM_REQUESTS: unlimited,
    },
    folder,
  );
});
afterAll(async () => {
  await server.stop('SIGTERM');
  await Promise.all([upstream.stop(), ollama.stop()]);
  await rm(folder, { recursive: true, force: true });
});

const operator = { 'X-Api-Key': operatorKey };

/** Two paid orders, one of which was given back; what else has an id is made from them. */
async function boughtCredits() {
  const token = newToken();
  const buy = async (): Promise<string> => {
    const { id } = await openOrder(server.url, token);
    await call(server.url, `POST /checkout/${id}/pay`);
    const claim = () => call(server.url, 'POST /v1/pro/claim', { as: token, body: { order_id: id } });
    await until(claim, ({ status }) => status === 200);
    return id;
  };
  const orders = [await buy(), await buy()];
  const wallet = await call(server.url, 'GET /v1/wallet', { as: token });
  const refunded = { refund_id: orders[0], order_id: orders[0], reason: 'a test' };
  await call(server.url, 'POST /v1/payments/refund', { headers: operator, body: refunded });
  const hold = { id: orders[0], model: 'llama3.2:1b', venue: 'local' };
  await call(server.url, 'POST /v1/holds', { as: token, body: hold });
  return {
    token,
    known: {
      'path.id': [...orders, 'pro', 'free'],
      'path.account_id': [wallet.body.account_id],
      'query.order_id': orders,
      'body.order_id': orders,
      'body.id': orders,
      'body.pack_id': ['small', 'medium'],
      'body.provider': ['sandbox'],
      'body.currency': ['USD'],
      'body.token_hash': [tokenHash(token)],
      'body.model': ['llama3.2:1b', 'fake-small'],
      'body.time_zone': ['Europe/Berlin'],
      'body.plan_id': ['pro', 'team'],
    },
  };
}

it.for(['nobody', 'the holder of a token', 'the operator'] as const)(
  '%s is answered as the API’s description says, and never by a failure of the server',
  { timeout: 25 * 60_000 },
  async (who, context) => {
    if (judge.kind === 'not_here') return context.skip(`not here: ${judge.reason}`);
    const { token, known } = await boughtCredits();
    const headers = {
      nobody: {},
      'the holder of a token': { Authorization: `Bearer ${token}` },
      'the operator': operator,
    }[who];
    const log = path.join(folder, `${who}.log`);
    const failed = await examine(judge.program, { url: server.url, headers, known }, { folder, log }).then(
      () => null,
      (error: unknown) => error,
    );
    const said = await readFile(log, 'utf8');
    expect(failed, said).toBeNull();
    const description = await call(server.url, 'GET /openapi.json');
    const operations = Object.values<object>(description.body.paths).flatMap((some) => Object.keys(some));
    expect(said).toContain(`Tested: ${operations.length}\n`);
    console.log(`as ${who}: ${/[\d,]+ generated, .*/.exec(said)?.[0] ?? 'nothing was generated'}`);
  },
);

it('no answer that the description does not name goes unseen: the judge is awake', async (context) => {
  if (judge.kind === 'not_here') return context.skip(`not here: ${judge.reason}`);
  const content = { 'application/json': { schema: { type: 'object', required: ['name'] } } };
  const description = {
    openapi: '3.1.1',
    info: { title: 'a liar', version: '1' },
    paths: { '/a': { get: { responses: { 200: { description: 'a name', content } } } } },
  };
  const answers = [
    { status: 200, type: 'application/json', body: '{"name":1}', isFound: false },
    { status: 200, type: 'application/json', body: '{}', isFound: true },
    { status: 200, type: 'text/plain', body: '{"name":1}', isFound: true },
    { status: 409, type: 'application/json', body: '{"name":1}', isFound: true },
    { status: 500, type: 'application/json', body: '{"name":1}', isFound: true },
  ];
  for (const [at, { status, type, body, isFound }] of answers.entries()) {
    const liar = createServer(({ url, method }, response) => {
      if (url === '/openapi.json')
        return response.setHeader('content-type', 'application/json').end(JSON.stringify(description));
      if (method !== 'GET') return response.writeHead(405, { allow: 'GET' }).end();
      return response.writeHead(status, { 'content-type': type }).end(body);
    });
    await new Promise<void>((resolve) => liar.listen(0, '127.0.0.1', resolve));
    const url = urlOf(liar.address());
    const log = path.join(folder, `liar-${at}.log`);
    const found = await examine(judge.program, { url, headers: {}, known: { 'path.id': ['1'] } }, { folder, log }).then(
      () => false,
      () => true,
    );
    liar.close();
    liar.closeAllConnections();
    expect([at, found], await readFile(log, 'utf8')).toEqual([at, isFound]);
  }
});
