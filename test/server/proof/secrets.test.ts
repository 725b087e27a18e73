// Secrets are sent to every route that the contract knows and to those beside it, in every place of a request, by every
// kind of caller; then they are looked for in the log, the answers, the metrics and every file.
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { answer, type Behaviour, errorAnswer } from '../../support/fake-upstream/behaviour.ts';
import { type FakeUpstream, startFakeUpstream } from '../../support/fake-upstream/fake-upstream.ts';
import { type Companion, call, newToken, openOrder, startCompanion } from '../../support/companion.ts';
import {
  type KeyServer,
  audience,
  issuer,
  newSigningKey,
  signToken,
  startKeyServer,
} from '../../support/key-server.ts';
import { labelValues, unforeseen } from '../metrics/label-values.ts';
import { samplesIn } from '../metrics/read-figures.ts';
import { type ContractRequest, contractRequests } from './parts/contract-requests.ts';

const canaries = {
  token: newToken(),
  unknownToken: newToken(),
  salt: 'canary-salt-0123456789',
  operator: 'canary-operator-0123456789',
  unknownApiKey: `sk-tally-${newToken().slice('tally_'.length)}`,
  wrongOperator: 'canary-wrong-operator-0123456789',
  webhook: 'canary-webhook-0123456789',
  cookie: 'canary-cookie-0123456789',
  query: 'canary-query-0123456789',
  upstream: 'canary-upstream-0123456789',
  ownUpstream: 'canary-own-upstream-0123456789',
  basic: Buffer.from('canary:basic-0123456789').toString('base64'),
};

/** Not secrets, but of people: they may be told back to whoever sent them, and are kept nowhere. */
const personal = { client: 'canary-client-0123456789', address: '203.0.113.77' };

let server: Companion;
let keys: KeyServer;
let upstream: FakeUpstream;
let signed: string;
/** Made by the server, which tells each once and keeps its hash. */
let apiKeys: readonly string[];

beforeAll(async () => {
  const key = await newSigningKey('proof');
  keys = await startKeyServer({ kind: 'keys', keys: [key] });
  signed = await signToken(key);
  upstream = await startFakeUpstream({ models: [{ id: 'fake-small' }] });
  server = await startCompanion({
    METRICS_PORT: '0',
    LITELLM_BASE_URL: upstream.url,
    LITELLM_API_KEY: canaries.upstream,
    OLLAMA_BASE_URL: upstream.url,
    OLLAMA_MODEL: 'fake-small',
    PRICE_RULES: '[{"id":"hosted","models":"*","venue":"hosted","per_output_token_microcredits":1}]',
    LOG_LEVEL: 'trace',
    ANON_SALT: canaries.salt,
    ADMIN_API_KEY: canaries.operator,
    SANDBOX_WEBHOOK_SECRET: canaries.webhook,
    TRUSTED_PROXIES: '127.0.0.1',
    AUTH_JWKS_URL: keys.url,
    AUTH_ISSUER: issuer,
    AUTH_AUDIENCE: audience,
  });
  apiKeys = [await makeKey({ kind: 'user', user_id: 'ada' }), await makeKey({ kind: 'service' })];
}, 180_000);
afterAll(async () => {
  await server.close();
  await keys.close();
  await upstream.stop();
});

async function makeKey(whose: object): Promise<string> {
  const { body } = await call(server.url, 'POST /v1/api-keys', {
    headers: { 'x-api-key': canaries.operator },
    body: { name: 'a key', ...whose },
  });
  return body.key;
}

type Headers = Readonly<Record<string, string>>;

const sent: Headers = {
  cookie: `session=${canaries.cookie}`,
  'x-forwarded-for': personal.address,
  'x-request-id': canaries.token,
  referer: `https://example.org/?token=${canaries.query}`,
  'user-agent': canaries.unknownToken,
  'idempotency-key': canaries.token,
  'x-litellm-api-key': canaries.ownUpstream,
};

const callers = (): readonly Headers[] => [
  { 'x-client-id': personal.client },
  { authorization: `Bearer ${canaries.token}` },
  { authorization: `Bearer ${canaries.unknownToken}` },
  { authorization: `Bearer ${signed}` },
  { authorization: `Bearer ${signed.slice(0, -4)}AAAA` },
  ...[...apiKeys, canaries.unknownApiKey].map((key) => ({ authorization: `Bearer ${key}` })),
  { authorization: `Basic ${canaries.basic}` },
  { 'x-api-key': canaries.operator },
  { 'x-api-key': canaries.wrongOperator, authorization: `Bearer ${canaries.token}` },
];

const query = `token=${canaries.query}&secret=${canaries.query}&${canaries.unknownToken}=1`;
const beside: readonly ContractRequest[] = [
  { method: 'GET', path: '/nowhere', input: undefined },
  { method: 'GET', path: `/${canaries.token}`, input: undefined },
  { method: 'GET', path: `/checkout/${canaries.token}`, input: undefined },
  { method: 'POST', path: `/checkout/${canaries.token}/pay`, input: {} },
  { method: 'GET', path: '/docs', input: {} },
  { method: 'GET', path: '/redoc', input: {} },
  { method: 'POST', path: '/v1/webhooks/sandbox', input: { id: canaries.token, type: canaries.query } },
  { method: 'POST', path: `/v1/webhooks/${canaries.token}`, input: {} },
  { method: 'GET', path: '/metrics', input: undefined },
  { method: 'GET', path: '/openapi.json', input: undefined },
  { method: 'GET', path: '/subscription/back', input: undefined },
];

/** Upstreams say back which key they got. */
function tellKey(): Behaviour {
  const key = upstream.requests.at(-1)?.headers.authorization ?? 'no key';
  return upstream.requests.length % 2 === 0 ? answer(['Hi']) : errorAnswer(400, `${key} is not welcome`);
}

const chat = { model: 'fake-small', messages: [{ role: 'user', content: 'Hi' }] };
const hosted: readonly ContractRequest[] = [
  { method: 'POST', path: '/v1/chat/completions', input: chat },
  { method: 'POST', path: '/v1/proxy/chat/completions', input: { ...chat, stream: true } },
  { method: 'POST', path: '/chat', input: { message: 'Hi' } },
  { method: 'POST', path: '/chat/stream', input: { message: 'Hi' } },
];

const properties = (input: unknown) => (typeof input === 'object' && input !== null ? input : {});

/** With what fits, with what does not, and with a secret for an id. */
function shapesOf({ method, path, input }: ContractRequest, order: string) {
  const named = { ...properties(input), id: order, order_id: order };
  const at = (id: string) => path.replaceAll(/\{\w+\}/g, id);
  if (method === 'GET')
    return [order, canaries.token].map((id) => {
      const fields = new URLSearchParams(Object.entries(named));
      return { path: `${at(id)}?${fields}&${query}`, body: undefined };
    });
  const wrong = Object.fromEntries(Object.keys(named).map((key) => [key, { [canaries.token]: [canaries.query] }]));
  return [
    { path: `${at(order)}?${query}`, body: JSON.stringify({ ...named, [canaries.unknownToken]: canaries.token }) },
    { path: at(order), body: JSON.stringify(wrong) },
    { path: at(order), body: JSON.stringify(input) },
    { path: at(canaries.token), body: `{"id":"${randomUUID()}","${canaries.token}"` },
    { path: at(order), body: `{"id":"${canaries.token}","id":"${canaries.query}"}` },
  ];
}

/** What the server mounts and no request here reaches; assets and probes take nothing. */
function uncovered(known: readonly ContractRequest[]): readonly string[] {
  const patterns = known.map(({ method, path }) => `${method} ${path.replaceAll(/\{\w+\}/g, ':id')}`);
  return server.routes
    .map(({ method, url }) => `${method} ${url.replaceAll(/:\w+/g, ':id')}`)
    .filter((route) => !patterns.includes(route) && !/assets|checkout|webhooks/.test(route));
}

it('no secret sent to any route, in any place, by any caller, stands in a log line, an answer or a file', async () => {
  const { id: order } = await openOrder(server.url, canaries.token);
  await call(server.url, `POST /checkout/${order}/pay`);
  const requests = contractRequests();
  expect(requests.length).toBeGreaterThan(20);
  const answers: string[] = [];
  const statuses = new Set<number>();
  const known = [...requests, ...beside, ...hosted];
  expect(uncovered(known)).toEqual([]);
  upstream.setBehaviour(tellKey);
  const everything = known.flatMap((request) =>
    callers().flatMap((caller) =>
      shapesOf(request, order).map((shape) => ({ ...shape, caller, method: request.method })),
    ),
  );
  for (const { method, path, body, caller } of everything) {
    const answer = await fetch(`${server.url}${path}`, {
      method,
      headers: { ...sent, ...caller, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body }),
      redirect: 'manual',
      signal: AbortSignal.timeout(60_000),
    });
    statuses.add(answer.status);
    answers.push(JSON.stringify([...answer.headers]));
    if (answer.headers.get('content-type')?.startsWith('text/event-stream') === true) await answer.body?.cancel();
    else answers.push(await answer.text());
  }

  expect([...statuses]).toEqual(expect.arrayContaining([200, 201, 400, 401, 404]));
  expect([...statuses].filter((status) => status >= 500)).toEqual([]);
  const keysShown = upstream.requests.map(({ headers }) => headers.authorization);
  expect(keysShown).toEqual(expect.arrayContaining([`Bearer ${canaries.upstream}`, `Bearer ${canaries.ownUpstream}`]));
  const figures = await (await fetch(server.metricsUrl ?? '')).text();
  const samples = samplesIn(figures);
  expect(
    samples.filter(({ name }) => name === 'tallystick_http_request_duration_seconds_count').length,
  ).toBeGreaterThan(100);
  expect(unforeseen(samples, labelValues(server, ['litellm', 'ollama']))).toEqual([]);
  const log = server.log();
  expect(log.split('\n').length).toBeGreaterThan(requests.length * callers().length);
  const files = readdirSync(server.folder).map((file) => readFileSync(join(server.folder, file), 'latin1'));
  const told = answers.join('\n');
  const [apiKey = '', serviceKey = ''] = apiKeys;
  expect([apiKey.length, serviceKey.length]).toEqual([52, 52]);
  const secrets = { ...canaries, apiKey, serviceKey, signed, signature: signed.slice(signed.lastIndexOf('.') + 1) };
  for (const [name, canary] of Object.entries(secrets)) {
    expect(log.includes(canary), `${name} in the log`).toBe(false);
    expect(
      files.some((file) => file.includes(canary)),
      `${name} in a file`,
    ).toBe(false);
    expect(told.includes(canary), `${name} in an answer`).toBe(false);
    expect(figures.includes(canary), `${name} in the figures`).toBe(false);
  }
  for (const [name, canary] of Object.entries(personal)) {
    expect(log.includes(canary), `${name} in the log`).toBe(false);
    expect(figures.includes(canary), `${name} in the figures`).toBe(false);
    expect(
      files.some((file) => file.includes(canary)),
      `${name} in a file`,
    ).toBe(false);
  }
}, 300_000);
