// Server processes on one ledger, asked over HTTP for the same things at the same moment.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { OrderId } from '../../../../server/contract/orders/orders.ts';
import { systemClock } from '../../../../server/lib/clock.ts';
import { tokenOwner } from '../../../../server/domain/wallets/ledger.ts';
import { type SandboxRail, createSandboxRail } from '../../../../server/rails/sandbox/sandbox-rail.ts';
import { openPostgresStorage } from '../../../../server/storage/postgres/open-storage.ts';
import { type Reply, call, holdBody, newToken, openOrder, until } from '../../../support/companion.ts';
import { credits, hashOf } from '../../../support/server-ledger.ts';
import { insist } from './insist.ts';
import type { Ground, Place } from './place.ts';
import { type ServerProcess, grantByCommand, startProcess } from './server-process.ts';
import { runs, timeout } from './size.ts';

const ttlMs = 15 * 60_000;
const webhookSecret = 'a secret of the sandbox for races';
const rounds = runs({ small: 1, full: 200 });

let place: Place;
let folder: string;
let servers: readonly ServerProcess[];
const urlOf = (number: number): string => servers[number % servers.length]?.url ?? '';

export function provesRaces({ nodes, make }: Ground): void {
  beforeAll(async () => {
    place = await make();
    // The sandbox keeps its payments in a file where no database is shared.
    folder = place.folderOf(0);
    const env = {
      ...place.env,
      SANDBOX_WEBHOOK_SECRET: webhookSecret,
      SANDBOX_WEBHOOKS_ENABLED: '0',
      FREE_LIMIT: '5',
      DEV_RESET_ENABLED: '1',
    };
    servers = await Promise.all(Array.from({ length: nodes }, () => startProcess(folder, env)));
  }, 240_000);
  afterAll(async () => {
    await Promise.all(servers.map((server) => server.stop()));
    await place.remove();
  });

  it(
    'racing forty requests for money that covers ten serve exactly ten',
    async () => {
      for (let round = 0; round < rounds; round += 1) {
        const token = newToken();
        grantByCommand(folder, token, 10, place.env);
        const replies = await race(40, (url) => call(url, 'POST /v1/holds', { as: token, body: holdBody() }));
        expect([countOf(replies, 201), countOf(replies, 402)]).toEqual([10, 30]);
        const held = replies.filter(({ status }) => status === 201).map(({ body }) => String(body.hold.id));
        await race(20, (url, n) => call(url, `POST /v1/holds/${held[n >> 1]}/capture`, { as: token }));
        expect(await walletOf(token)).toMatchObject({ balance: 0, held: 0 });
      }
    },
    timeout(120_000),
  );

  it(
    'racing twenty for the last free messages of one client serve as many as there are',
    async () => {
      for (let round = 0; round < rounds; round += 1) {
        const headers = { 'x-client-id': `client-${randomUUID()}` };
        await call(urlOf(0), 'POST /v1/dev/reset-free', { headers });
        const replies = await race(20, (url) => call(url, 'POST /v1/holds', { headers, body: holdBody() }));
        expect([countOf(replies, 201), countOf(replies, 402)]).toEqual([5, 15]);
      }
    },
    timeout(120_000),
  );

  it(
    'one id sent a hundred times is one hold, and everybody is shown the same one',
    async () => {
      for (let round = 0; round < rounds; round += 1) {
        const token = newToken();
        grantByCommand(folder, token, 10, place.env);
        const body = holdBody();
        const replies = await race(100, (url) => call(url, 'POST /v1/holds', { as: token, body }));
        expect([countOf(replies, 201), countOf(replies, 200)]).toEqual([1, 99]);
        expect(new Set(replies.map((reply) => JSON.stringify(reply.body.hold))).size).toBe(1);
        expect(await walletOf(token)).toMatchObject({ balance: credits(10), held: credits(1) });
      }
    },
    timeout(120_000),
  );

  it(
    'of two bodies under one id one is held, and all who sent the other hear of the conflict',
    async () => {
      for (let round = 0; round < rounds; round += 1) {
        const token = newToken();
        grantByCommand(folder, token, 10, place.env);
        const body = holdBody();
        const bodies = [body, { ...body, model: 'another model' }];
        const replies = await race(40, (url, n) =>
          call(url, 'POST /v1/holds', { as: token, body: bodies[(n >> 1) % 2] }),
        );
        expect([countOf(replies, 201), countOf(replies, 200), countOf(replies, 409)]).toEqual([1, 19, 20]);
        expect(await walletOf(token)).toMatchObject({ balance: credits(10), held: credits(1) });
      }
    },
    timeout(120_000),
  );

  it(
    'of capture, release, expiry and refund at once one ends each hold, all hear the same, and nothing goes missing',
    async () => {
      const hands = { aheadMs: 0 };
      const turn = async (aheadMs: number) => {
        hands.aheadMs = aheadMs;
        await Promise.all(servers.map((server) => server.turn(aheadMs)));
      };
      const provider = await openProvider(hands);
      const { signal } = new AbortController();
      for (let round = 0; round < rounds; round += 1) {
        const token = newToken();
        const { id: order } = await openOrder(urlOf(0), token);
        await provider.act(OrderId.parse(order), 'pay');
        const claim = () => call(urlOf(0), 'POST /v1/pro/claim', { as: token, body: { order_id: order } });
        await until(claim, ({ status }) => status === 200);
        const made = await race(30, (url) => call(url, 'POST /v1/holds', { as: token, body: holdBody() }));
        const ids = made.map(({ body }) => String(body.hold.id));

        const providerTxnId = await paymentOf(order);
        await turn(hands.aheadMs + ttlMs - 1_500);
        const ends = ids.flatMap((id) => [
          insist(() => call(urlOf(0), `POST /v1/holds/${id}/capture`, { as: token })),
          insist(() => call(urlOf(1), `POST /v1/holds/${id}/release`, { as: token, body: {} })),
          // Whoever looks when its time is over lets it expire.
          insist(() => call(urlOf(2), `GET /v1/holds/${id}`, { as: token })),
        ]);
        const refund = provider.refund({ id: order, providerTxnId, amountCents: 199, currency: 'USD' }, signal);
        await Promise.all([...ends, refund, turn(hands.aheadMs + 10_000)]);
        await Promise.all(ids.map((id) => call(urlOf(0), `GET /v1/holds/${id}`, { as: token })));
        await until(
          () => call(urlOf(0), `GET /v1/payments/status?order_id=${order}`),
          ({ body }) => body.order.state === 'refunded',
        );

        const heard = await race(60, (url, n) => call(url, `GET /v1/holds/${ids[n >> 1]}`, { as: token }));
        const states = heard.map(({ body }) => String(body.hold.state));
        for (let n = 0; n < 60; n += 2) expect(states[n]).toBe(states[n + 1]);
        expect(states).not.toContain('held');
        for (const answer of await Promise.all(ends)) expect(ids).toContain(answer.body.hold.id);
        const captured = states.filter((state) => state === 'captured').length / 2;
        const wallet = await walletOf(token);
        const takenBack = 100_000_000 - captured * 1_000_000 - (wallet?.balance ?? 0);
        expect(wallet?.held).toBe(0);
        expect(takenBack).toBeGreaterThanOrEqual(70_000_000);
        expect(takenBack).toBeLessThanOrEqual(100_000_000 - captured * 1_000_000);
      }
      await provider.close();
    },
    timeout(120_000),
  );
}

/** The same or another request so many times at once, to each server in turn. */
function race(count: number, ask: (url: string, number: number) => Promise<Reply>): Promise<readonly Reply[]> {
  return Promise.all(Array.from({ length: count }, (_, number) => insist(() => ask(urlOf(number), number))));
}

const countOf = (replies: readonly Reply[], status: number) =>
  replies.filter((reply) => reply.status === status).length;

/** What the ledger itself says, read by another process. */
async function walletOf(token: string) {
  const storage = await place.open();
  try {
    expect((await storage.audit()).findings).toEqual([]);
    return await storage.readWallet(tokenOwner(hashOf(token)));
  } finally {
    await storage.close();
  }
}

async function paymentOf(order: string): Promise<string> {
  const storage = await place.open();
  try {
    return (await storage.readOrder(OrderId.parse(order)))?.providerTxnId ?? '';
  } finally {
    await storage.close();
  }
}

/** The provider beside the servers, whose clock goes with theirs. */
async function openProvider(hands: { readonly aheadMs: number }): Promise<SandboxRail> {
  const { DATABASE_URL: url } = place.env;
  const shared = url === undefined ? null : await openPostgresStorage({ url, poolMax: 2, migrate: false });
  const path = `${folder}/ledger.db.sandbox`;
  const clock = { ...systemClock, now: () => Date.now() + hands.aheadMs };
  const pageUrl = (id: string) => `${urlOf(0)}/checkout/${id}`;
  const provider = createSandboxRail({
    path,
    papers: shared?.nodes.papers ?? null,
    secret: webhookSecret,
    pageUrl,
    clock,
    isProduction: false,
    realRails: 0,
  });
  provider.startWebhooks(`${urlOf(1)}/v1/webhooks/sandbox`);
  return {
    ...provider,
    async close() {
      await provider.close();
      await shared?.storage.close();
    },
  };
}
