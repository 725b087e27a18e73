// Which hosted models there are: asked for while somebody looks, and never in the way of anything else.
import { call } from '@orpc/server';
import { expect, onTestFinished, test } from 'vitest';
import { offerAgainMs } from '../../../src/main/core/account/hosted/hosted-offer.ts';
import type { HostedState } from '../../../src/preload/contract/hosted.ts';
import { hostedModel } from '../../support/hosted-double.ts';
import { startServerDouble } from '../../support/server-double.ts';
import { createRig, eventually, newOrderId, turn, type Rig } from './rig.ts';

const route = 'GET /v1/models';

/** Watches from now on; gives what was last seen. */
function watch(rig: Rig): { readonly last: () => HostedState | null; readonly leave: () => void } {
  const stop = new AbortController();
  let last: HostedState | null = null;
  const reading = (async () => {
    for await (const state of rig.account().hosted.state.watch(stop.signal)) last = state;
  })();
  onTestFinished(async () => {
    stop.abort();
    await reading;
  });
  return { last: () => last, leave: () => stop.abort() };
}

const namesIn = (state: HostedState | null): readonly string[] => state?.models.map(({ name }) => name) ?? [];

test('the models are offered under the operator’s name, with their prices, while somebody watches', async () => {
  const rig = await createRig();
  await rig.until(({ link }) => link.kind === 'online');
  await turn();
  expect(rig.server.count(route)).toBe(0);
  const watched = watch(rig);
  await eventually(() => namesIn(watched.last()).length > 0);
  expect(watched.last()).toEqual({
    server: rig.server.origin,
    operator: 'Double',
    isReachable: true,
    models: [{ name: 'big', shortAnswerMicrocredits: 400_000, contextLength: 32_768, canUseTools: false }],
  });
  rig.server.hosted.offer([hostedModel('big', 1), hostedModel('small', 2, true)]);
  await rig.clock.advance(offerAgainMs);
  await eventually(() => namesIn(watched.last()).length === 2);
  expect(watched.last()?.models.map(({ canUseTools }) => canUseTools)).toEqual([false, true]);
  watched.leave();
  await turn();
  const asked = rig.server.count(route);
  await rig.clock.advance(3 * offerAgainMs);
  await turn();
  expect(rig.server.count(route)).toBe(asked);
});

test('a token of one’s own may have other models, so they are asked for with it', async () => {
  const rig = await createRig();
  await rig.until(({ credits }) => credits.mode === 'free');
  const watched = watch(rig);
  await eventually(() => namesIn(watched.last()).length > 0);
  const orderId = newOrderId();
  await call(rig.account().router.buy, { orderId, packId: 'small', provider: 'sandbox' });
  rig.server.setOrder(orderId, 'paid');
  const asker = (): string | null => rig.server.seen.findLast(({ route: seen }) => seen === route)?.bearer ?? null;
  await eventually(() => asker() !== null);
  expect(asker()).toMatch(/^tally_/);
});

test('a server that fails leaves the list as it was, and one from before there were hosted models has none', async () => {
  const rig = await createRig();
  await rig.until(({ link }) => link.kind === 'online');
  const watched = watch(rig);
  await eventually(() => namesIn(watched.last()).length > 0);
  rig.server.next(route, { kind: 'answer', status: 500, body: '{}' }, { kind: 'cut' });
  for (const count of [2, 3]) {
    await rig.clock.advance(offerAgainMs);
    await eventually(
      () => rig.server.count(route) >= count,
      () => rig.clock.advance(1_000),
    );
    await turn();
    expect(namesIn(watched.last())).toEqual(['big']);
  }
  rig.server.hosted.offer(null);
  await eventually(
    () => namesIn(watched.last()).length === 0,
    () => rig.clock.advance(offerAgainMs),
  );
});

test('while the server is gone its models stay in the list, and are said to be out of reach', async () => {
  const rig = await createRig();
  await rig.until(({ link }) => link.kind === 'online');
  const watched = watch(rig);
  await eventually(() => namesIn(watched.last()).length > 0);
  await rig.server.stop();
  await call(rig.account().router.refresh, undefined);
  await eventually(() => watched.last()?.isReachable === false);
  expect(namesIn(watched.last())).toEqual(['big']);
});

test('after a restart without the server its models are shown as they were last, out of reach', async () => {
  const rig = await createRig();
  await rig.until(({ link }) => link.kind === 'online');
  const watched = watch(rig);
  await eventually(() => namesIn(watched.last()).length > 0);
  const before = watched.last();
  watched.leave();
  await rig.close();
  await rig.server.stop();
  rig.open();
  expect(rig.account().hosted.state.current()).toEqual(before);
  await rig.until(({ link }) => link.kind === 'offline', 500);
  expect(rig.account().hosted.state.current()).toEqual({ ...before, isReachable: false });
});

test('a chat is agreed to for the server that is asked, also in the moment in which another is chosen', async () => {
  const rig = await createRig();
  const other = await startServerDouble();
  onTestFinished(async () => await other.stop());
  await rig.until(({ link }) => link.kind === 'online');
  const isAskedOf = (): string => rig.account().hosted.state.current().server;
  const chosen = rig.settings.set({ serverAddress: other.origin });
  expect(rig.account().server()).toBe(rig.server.origin);
  expect(isAskedOf()).toBe(rig.server.origin);
  await chosen;
  await rig.until(({ link }) => link.origin === other.origin);
  expect(rig.account().server()).toBe(other.origin);
  expect(isAskedOf()).toBe(other.origin);
});
