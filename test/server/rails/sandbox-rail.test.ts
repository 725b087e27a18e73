import { RailRefused } from '../../../server/rails/rail.ts';
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Microcredits } from '../../../server/contract/money.ts';
import { type Order, OrderId } from '../../../server/contract/orders/orders.ts';
import { systemClock } from '../../../server/lib/clock.ts';
import {
  type SandboxOptions,
  type SandboxRail,
  createSandboxRail,
} from '../../../server/rails/sandbox/sandbox-rail.ts';
import { sign } from '../../../server/rails/sandbox/signature.ts';
import { tempFolder } from '../../support/companion.ts';

const secret = 'a secret of the sandbox';
const signal = AbortSignal.timeout(60_000);
const now = { ms: Date.now() };
let folder: string;
let rail: SandboxRail;

const options = (): SandboxOptions => ({
  path: join(folder, 'sandbox.db'),
  secret,
  pageUrl: (id) => `http://127.0.0.1/checkout/${id}`,
  clock: { ...systemClock, now: () => now.ms },
  isProduction: false,
  realRails: 0,
});

beforeEach(() => {
  now.ms = Date.now();
  folder = tempFolder();
  rail = createSandboxRail(options());
});
afterEach(async () => {
  await rail.close();
  rmSync(folder, { recursive: true, force: true });
});

function order(): Order {
  return {
    id: OrderId.parse(randomUUID()),
    state: 'open',
    provider: 'sandbox',
    pack_id: 'small',
    amount_cents: 199,
    currency: 'USD',
    credits_microcredits: Microcredits.parse(100_000_000),
    is_claimed: false,
    created_at: now.ms,
    expires_at: now.ms + 60_000,
    paid_at: null,
    refunded_cents: 0,
    checkout_revision: 0,
  };
}

const event = (of: Order) =>
  Buffer.from(
    JSON.stringify({ id: 'evt_1', type: 'payment.paid', data: { payment_id: 'sbx_1', order_id: of.id } }, null, 2),
  );

describe('the sandbox', () => {
  it('does not start in production, beside a real rail, or without a secret', () => {
    expect(() => createSandboxRail({ ...options(), isProduction: true })).toThrow(/production/);
    expect(() => createSandboxRail({ ...options(), realRails: 1 })).toThrow(/real payment provider/);
    expect(() => createSandboxRail({ ...options(), secret: '' })).toThrow(/SANDBOX_WEBHOOK_SECRET/);
  });

  it('makes one payment for an order, however often it is started', async () => {
    const bought = order();
    const [first, second] = [await rail.start(bought, signal), await rail.start(bought, signal)];
    expect(second).toEqual(first);
  });

  it('keeps what was paid over a restart', async () => {
    const bought = order();
    const { providerTxnId } = await rail.start(bought, signal);
    await rail.act(bought.id, 'pay');
    await rail.close();
    rail = createSandboxRail(options());
    expect(await rail.read({ providerTxnId, refunds: [], isPartShown: false }, signal)).toMatchObject({
      state: 'paid',
      paidCents: 199,
    });
  });

  it('lets a declined payment be tried again, and a settled one not be changed', async () => {
    const bought = order();
    const { providerTxnId } = await rail.start(bought, signal);
    expect((await rail.act(bought.id, 'decline')).kind).toBe('done');
    expect((await rail.act(bought.id, 'pay')).kind).toBe('done');
    expect((await rail.act(bought.id, 'expire')).kind).toBe('settled');
    expect((await rail.read({ providerTxnId, refunds: [], isPartShown: false }, signal)).state).toBe('paid');
  });

  it('takes no money after the payment’s time is up', async () => {
    const bought = order();
    const { providerTxnId } = await rail.start(bought, signal);
    now.ms = bought.expires_at;
    expect((await rail.act(bought.id, 'pay')).kind).toBe('settled');
    expect((await rail.read({ providerTxnId, refunds: [], isPartShown: false }, signal)).state).toBe('expired');
  });

  it('gives one refund once, and no more than was paid', async () => {
    const bought = order();
    const { providerTxnId } = await rail.start(bought, signal);
    await rail.act(bought.id, 'pay');
    const refund = (id: string, amountCents: number) =>
      rail.refund({ id, providerTxnId, amountCents, currency: 'USD' }, signal);
    await refund('r1', 100);
    await refund('r1', 100);
    expect((await rail.read({ providerTxnId, refunds: [], isPartShown: false }, signal)).state).toBe('paid');
    await expect(refund('r2', 100)).rejects.toThrow(RailRefused);
    await refund('r3', 99);
    expect(await rail.read({ providerTxnId, refunds: [], isPartShown: false }, signal)).toMatchObject({
      state: 'refunded',
      refunds: [
        { refundId: 'r1', amountCents: 100, state: 'succeeded' },
        { refundId: 'r3', amountCents: 99, state: 'succeeded' },
      ],
    });
  });

  it('gives nothing back of what was not paid', async () => {
    const bought = order();
    const { providerTxnId } = await rail.start(bought, signal);
    await expect(rail.refund({ id: 'r1', providerTxnId, amountCents: 100, currency: 'USD' }, signal)).rejects.toThrow(
      RailRefused,
    );
  });

  it('plays a bank that says no, that takes its time, and that gives up, by the cents asked back', async () => {
    const bought = order();
    const { providerTxnId } = await rail.start(bought, signal);
    await rail.act(bought.id, 'pay');
    const refund = (amountCents: number) =>
      rail.refund({ id: `of ${amountCents}`, providerTxnId, amountCents, currency: 'USD' }, signal);
    const states = async () =>
      (await rail.read({ providerTxnId, refunds: [], isPartShown: false }, signal)).refunds.map(({ state }) => state);
    await expect(refund(101)).rejects.toThrow(RailRefused);
    expect([(await refund(2)).state, (await refund(103)).state]).toEqual(['pending', 'pending']);
    await expect(refund(100)).rejects.toThrow('more_than_is_left');
    now.ms += 29_999;
    expect(await states()).toEqual(['pending', 'pending']);
    now.ms += 1;
    expect(await states()).toEqual(['succeeded', 'failed']);
    expect((await refund(2)).state).toBe('succeeded');
    await rail.moveRefund('of 2', 'failed');
    expect(await states()).toEqual(['failed', 'failed']);
    expect((await refund(199)).state).toBe('succeeded');
  });
});

const verify = (body: Buffer, header: string | undefined) =>
  rail.verify({ body, headers: header === undefined ? {} : { 'sandbox-signature': header } });

describe('a sandbox webhook', () => {
  it('names its payment when it is signed', () => {
    const bought = order();
    const body = event(bought);
    expect(verify(body, sign(secret, body, now.ms))).toEqual({
      kind: 'event',
      eventId: 'evt_1',
      eventType: 'payment.paid',
      orderId: bought.id,
      providerTxnId: 'sbx_1',
    });
  });

  it('is rejected when unsigned, forged, altered, stale, from the future, or re-dated', () => {
    const body = event(order());
    const good = sign(secret, body, now.ms);
    const altered = Buffer.from(body.toString().replace('sbx_1', 'sbx_2'));
    const rejected = { kind: 'rejected', reason: expect.any(String) };
    expect(verify(body, undefined)).toEqual(rejected);
    expect(verify(body, '')).toEqual(rejected);
    expect(verify(body, sign('another secret of some length', body, now.ms))).toEqual(rejected);
    expect(verify(body, sign('', body, now.ms))).toEqual(rejected);
    expect(verify(altered, good)).toEqual(rejected);
    expect(verify(Buffer.from(JSON.stringify(JSON.parse(body.toString()))), good)).toEqual(rejected);
    expect(verify(body, sign(secret, body, now.ms - 301_000))).toEqual(rejected);
    expect(verify(body, sign(secret, body, now.ms + 302_000))).toEqual(rejected);
    expect(verify(body, good.replace(/t=\d+/, `t=${Math.floor(now.ms / 1000) - 5}`))).toEqual(rejected);
    expect(verify(Buffer.from('not json'), sign(secret, Buffer.from('not json'), now.ms))).toEqual(rejected);
  });

  it('is carried again until it is taken, also by the next run', async () => {
    const seen: string[] = [];
    const answers = [500, 429, 200];
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        seen.push(JSON.parse(body).id);
        response.writeHead(answers[seen.length - 1] ?? 200).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const target = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`;
    const bought = order();
    await rail.start(bought, signal);
    await rail.act(bought.id, 'pay');
    await rail.close();
    rail = createSandboxRail({ ...options(), clock: systemClock });
    rail.startWebhooks(target);
    await expect.poll(() => seen.length, { timeout: 60_000 }).toBe(3);
    expect(new Set(seen).size).toBe(1);
    server.close();
  });
});
