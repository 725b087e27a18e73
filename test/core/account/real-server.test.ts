import { randomUUID } from 'node:crypto';
import { call } from '@orpc/server';
import { expect, test } from 'vitest';
import { OrderId } from '../../../server/contract/orders/orders.ts';
import { RunId } from '../../../src/preload/contract/ids.ts';
import { freePort } from '../../support/app/free-port.ts';
import { startCompanion } from '../../support/companion.ts';
import { buildRig, capture, eventually, forever, release } from './rig.ts';

async function realRig(env: Readonly<Record<string, string>> = {}) {
  const companion = await startCompanion(env);
  const rig = buildRig({ origin: companion.url, stop: async () => await companion.close() });
  await rig.until((state) => state.link.kind === 'online' && state.credits.mode === 'free');
  return { rig, companion };
}

const newRun = (): RunId => RunId.parse(randomUUID());

test('against the real server: the free messages end, a purchase is claimed, the next message is paid by the wallet', async () => {
  const { rig, companion } = await realRig({ FREE_LIMIT: '2' });
  const { meter } = rig.account();
  for (let i = 0; i < 2; i += 1) {
    const runId = newRun();
    expect(await meter.reserve({ runId, model: 'm' }, forever)).toMatchObject({
      charge: { kind: 'held', source: 'free' },
    });
    expect(await capture(meter, runId)).toMatchObject({ kind: 'captured' });
  }
  expect(rig.state().credits).toMatchObject({ mode: 'exhausted', free: { left: 0, limit: 2 } });
  expect(await meter.reserve({ runId: newRun(), model: 'm' }, forever)).toMatchObject({
    kind: 'refused',
    refusal: { code: 'free_exhausted' },
  });

  const { link } = rig.state();
  const pack = link.kind === 'online' ? link.config.packs[0] : undefined;
  const orderId = OrderId.parse(randomUUID());
  const request = { orderId, packId: pack?.id ?? '', provider: 'sandbox' } as const;
  const opened = await call(rig.account().router.buy, request);
  expect(opened).toMatchObject({ kind: 'opened', purchase: { state: 'open' } });
  expect(await call(rig.account().router.buy, request)).toMatchObject({ kind: 'opened' });

  const paid = await fetch(`${rig.shell.opened[0]}/pay`, { method: 'POST', redirect: 'manual' });
  expect(paid.status).toBeLessThan(400);
  await rig.until((state) => state.purchases[0]?.state === 'claimed' && state.credits.mode === 'pro');
  expect(rig.state().credits.proMicrocredits).toBe(pack?.credits_microcredits);

  const runId = newRun();
  expect(await meter.reserve({ runId, model: 'm' }, forever)).toMatchObject({
    charge: { kind: 'held', source: 'pro' },
  });
  expect(rig.state().credits.heldMicrocredits).toBe(1_000_000);
  expect(await capture(meter, runId)).toEqual({
    kind: 'captured',
    source: 'pro',
    microcredits: 1_000_000,
  });
  expect(rig.state().credits).toMatchObject({
    heldMicrocredits: 0,
    proMicrocredits: Number(pack?.credits_microcredits) - 1_000_000,
  });
  const token = await rig.keychain.get(`active:${rig.server.origin}`);
  expect(token).toMatch(/^tally_/);
  expect(companion.log()).not.toContain(token);
});

test('against the real server: a purchase paid while the app is closed is claimed at the next start', async () => {
  const { rig } = await realRig();
  const { link } = rig.state();
  const packId = link.kind === 'online' ? (link.config.packs[0]?.id ?? '') : '';
  const orderId = OrderId.parse(randomUUID());
  await call(rig.account().router.buy, { orderId, packId, provider: 'sandbox' });
  await rig.close();
  await fetch(`${rig.shell.opened[0]}/pay`, { method: 'POST', redirect: 'manual' });
  rig.open();
  await rig.until((state) => state.purchases[0]?.state === 'claimed' && state.credits.mode === 'pro', 500);
  expect(rig.state().tokenPlace).toBe('keychain');
});

test('against the real server: a release gives the free message back', async () => {
  const { rig } = await realRig({ FREE_LIMIT: '1' });
  const runId = newRun();
  await rig.account().meter.reserve({ runId, model: 'm' }, forever);
  expect(await release(rig.account().meter, runId)).toEqual({ kind: 'released' });
  await eventually(() => rig.state().credits.free?.left === 1);
  expect(rig.state().credits.mode).toBe('free');
});

test('against the real server: a free message that is open while credits are bought ends as a free one, with no credit spent', async () => {
  const { rig } = await realRig({ FREE_LIMIT: '3' });
  const { meter, router } = rig.account();
  const [captured, released] = [newRun(), newRun()];
  for (const runId of [captured, released])
    expect(await meter.reserve({ runId, model: 'm' }, forever)).toMatchObject({ charge: { source: 'free' } });

  const { link } = rig.state();
  const pack = link.kind === 'online' ? link.config.packs[0] : undefined;
  await call(router.buy, { orderId: OrderId.parse(randomUUID()), packId: pack?.id ?? '', provider: 'sandbox' });
  await fetch(`${rig.shell.opened[0]}/pay`, { method: 'POST', redirect: 'manual' });
  await rig.until((state) => state.purchases[0]?.state === 'claimed' && state.credits.mode === 'pro');

  expect(await capture(meter, captured)).toMatchObject({ kind: 'captured', source: 'free' });
  expect(await release(meter, released)).toEqual({ kind: 'released' });
  await eventually(() => rig.state().credits.free?.left === 2);
  expect(rig.state().credits).toMatchObject({ mode: 'pro', proMicrocredits: pack?.credits_microcredits });
});

test('against the real server under a path: a message is charged and a purchase claimed', async () => {
  const origin = `http://127.0.0.1:${String(await freePort())}`;
  const companion = await startCompanion({ PORT: new URL(origin).port, PUBLIC_URL: `${origin}/credits/` });
  const rig = buildRig({ origin: `${origin}/credits`, stop: async () => await companion.close() });
  await rig.until((state) => state.link.kind === 'online' && state.credits.mode === 'free');
  const runId = newRun();
  await rig.account().meter.reserve({ runId, model: 'm' }, forever);
  expect(await capture(rig.account().meter, runId)).toMatchObject({ kind: 'captured' });

  const { link } = rig.state();
  const packId = link.kind === 'online' ? (link.config.packs[0]?.id ?? '') : '';
  await call(rig.account().router.buy, { orderId: OrderId.parse(randomUUID()), packId, provider: 'sandbox' });
  expect(rig.shell.opened[0]).toContain(`${origin}/credits/checkout/`);
  await fetch(`${rig.shell.opened[0]}/pay`, { method: 'POST', redirect: 'manual' });
  await rig.until((state) => state.purchases[0]?.state === 'claimed' && state.credits.mode === 'pro');
  await rig.close();
});
