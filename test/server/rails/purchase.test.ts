import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { sign } from '../../../server/rails/sandbox/signature.ts';
import {
  type Companion,
  call,
  holdBody,
  newToken,
  openOrder,
  startCompanion,
  tempFolder,
  tokenHash,
  until,
} from '../../support/companion.ts';

const secret = 'the secret of these tests';
const open: Companion[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

async function start(env: Readonly<Record<string, string>> = {}): Promise<Companion> {
  const server = await startCompanion({ SANDBOX_WEBHOOK_SECRET: secret, ...env });
  open.push(server);
  return server;
}

const act = (server: Companion, id: string, action: string) => call(server.url, `POST /checkout/${id}/${action}`);
const state = async (server: Companion, id: string) =>
  (await call(server.url, `GET /v1/payments/status?order_id=${id}`)).body.order.state;
const claim = (server: Companion, token: string, id: string) =>
  call(server.url, 'POST /v1/pro/claim', { as: token, body: { order_id: id } });

function deliver(
  server: Companion,
  orderId: string,
  change: { readonly secret?: string; readonly id?: string; readonly atMs?: number; readonly altered?: boolean } = {},
) {
  const body = Buffer.from(
    JSON.stringify({
      id: change.id ?? 'evt_1',
      type: 'payment.paid',
      data: { payment_id: 'sbx_x', order_id: orderId },
    }),
  );
  const signature = sign(change.secret ?? secret, body, change.atMs ?? Date.now());
  return fetch(`${server.url}/v1/webhooks/sandbox`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'sandbox-signature': signature },
    body: change.altered === true ? Buffer.concat([body, Buffer.from(' ')]) : body,
  });
}

describe('a server that has moved to another port', () => {
  it('answers an old order with its page as it is found now', async () => {
    const folder = tempFolder();
    const token = newToken();
    const first = await startCompanion({}, folder);
    const { id } = await openOrder(first.url, token);
    await first.close();
    const second = await startCompanion({}, folder);
    const { reply } = await openOrder(second.url, token, id);
    await second.close();
    rmSync(folder, { recursive: true, force: true });
    expect(second.url).not.toBe(first.url);
    expect([reply.status, reply.body.payload.url]).toEqual([200, `${second.url}/checkout/${id}`]);
  });
});

describe('a purchase', () => {
  it('turns a token from unknown into one that pays, and answers a repeated claim alike', async () => {
    const server = await start();
    const token = newToken();
    expect((await call(server.url, 'POST /v1/holds', { as: token, body: holdBody() })).status).toBe(401);
    const { id, reply } = await openOrder(server.url, token);
    expect([reply.status, reply.body.type, reply.body.payload.url]).toEqual([
      201,
      'redirect',
      `${server.url}/checkout/${id}`,
    ]);
    expect((await claim(server, token, id)).body.code).toBe('order_unpaid');
    await act(server, id, 'pay');
    await until(
      () => claim(server, token, id),
      ({ status }) => status === 200,
    );
    const again = await claim(server, token, id);
    expect([again.status, again.body.pro_left, again.body.balance_microcredits]).toEqual([200, 100, 100_000_000]);
    expect(again.headers.get('x-pro-left')).toBe('100');
    const held = await call(server.url, 'POST /v1/holds', { as: token, body: holdBody() });
    expect([held.status, held.body.hold.source, held.headers.get('x-pro-left')]).toEqual([201, 'pro', '99']);
  });

  it('repeated with the same order id is one order, and with another body a conflict', async () => {
    const server = await start();
    const token = newToken();
    const { id, reply } = await openOrder(server.url, token);
    const again = await openOrder(server.url, token, id);
    expect([reply.status, again.reply.status]).toEqual([201, 200]);
    expect(again.reply.body.provider_txn_id).toBe(reply.body.provider_txn_id);
    const other = await openOrder(server.url, newToken(), id);
    expect([other.reply.status, other.reply.body.code]).toEqual([409, 'idempotency_conflict']);
  });

  it('arrives with every webhook lost', async () => {
    const server = await start({ SANDBOX_WEBHOOKS_ENABLED: '0' });
    const token = newToken();
    const { id } = await openOrder(server.url, token);
    await act(server, id, 'pay');
    await until(
      () => claim(server, token, id),
      ({ status }) => status === 200,
      25_000,
    );
    expect((await claim(server, token, id)).body.pro_left).toBe(100);
  }, 180_000);

  it('is credited once, however often and under whatever event its webhook comes', async () => {
    const server = await start();
    const token = newToken();
    const { id } = await openOrder(server.url, token);
    await act(server, id, 'pay');
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, number) => deliver(server, id, { id: `evt_${number % 8}` })),
    );
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    await until(
      () => claim(server, token, id),
      ({ status }) => status === 200,
    );
    await Promise.all(Array.from({ length: 8 }, (_, number) => deliver(server, id, { id: `late_${number}` })));
    expect((await claim(server, token, id)).body.balance_microcredits).toBe(100_000_000);
    expect((await call(server.url, 'GET /readyz')).status).toBe(200);
  });

  it('is not moved by a webhook that is forged, altered or stale', async () => {
    const server = await start();
    const { id } = await openOrder(server.url, newToken());
    const answers = [
      await deliver(server, id, { secret: 'a guess of the secret' }),
      await deliver(server, id, { altered: true }),
      await deliver(server, id, { atMs: Date.now() - 400_000 }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([400, 400, 400]);
    expect(await state(server, id)).toBe('open');
  });

  it('is not believed from a signed webhook alone: the provider is asked', async () => {
    const server = await start();
    const token = newToken();
    const { id } = await openOrder(server.url, token);
    expect((await deliver(server, id)).status).toBe(200);
    expect(await state(server, id)).toBe('open');
    expect((await claim(server, token, id)).status).toBe(404);
  });

  it('can be declined, tried again, and paid', async () => {
    const server = await start();
    const { id } = await openOrder(server.url, newToken());
    await act(server, id, 'decline');
    await until(
      () => state(server, id),
      (now) => now === 'declined',
    );
    await act(server, id, 'pay');
    expect(
      await until(
        () => state(server, id),
        (now) => now === 'paid',
      ),
    ).toBe('paid');
  });

  it('that expires gives nothing', async () => {
    const server = await start();
    const token = newToken();
    const { id } = await openOrder(server.url, token);
    await act(server, id, 'expire');
    await until(
      () => state(server, id),
      (now) => now === 'expired',
    );
    expect((await claim(server, token, id)).status).toBe(404);
  });

  it('claimed by a hundred at once belongs to the holder of its token alone', async () => {
    const server = await start();
    const token = newToken();
    const { id } = await openOrder(server.url, token);
    await act(server, id, 'pay');
    await until(
      () => state(server, id),
      (now) => now === 'paid',
    );
    const strangers = Array.from({ length: 99 }, newToken);
    const replies = await Promise.all([...strangers, token].map((one) => claim(server, one, id)));
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(replies.at(-1)?.status).toBe(200);
    expect(replies.slice(0, 99).every(({ status }) => status === 409)).toBe(true);
  });

  it('with a known token tops up its wallet', async () => {
    const server = await start();
    const token = newToken();
    for (const _ of [1, 2]) {
      const { id } = await openOrder(server.url, token);
      await act(server, id, 'pay');
      await until(
        () => claim(server, token, id),
        ({ status }) => status === 200,
      );
    }
    const body = { order_id: randomUUID(), pack_id: 'small', provider: 'sandbox' };
    expect((await call(server.url, 'POST /v1/payments/checkout', { as: token, body })).status).toBe(201);
    await act(server, body.order_id, 'pay');
    await until(
      () => claim(server, token, body.order_id),
      ({ status }) => status === 200,
    );
    expect((await call(server.url, 'GET /v1/pro/status', { as: token })).body).toMatchObject({
      mode: 'active',
      pro_left: 300,
    });
    expect(tokenHash(token)).toMatch(/^[0-9a-f]{64}$/);
  });
});
