// Credits that were bought and cannot be spent: said in the state, and never a dead end.
import { firstOllama } from '../../../src/preload/contract/ids.ts';
import { call } from '@orpc/server';
import { expect, test } from 'vitest';
import type { OrderId } from '../../../server/contract/orders/orders.ts';
import type { SecretStore } from '../../../src/main/core/ports.ts';
import { createMemoryStore } from '../../../src/main/core/secrets/memory-store.ts';
import type { AccountState } from '../../../src/preload/contract/account.ts';
import type { Charge } from '../../../src/preload/contract/message.ts';
import { problemFault } from '../../support/server-double.ts';
import { createRig, eventually, forever, newOrderId, newRunId, type Rig } from './rig.ts';

const buy = (rig: Rig, orderId: OrderId) =>
  call(rig.account().router.buy, { orderId, packId: 'small', provider: 'sandbox' });
const forget = (rig: Rig) => call(rig.account().router.forgetToken, undefined);
const refresh = (rig: Rig) => call(rig.account().router.refresh, undefined);
const isPro = (state: AccountState): boolean => state.credits.mode === 'pro';
const isFree = (state: AccountState): boolean => state.credits.mode === 'free';
const isClaimed = (orderId: OrderId) => (state: AccountState) =>
  state.purchases.some((one) => one.orderId === orderId && one.state === 'claimed');

async function proRig() {
  const names = new Set<string>();
  const inner = createMemoryStore();
  let isLocked = false;
  const guard = <T>(work: () => Promise<T>): Promise<T> =>
    isLocked ? Promise.reject(new Error('It is locked.')) : work();
  const keychain: SecretStore = {
    probe: () => inner.probe(),
    get: (name) => guard(() => inner.get(name)),
    set: (name, value) => guard(() => inner.set(name, value).then(() => void names.add(name))),
    remove: (name) => guard(() => inner.remove(name).then(() => void names.delete(name))),
  };
  const rig = await createRig({ keychain });
  await rig.until(isFree);
  const orderId = newOrderId();
  await buy(rig, orderId);
  rig.server.setOrder(orderId, 'paid');
  await rig.until((state) => isClaimed(orderId)(state) && isPro(state));
  await eventually(() => names.size === 1);
  const entry = `active:${rig.server.origin}`;
  return { rig, keychain, entry, names, lock: (locked: boolean) => (isLocked = locked) };
}

test('a token that vanished from the keychain is said, and the credits are back as soon as it is', async () => {
  const { rig, keychain, entry } = await proRig();
  const token = (await keychain.get(entry)) ?? '';
  await keychain.remove(entry);
  await rig.restart();
  const state = await rig.until((now) => now.tokenTrouble !== null && isFree(now));
  expect(state).toMatchObject({ tokenPlace: null, tokenTrouble: { kind: 'gone', place: 'keychain' } });
  await keychain.set(entry, token);
  expect(await refresh(rig)).toMatchObject({ tokenPlace: 'keychain', tokenTrouble: null });
  await rig.until(isPro);
});

test('a token that vanished can be given up; then nothing is missing any more, also after a restart', async () => {
  const { rig, keychain, entry } = await proRig();
  await keychain.remove(entry);
  await rig.restart();
  await rig.until((now) => now.tokenTrouble?.kind === 'gone');
  expect(await forget(rig)).toMatchObject({ tokenTrouble: null, tokenPlace: null });
  await rig.restart();
  await rig.until(isFree);
  expect(rig.state().tokenTrouble).toBeNull();
});

test('a token that the server does not know is said, and put aside on request: messages are free again and the token is kept', async () => {
  const { rig, keychain, entry, names } = await proRig();
  const token = await keychain.get(entry);
  rig.server.wallets.clear();
  rig.server.next('POST /v1/holds', problemFault(401, 'token_rejected', 'This token is not known here.'));
  await refresh(rig);
  expect(rig.state()).toMatchObject({
    tokenTrouble: { kind: 'rejected', place: 'keychain' },
    credits: { mode: 'unknown' },
  });
  expect(await rig.account().meter.reserve({ runId: newRunId(), model: 'm' }, forever)).toMatchObject({
    refusal: { code: 'token_rejected' },
  });
  expect(await forget(rig)).toMatchObject({ tokenPlace: null, tokenTrouble: null });
  await rig.until(isFree);
  expect(await rig.account().meter.reserve({ runId: newRunId(), model: 'm' }, forever)).toMatchObject({
    charge: { kind: 'held', source: 'free' },
  });
  const [former = ''] = names;
  expect([...names]).toEqual([expect.stringMatching(/^former:[0-9a-f]{16}$/)]);
  expect(await keychain.get(former)).toBe(token);
});

test('a purchase under way when its token is put aside still brings its credits', async () => {
  const { rig } = await proRig();
  const topUp = newOrderId();
  await buy(rig, topUp);
  await forget(rig);
  await rig.until(isFree);
  rig.server.setOrder(topUp, 'paid');
  await rig.until((state) => isClaimed(topUp)(state) && isPro(state));
  expect(rig.state().credits.proMicrocredits).toBe(100_000_000);
});

test('a locked keychain changes nothing and says so', async () => {
  const { rig, lock } = await proRig();
  lock(true);
  await expect(forget(rig)).rejects.toMatchObject({ code: 'token_unreadable' });
  lock(false);
  expect(await refresh(rig)).toMatchObject({ tokenPlace: 'keychain', tokenTrouble: null });
  await rig.until(isPro);
});

test('a hosted question is sent with the token, and not at all while it cannot be read', async () => {
  const { rig, lock, keychain, entry } = await proRig();
  const ask = () => {
    const request = { runId: newRunId(), venue: 'hosted', ollama: firstOllama, model: 'big', turns: [] } as const;
    return rig.account().hosted.generate(request, forever)[Symbol.asyncIterator]().next();
  };
  const first = ask();
  const played = await rig.server.hosted.next();
  expect(played.seen.bearer).toBe(await keychain.get(entry));
  played.say('Yes');
  expect(await first).toMatchObject({ value: { kind: 'text' } });
  lock(true);
  await rig.restart();
  await rig.until((state) => state.link.kind === 'online' && state.tokenTrouble?.kind === 'unreadable');
  expect(await ask()).toMatchObject({ value: { kind: 'refused', refusal: { code: 'token_unreadable' } } });
  expect(rig.server.hosted.seen).toHaveLength(1);
});

test('a hosted answer is not said to be free because the token that paid for it has vanished', async () => {
  const { rig, keychain, entry } = await proRig();
  const runId = newRunId();
  const request = { runId, venue: 'hosted', ollama: firstOllama, model: 'big', turns: [] } as const;
  const first = rig.account().hosted.generate(request, forever)[Symbol.asyncIterator]().next();
  const played = await rig.server.hosted.next();
  played.say('Yes');
  await first;
  await rig.close();
  played.charge(30_000, { tell: false });
  await keychain.remove(entry);
  rig.open();
  const told = Promise.withResolvers<Charge>();
  rig.account().meter.onSettled((_, charge) => told.resolve(charge));
  rig.account().meter.end(runId, { kind: 'release', reason: 'stopped' });
  expect(await told.promise).toEqual({ kind: 'none' });
});
