// What becomes of a purchase after it was paid: given back in part or in whole, disputed, won and lost.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { call } from '@orpc/server';
import { expect, test } from 'vitest';
import type { OrderId } from '../../../server/contract/orders/orders.ts';
import type { AccountState } from '../../../src/preload/contract/account.ts';
import { problemFault } from '../../support/server-double.ts';
import { createRig, newOrderId, type Rig } from './rig.ts';

const refundId = '01890000-0000-7000-a000-000000000001';
const collectUrl = 'https://pay.example/pull-payments/take-me';
const half = { id: refundId, amount_cents: 250, state: 'pending', collect_url: collectUrl } as const;

const isState = (orderId: OrderId, wanted: string) => (state: AccountState) =>
  state.purchases.some((one) => one.orderId === orderId && one.state === wanted);
const refresh = (rig: Rig) => call(rig.account().router.refreshPurchases, undefined);
const bought = async (rig: Rig) => (await refresh(rig)).purchases[0];

async function claimedRig() {
  const rig = await createRig();
  await rig.until((state) => state.link.kind === 'online');
  const orderId = newOrderId();
  await call(rig.account().router.buy, { orderId, packId: 'small', provider: 'btcpay' });
  rig.server.setOrder(orderId, 'paid');
  await rig.until(isState(orderId, 'claimed'));
  return { rig, orderId };
}

test('a part that went back is shown with the place to collect it, and the purchase stays claimed', async () => {
  const { rig, orderId } = await claimedRig();
  expect(await bought(rig)).toMatchObject({ paidAt: 3, refundedCents: 0, refunds: [] });
  rig.server.setRefunds(orderId, [half]);
  expect(await bought(rig)).toMatchObject({
    state: 'claimed',
    refundedCents: 250,
    refunds: [{ id: refundId, amountCents: 250, state: 'pending', collectUrl }],
  });
  rig.server.setRefunds(orderId, [{ ...half, state: 'succeeded' }]);
  expect(await bought(rig)).toMatchObject({ refundedCents: 250, refunds: [{ state: 'succeeded', collectUrl: null }] });
});

test('where money is collected stands in no file, and is known again once the server is asked', async () => {
  const { rig, orderId } = await claimedRig();
  rig.server.setRefunds(orderId, [half]);
  await refresh(rig);
  await rig.close();
  const files = readdirSync(rig.dataDir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  for (const file of files)
    expect(readFileSync(join(file.parentPath, file.name)).includes('pull-payments')).toBe(false);
  rig.open();
  expect(rig.state().purchases[0]).toMatchObject({ refundedCents: 250, refunds: [{ id: refundId, collectUrl: null }] });
  await rig.until((state) => state.link.kind === 'online');
  expect(await bought(rig)).toMatchObject({ refunds: [{ id: refundId, collectUrl }] });
});

test('a refund that failed is shown as failed, and the order is claimed again', async () => {
  const { rig, orderId } = await claimedRig();
  rig.server.setRefunds(orderId, [{ ...half, amount_cents: 500, collect_url: null }]);
  rig.server.setOrder(orderId, 'refunded');
  expect(await bought(rig)).toMatchObject({ state: 'refunded', refundedCents: 500 });
  rig.server.setRefunds(orderId, [{ ...half, amount_cents: 500, collect_url: null, state: 'failed' }]);
  rig.server.orders.set(orderId, { ...orderOf(rig, orderId), state: 'paid' });
  expect(await bought(rig)).toMatchObject({ state: 'claimed', refundedCents: 0, refunds: [{ state: 'failed' }] });
});

test('a dispute is shown, survives a restart, and ends as it was decided', async () => {
  const { rig, orderId } = await claimedRig();
  rig.server.setOrder(orderId, 'disputed');
  expect(await bought(rig)).toMatchObject({ state: 'disputed' });
  await rig.restart();
  expect(rig.state().purchases[0]).toMatchObject({ state: 'disputed' });
  rig.server.orders.set(orderId, { ...orderOf(rig, orderId), state: 'paid' });
  // Looked at by itself at the next start.
  await rig.until(isState(orderId, 'claimed'), 500);
  rig.server.setOrder(orderId, 'refunded');
  expect(await bought(rig)).toMatchObject({ state: 'refunded' });
  expect(rig.server.claims).toEqual([orderId]);
});

test('a purchase that was disputed before its claim is claimed once the dispute is won', async () => {
  const rig = await createRig();
  await rig.until((state) => state.link.kind === 'online');
  const orderId = newOrderId();
  await call(rig.account().router.buy, { orderId, packId: 'small', provider: 'stripe' });
  rig.server.setOrder(orderId, 'disputed');
  await rig.until(isState(orderId, 'disputed'));
  rig.server.setOrder(orderId, 'paid');
  await refresh(rig);
  await rig.until(isState(orderId, 'claimed'), 500);
  expect(rig.server.claims).toEqual([orderId]);
});

test('only the token that the order credits is sent along, and only when it is asked for', async () => {
  const { rig, orderId } = await claimedRig();
  expect(rig.server.count('GET /v1/pro/orders/:id')).toBe(0);
  await refresh(rig);
  const [asked] = rig.server.seen.filter((seen) => seen.route === 'GET /v1/pro/orders/:id');
  expect(asked).toMatchObject({ path: `/v1/pro/orders/${orderId}` });
  expect(asked?.bearer).toMatch(/^tally_/);
});

test.each([
  ['hangs up', { kind: 'lose' }],
  ['breaks', { kind: 'answer', status: 500, body: '{}' }],
  ['is busy', problemFault(429, 'rate_limited', 'Too fast.')],
] as const)('where the server %s, everything stays as it was', async (_, fault) => {
  const { rig, orderId } = await claimedRig();
  rig.server.setRefunds(orderId, [half]);
  await refresh(rig);
  rig.server.setRefunds(orderId, []);
  rig.server.always('GET /v1/pro/orders/:id', fault);
  expect((await refresh(rig)).purchases[0]).toMatchObject({ state: 'claimed', refundedCents: 250 });
});

function orderOf(rig: Rig, orderId: OrderId) {
  const order = rig.server.orders.get(orderId);
  if (order === undefined) throw new Error('No such order');
  return order;
}
