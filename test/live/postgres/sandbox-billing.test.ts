// Subscriptions and invoices of the sandbox where several nodes play it: each question and each press goes to another node.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { systemClock } from '../../../server/lib/clock.ts';
import { createSandboxBilling, type SandboxBilling } from '../../../server/rails/sandbox/billing/sandbox-billing.ts';
import { openPostgresStorage } from '../../../server/storage/postgres/open-storage.ts';
import { billingConformance } from '../../server/rails/billing/billing-conformance.ts';
import type { BillingWorld } from '../../server/rails/billing/billing-world.ts';
import { sandboxWorld, secret } from '../../server/rails/billing/sandbox-world.ts';
import { call, type Companion, startCompanion, until } from '../../support/companion.ts';
import type { Cluster } from './cluster.ts';
import { describeOnPostgres } from './on-postgres.ts';

await describeOnPostgres('the sandbox on two nodes', (cluster) => {
  billingConformance('the sandbox on two nodes', () => openWorld(cluster));
});

const Letter = z.object({
  id: z.string(),
  attempts: z.number(),
  body: z.object({ event_type: z.string(), created_at: z.number(), object: z.string(), thing: z.string() }),
});

async function openWorld(cluster: Cluster): Promise<BillingWorld> {
  const database = await cluster.create();
  const url = cluster.url(database);
  const hands = { aheadMs: 0, turn: 0 };
  const clock = { ...systemClock, now: () => Date.now() + hands.aheadMs };
  const stores = [await openPostgresStorage({ url, poolMax: 2 }), await openPostgresStorage({ url, poolMax: 2 })];
  const [first, second] = stores.map(({ nodes: { papers } }) =>
    createSandboxBilling({
      path: '/nowhere/at/all',
      papers,
      secret,
      pageUrl: (kind, id) => `https://credits.example.org/checkout/sandbox/${kind}/${id}`,
      clock,
    }),
  );
  if (first === undefined || second === undefined) throw new Error('there are no two of them');
  const inTurn = <Part extends 'rail' | 'desk'>(part: Part): SandboxBilling[Part] =>
    new Proxy(first[part], {
      get: (_, name) => Reflect.get((hands.turn += 1) % 2 === 0 ? first[part] : second[part], name),
    });
  return sandboxWorld({
    rail: inTurn('rail'),
    desk: inTurn('desk'),
    readEvent: second.readEvent,
    clock,
    putForward: (ms) => void (hands.aheadMs += ms),
    async told() {
      const rows = await cluster.query(database, "SELECT * FROM sandbox_letters WHERE box = 'billing' ORDER BY seq");
      return rows.map((row) => {
        const { id, attempts, body } = Letter.parse({ ...row, attempts: 1 });
        const { object, thing, ...event } = body;
        return { event_id: id, attempts, ...event, data: { object, id: thing } };
      });
    },
    async close() {
      await Promise.all([first.close(), second.close()]);
      await Promise.all(stores.map(({ storage }) => storage.close()));
    },
  });
}

await describeOnPostgres('two servers that sell plans in the sandbox', (cluster) => {
  const key = 'the key of the operator';
  let nodes: readonly [Companion, Companion];

  beforeAll(async () => {
    const env = {
      DATABASE_URL: cluster.url(await cluster.create()),
      DATABASE_POOL: '3',
      ANON_SALT: 'the same salt on every node of these',
      SANDBOX_WEBHOOK_SECRET: 'a secret of the sandbox for nodes',
      ADMIN_API_KEY: key,
      TRUSTED_PROXIES: '127.0.0.1',
      TRUST_IDENTITY_HEADERS: '1',
    };
    nodes = [await startCompanion(env), await startCompanion(env)];
  });
  afterAll(() => Promise.all(nodes.map((node) => node.close())));

  const asOperator = (node: Companion, request: string, body?: unknown) =>
    call(node.url, request, { headers: { 'x-api-key': key }, ...(body === undefined ? {} : { body }) });
  const asCarol = (node: Companion, request: string, body?: unknown) =>
    call(node.url, request, { headers: { 'x-user-id': 'carol' }, ...(body === undefined ? {} : { body }) });

  it('begin on one what is agreed to, seen, ended and billed on the other', async () => {
    const [one, other] = nodes;
    const price = { plan_id: 'team', stripe_price_id: 'sandbox_500_EUR_month' };
    await asOperator(one, 'POST /v1/billing/stripe/price_mappings', price);
    const begun = await asCarol(one, 'POST /v1/subscription/checkout', { id: randomUUID(), plan_id: 'team' });
    const page = new URL(begun.body.provider_url).pathname;
    expect((await call(other.url, `GET ${page}`)).body).toContain('no money moves');
    expect((await call(other.url, `POST ${page}/agree`)).status).toBe(303);
    await until(
      () => asCarol(one, 'GET /v1/subscription'),
      ({ body }) => body.subscriptions[0]?.status === 'active',
    );
    const portal = new URL((await asCarol(other, 'POST /v1/subscription/portal', {})).body.url).pathname;
    const { body: shown } = await call(one.url, `GET ${portal}`);
    const sub = /of=(sub_[\w-]+)/.exec(String(shown))?.[1];
    expect((await call(one.url, `POST ${portal}/cancel?of=${sub}`)).status).toBe(303);
    await until(
      () => asCarol(other, 'GET /v1/subscription'),
      ({ body }) => body.subscriptions[0]?.is_cancel_planned === true,
    );
    // Either may have carried a webhook, and neither found one that it could not read.
    expect(nodes.map((node) => node.log()).join('')).not.toContain('webhook rejected');
  });
});
