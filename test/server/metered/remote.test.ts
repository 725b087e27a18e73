// Metered routes whose ledger is on another machine: what becomes of a charge when the way there fails, lies or repeats itself.
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Metering, openMetering } from '../../../server/metering.ts';
import { compiledCode } from '../../support/compiled-code.ts';
import { call, type Companion, startCompanion, tempFolder, until } from '../../support/companion.ts';
import { type FaultProxy, startFaultProxy } from '../../support/fault-proxy.ts';
import { ask, booksIn, codeOf, credit, openShop, type Shop } from './shop.ts';

const operatorKey = 'the key of the operator';
let folder: string;
let path: string;
let server: Companion;
let proxy: FaultProxy;
let apiToken: string;
const opened: { close(): Promise<void> }[] = [];

beforeEach(async () => {
  folder = tempFolder();
  path = join(folder, 'ledger.db');
  server = await startCompanion({ ADMIN_API_KEY: operatorKey }, folder);
  proxy = await startFaultProxy(server.url);
  const made = await call(server.url, 'POST /v1/api-keys', {
    headers: { 'x-api-key': operatorKey },
    body: { kind: 'service', name: 'shop' },
  });
  apiToken = made.body.key;
});
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
  await proxy.close();
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

const outboxPath = () => join(folder, 'shop.settlements');

async function openRemote(served: () => void = () => undefined, remote: Metering = reach()): Promise<Shop> {
  const shop = await openShop({ path, remote, routes: (app) => sell(app, served) });
  opened.push(shop);
  return shop;
}

function reach(options: { readonly timeoutMs?: number; readonly apiToken?: string } = {}): Metering {
  return openMetering({ baseUrl: proxy.url, apiToken, outboxPath: outboxPath(), everyMs: 20, ...options });
}

function sell(app: FastifyInstance, served: () => void): void {
  const metered = { payer: { kind: 'bearer' }, cost: { kind: 'fixed', amount: credit } } as const;
  app.get('/work', { config: { metered } }, () => {
    served();
    return 'served';
  });
  app.get(
    '/by-size',
    { config: { metered: { ...metered, cost: { kind: 'size', perKilobyte: 1_000 }, estimate: 5_000 } } },
    () => 'x'.repeat(2_500),
  );
}

/** The same answer for a lock that was not asked about. */
function otherLock(body: string): string {
  return body.replace(/"lock_id":"[0-9a-f-]{36}/, `"lock_id":"${randomUUID()}`);
}

const settledBooks = () =>
  until(
    async () => booksIn(path),
    ({ open }) => open === 0,
  );

describe('a route without a ledger of its own', () => {
  it('charges by the companion server’s, and tells what is left', async () => {
    const shop = await openRemote();
    const url = await shop.sell();
    const token = await shop.customer(10 * credit);
    const answer = await ask(`${url}/work`, token);
    expect([answer.status, answer.text]).toEqual([200, 'served']);
    expect([answer.headers.get('x-pro-left'), answer.headers.get('x-plan')]).toEqual(['9', 'pro']);
    await ask(`${url}/by-size`, token);
    expect(await settledBooks()).toMatchObject({ revenue: credit + 2_500, states: { captured: 2 } });
  });

  it('says what a payer has, and gives nothing', async () => {
    const remote = reach();
    const shop = await openRemote(undefined, remote);
    const token = await shop.customer(3 * credit);
    expect(await remote.balance({ kind: 'token', token })).toEqual({ balance: 3 * credit, held: 0, free: 3 * credit });
    expect(await remote.balance({ kind: 'account', account: 'nobody' })).toBeNull();
    await expect(remote.grant({ to: { kind: 'token', token }, amount: 1, reason: 'mine' })).rejects.toThrow(
      'A service cannot give credits.',
    );
  });

  it('takes an API key as a payer, whose owner the server alone knows', async () => {
    const shop = await openRemote();
    const url = await shop.sell();
    const made = await call(server.url, 'POST /v1/api-keys', {
      headers: { 'x-api-key': operatorKey },
      body: { kind: 'user', user_id: 'ada', name: 'k' },
    });
    expect((await ask(`${url}/work`, made.body.key)).headers.get('x-plan')).toBe('free');
    const wrong = await ask(`${url}/work`, `sk-tally-${'x'.repeat(43)}`);
    expect([wrong.status, codeOf(wrong)]).toEqual([401, 'token_rejected']);
  });

  it('finds its lock again by the same id when the answer was lost, and holds only once', async () => {
    const served: string[] = [];
    const shop = await openRemote(() => void served.push('one'));
    const url = await shop.sell();
    const token = await shop.customer(10 * credit);
    proxy.plan(/^POST \/v1\/balance\/lock/, { kind: 'lost' });
    expect((await ask(`${url}/work`, token)).text).toBe('served');
    const books = await settledBooks();
    expect([served.length, books.revenue, books.states]).toEqual([1, credit, { captured: 1 }]);
    expect(proxy.asked.filter((one) => one.includes('/lock'))).toHaveLength(2);
  });

  it.each([
    ['answers were both lost', { kind: 'lost' }],
    ['answers could both not be read', { kind: 'torn' }],
  ] as const)('gives a lock back whose %s, as soon as the same id finds it again', async (_name, fault) => {
    const served: string[] = [];
    const shop = await openRemote(() => void served.push('one'));
    const url = await shop.sell();
    const token = await shop.customer(10 * credit);
    proxy.plan(/^POST \/v1\/balance\/lock/, fault, 3);
    const answer = await ask(`${url}/work`, token);
    expect([answer.status, codeOf(answer), served.length]).toEqual([503, 'storage_unavailable', 0]);
    await until(
      async () => booksIn(path),
      ({ states }) => states['released'] === 1,
    );
    expect(booksIn(path)).toMatchObject({ revenue: 0, open: 0, states: { released: 1 } });
    expect(await shop.free(token)).toBe(10 * credit);
  });

  it.each([
    ['is not heard', { kind: 'unheard' }],
    ['is answered with a page', { kind: 'html' }],
    ['is cut in the middle of its answer', { kind: 'torn' }],
    ['finds the server down', { kind: 'down' }],
    ['is answered with another form', { kind: 'twisted', change: () => '{"lock_id":"mine","lock":{}}' }],
    [
      'is answered for another lock',
      {
        kind: 'twisted',
        change: (body: string) => otherLock(body),
      },
    ],
  ] as const)('serves nobody where a lock %s, however often it asks', async (_name, fault) => {
    const served: string[] = [];
    const shop = await openRemote(() => void served.push('one'));
    const url = await shop.sell();
    const token = await shop.customer(10 * credit);
    proxy.plan(/^POST \/v1\/balance\/lock/, fault, 2);
    const answer = await ask(`${url}/work`, token);
    expect([answer.status, codeOf(answer), served.length]).toEqual([503, 'storage_unavailable', 0]);
    expect((await ask(`${url}/work`, token)).text).toBe('served');
    expect(
      (
        await until(
          async () => booksIn(path),
          ({ revenue }) => revenue > 0,
        )
      ).revenue,
    ).toBe(credit);
  });

  it.each([
    ['is not heard', { kind: 'unheard' }],
    ['was heard, but its answer is lost', { kind: 'lost' }],
    ['is answered with a page', { kind: 'html' }],
    ['is cut in the middle of its answer', { kind: 'torn' }],
    ['finds the server down', { kind: 'down' }],
    ['is answered for another lock', { kind: 'twisted', change: (body: string) => otherLock(body) }],
  ] as const)('tells an end until it is heard where it %s, and is charged once', async (_name, fault) => {
    const shop = await openRemote();
    const url = await shop.sell();
    const token = await shop.customer(10 * credit);
    proxy.plan(/^POST \/v1\/balance\/unlock/, fault, 2);
    expect((await ask(`${url}/work`, token)).text).toBe('served');
    await until(
      async () => proxy.asked.filter((one) => one.includes('/unlock')).length,
      (times) => times >= 3,
    );
    expect(await settledBooks()).toMatchObject({ revenue: credit, states: { captured: 1 } });
    expect(await shop.free(token)).toBe(9 * credit);
  });

  it('tells after a restart what it could not tell before', async () => {
    const shop = await openRemote();
    const url = await shop.sell();
    const token = await shop.customer(10 * credit);
    proxy.plan(/^POST \/v1\/balance\/unlock/, { kind: 'down' }, 1_000);
    expect((await ask(`${url}/work`, token)).text).toBe('served');
    opened.splice(0);
    await shop.close();
    expect(booksIn(path)).toMatchObject({ revenue: 0, open: 1 });
    const again = openMetering({ baseUrl: server.url, apiToken, outboxPath: outboxPath(), everyMs: 20 });
    opened.push(again);
    expect(await settledBooks()).toMatchObject({ revenue: credit, states: { captured: 1 } });
  });

  it('serves nobody with a wrong API token, and blames no payer for it', async () => {
    const shop = await openRemote(undefined, reach({ apiToken: `sk-tally-${'x'.repeat(43)}` }));
    const url = await shop.sell();
    const answer = await ask(`${url}/work`, await shop.customer());
    expect([answer.status, codeOf(answer)]).toEqual([503, 'storage_unavailable']);
    expect(shop.log()).toContain('the credit service answered 401 token_rejected');
    expect(shop.log()).not.toContain('sk-tally-');
  });

  it('gives up on a server that never answers', async () => {
    const silent = await startFaultProxy(server.url);
    const remote = openMetering({
      baseUrl: silent.url.replace('127.0.0.1', '127.0.0.1'),
      apiToken,
      outboxPath: outboxPath(),
      timeoutMs: 100,
    });
    silent.plan(/lock/, { kind: 'hang' }, 10);
    const shop = await openRemote(undefined, remote);
    const url = await shop.sell();
    const answer = await ask(`${url}/work`, await shop.customer());
    expect([answer.status, codeOf(answer)]).toEqual([503, 'storage_unavailable']);
    await silent.close();
  });
});

describe('what is left out of openMetering', () => {
  it('is read from the environment, and said to be missing where it is not there either', async () => {
    const { openRemoteMetering } = await import('../../../server/remote-metering.ts');
    const env = { CREDIT_SERVICE_URL: server.url, CREDIT_API_TOKEN: apiToken, CREDIT_TIMEOUT: '2.5' };
    const remote = openRemoteMetering({ outboxPath: outboxPath() }, env);
    expect(await remote.balance({ kind: 'account', account: 'nobody' })).toBeNull();
    await remote.close();
    const without = (name: string) => () => openRemoteMetering({ outboxPath: outboxPath() }, { ...env, [name]: '' });
    expect(without('CREDIT_SERVICE_URL')).toThrow('CREDIT_SERVICE_URL');
    expect(without('CREDIT_API_TOKEN')).toThrow('CREDIT_API_TOKEN');
    const wrong = { ...env, CREDIT_TIMEOUT: 'soon' };
    expect(() => openRemoteMetering({ outboxPath: outboxPath() }, wrong)).toThrow('CREDIT_TIMEOUT');
    expect(() => openRemoteMetering({ outboxPath: outboxPath(), baseUrl: 'ftp://x' }, env)).toThrow('the address');
  });
});

describe('two apps in processes of their own', () => {
  const children: ChildProcess[] = [];
  afterEach(async () => {
    for (const child of children.splice(0)) if (child.kill('SIGKILL')) await once(child, 'exit');
  });

  async function startApp(nth: number): Promise<string> {
    const script = join(import.meta.dirname, '../../support/remote-shop/main.ts');
    const child = spawn(process.execPath, [script, join(folder, `shop-${nth}.settlements`)], {
      env: {
        PATH: process.env['PATH'] ?? '',
        ...compiledCode,
        CREDIT_SERVICE_URL: server.url,
        CREDIT_API_TOKEN: apiToken,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    for await (const line of createInterface({ input: child.stdout })) return line;
    throw new Error('the app ended before it listened');
  }

  it('let exactly ten handlers run when forty requests come for money that covers ten', async () => {
    const shop = await openRemote();
    const token = await shop.customer(10 * credit);
    const urls = await Promise.all([startApp(1), startApp(2)]);
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, nth) => ask(`${urls[nth % 2] ?? ''}/work`, token)),
    );
    const statuses = answers.map(({ status }) => status);
    expect([statuses.filter((one) => one === 200).length, statuses.filter((one) => one === 402).length]).toEqual([
      10, 30,
    ]);
    expect(await settledBooks()).toMatchObject({ revenue: 10 * credit, states: { captured: 10 } });
    expect(await shop.free(token)).toBe(0);
  });
});
