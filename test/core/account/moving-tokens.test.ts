// Moving to another token and back: nothing is ever lost on the way, and every run is settled with the token it began with.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { call } from '@orpc/server';
import { expect, test } from 'vitest';
import type { OrderId } from '../../../server/contract/orders/orders.ts';
import { makeToken } from '../../../src/main/core/account/token/token.ts';
import type { SecretStore } from '../../../src/main/core/ports.ts';
import { createMemoryStore } from '../../../src/main/core/secrets/memory-store.ts';
import type { AccountState } from '../../../src/preload/contract/account.ts';
import type { TokenPlace } from '../../../src/preload/contract/secret-trouble.ts';
import { capture, createRig, eventually, forever, newOrderId, newRunId, release, type Rig } from './rig.ts';

const isState = (orderId: OrderId, wanted: string) => (state: AccountState) =>
  state.purchases.some((one) => one.orderId === orderId && one.state === wanted);
const use = (rig: Rig, token: string, keepIn?: TokenPlace) =>
  call(rig.account().router.useToken, { token, ...(keepIn ? { keepIn } : {}) });
const kept = (rig: Rig) => call(rig.account().router.keptTokens, undefined);
const restore = (rig: Rig, id: string) => call(rig.account().router.restoreToken, { id });
const forget = (rig: Rig) => call(rig.account().router.forgetToken, undefined);
const sum = (token: string): string => createHash('sha256').update(token).digest('hex');

/** A keychain that can be locked, and that says what it holds. */
function createLockable() {
  const inner = createMemoryStore();
  const held = new Map<string, string>();
  let isLocked = false;
  const guard = <T>(work: () => Promise<T>): Promise<T> =>
    isLocked ? Promise.reject(new Error('It is locked.')) : work();
  const store: SecretStore = {
    probe: () => inner.probe(),
    get: (name) => guard(() => inner.get(name)),
    set: (name, value) => guard(() => inner.set(name, value).then(() => void held.set(name, value))),
    remove: (name) => guard(() => inner.remove(name).then(() => void held.delete(name))),
  };
  return { ...store, held, lock: (locked: boolean) => (isLocked = locked) };
}

/** An app with no token, and one with 90 credits that was made elsewhere. */
async function readyRig() {
  const keychain = createLockable();
  const rig = await createRig({ keychain });
  await rig.until((state) => state.link.kind === 'online' && state.credits.mode === 'free');
  const other = makeToken();
  rig.server.wallets.set(sum(other), { balance: 90_000_000, held: 0 });
  return { rig, keychain, other };
}

async function buyCredits(rig: Rig): Promise<OrderId> {
  const orderId = newOrderId();
  await call(rig.account().router.buy, { orderId, packId: 'small', provider: 'sandbox' });
  rig.server.setOrder(orderId, 'paid');
  await rig.until((state) => isState(orderId, 'claimed')(state) && state.credits.mode === 'pro');
  return orderId;
}

test('a token from another machine pays from now on, also after a restart', async () => {
  const { rig, keychain, other } = await readyRig();
  const wrapped = `  ${other.slice(0, 20)}\n ${other.slice(20)} `;
  expect(await use(rig, wrapped)).toMatchObject({
    kind: 'moved',
    state: { tokenPlace: 'keychain', credits: { mode: 'pro', proMicrocredits: 90_000_000 } },
  });
  expect([...keychain.held]).toEqual([[`active:${rig.server.origin}`, other]]);
  await rig.restart();
  await rig.until((state) => state.credits.proMicrocredits === 90_000_000);
});

test('the former token is kept under another name, listed without its secret, and comes back', async () => {
  const { rig, keychain, other } = await readyRig();
  await buyCredits(rig);
  const own = keychain.held.get(`active:${rig.server.origin}`) ?? '';
  expect(await use(rig, other)).toMatchObject({ kind: 'moved' });
  const id = sum(own).slice(0, 16);
  expect(keychain.held.get(`former:${id}`)).toBe(own);
  const list = await kept(rig);
  expect(list).toEqual([{ id, place: 'keychain', keptAt: expect.any(Number), lastKnownBalance: 50_000_000 }]);
  expect(JSON.stringify([list, rig.state(), rig.logged])).not.toContain(own.slice(6));

  await rig.restart();
  await rig.until((state) => state.credits.proMicrocredits === 90_000_000);
  expect(await restore(rig, id)).toMatchObject({ kind: 'moved', state: { credits: { proMicrocredits: 50_000_000 } } });
  expect(await kept(rig)).toMatchObject([{ id: sum(other).slice(0, 16), lastKnownBalance: 90_000_000 }]);
});

test('a token that was forgotten without trouble comes back too', async () => {
  const { rig } = await readyRig();
  await buyCredits(rig);
  await forget(rig);
  await rig.until((state) => state.credits.mode === 'free');
  const [one] = await kept(rig);
  expect(one).toMatchObject({ lastKnownBalance: 50_000_000 });
  expect(await restore(rig, one?.id ?? '')).toMatchObject({ kind: 'moved' });
  await rig.until((state) => state.credits.proMicrocredits === 50_000_000);
  expect(await kept(rig)).toEqual([]);
});

test('runs in flight are settled with the token they were reserved with', async () => {
  const { rig, keychain, other } = await readyRig();
  await buyCredits(rig);
  const own = keychain.held.get(`active:${rig.server.origin}`) ?? '';
  const [finished, stopped] = [newRunId(), newRunId()];
  const { meter } = rig.account();
  await meter.reserve({ runId: finished, model: 'm' }, forever);
  await meter.reserve({ runId: stopped, model: 'm' }, forever);
  await use(rig, other);
  expect(await capture(meter, finished)).toMatchObject({ kind: 'captured', source: 'pro' });
  expect(rig.state().credits.proMicrocredits).toBe(90_000_000);
  await forget(rig);
  expect(await release(meter, stopped)).toEqual({ kind: 'released' });
  expect(rig.server.wallets.get(sum(own))).toEqual({ balance: 49_000_000, held: 0 });
  expect(rig.server.wallets.get(sum(other))).toEqual({ balance: 90_000_000, held: 0 });
  expect(rig.state().unsettledRuns).toBe(0);
});

test('a run whose token was put aside is settled after a restart, too', async () => {
  const { rig, keychain, other } = await readyRig();
  await buyCredits(rig);
  const own = keychain.held.get(`active:${rig.server.origin}`) ?? '';
  const runId = newRunId();
  await rig.account().meter.reserve({ runId, model: 'm' }, forever);
  rig.server.always(`POST /v1/holds/:id/capture`, { kind: 'answer', status: 500, body: '{}' });
  void capture(rig.account().meter, runId);
  await eventually(() => rig.state().unsettledRuns === 1);
  await use(rig, other);
  await rig.close();
  rig.server.always(`POST /v1/holds/:id/capture`, null);
  rig.open();
  await rig.until((state) => state.unsettledRuns === 0 && state.link.kind === 'online', 500);
  expect(rig.server.wallets.get(sum(own))).toEqual({ balance: 49_000_000, held: 0 });
});

test('an order is asked about with its own token, also where its first entry went only after the move', async () => {
  const { rig, keychain, other } = await readyRig();
  const orderId = newOrderId();
  const remove = keychain.remove;
  rig.keychain.remove = () => Promise.reject(new Error('not now'));
  await call(rig.account().router.buy, { orderId, packId: 'small', provider: 'sandbox' });
  rig.server.setOrder(orderId, 'paid');
  await rig.until((state) => isState(orderId, 'claimed')(state) && state.credits.mode === 'pro');
  const own = keychain.held.get(`active:${rig.server.origin}`) ?? '';
  await use(rig, other);
  rig.keychain.remove = remove;
  await rig.restart();
  await rig.until((state) => state.link.kind === 'online' && state.credits.proMicrocredits === 90_000_000);
  await eventually(() => !keychain.held.has(`pending:${orderId}`));
  await call(rig.account().router.refreshPurchases, undefined);
  const asked = rig.server.seen.filter((seen) => seen.route === 'GET /v1/pro/orders/:id');
  expect(asked.map(({ bearer }) => bearer)).toEqual([own]);
});

test('a purchase under way with the former token is still claimed with it', async () => {
  const { rig, keychain, other } = await readyRig();
  const orderId = newOrderId();
  await buyCredits(rig);
  await call(rig.account().router.buy, { orderId, packId: 'small', provider: 'btcpay' });
  const own = keychain.held.get(`active:${rig.server.origin}`) ?? '';
  await use(rig, other);
  rig.server.setOrder(orderId, 'paid');
  await rig.until(isState(orderId, 'claimed'));
  expect(rig.server.wallets.get(sum(own))?.balance).toBe(100_000_000);
  expect(await kept(rig)).toMatchObject([{ id: sum(other).slice(0, 16) }]);
});

test('a purchase that begins while the token is changed is claimed all the same', async () => {
  const { rig, other } = await readyRig();
  await buyCredits(rig);
  const orderId = newOrderId();
  await Promise.all([
    call(rig.account().router.buy, { orderId, packId: 'small', provider: 'sandbox' }),
    use(rig, other),
  ]);
  rig.server.setOrder(orderId, 'paid');
  await rig.until(isState(orderId, 'claimed'), 500);
  expect(rig.server.claims).toContain(orderId);
});

test.each([
  ['', 'malformed'],
  ['tally_short', 'malformed'],
  ['a word', 'malformed'],
  [`${makeToken()}x`, 'malformed'],
  [makeToken(), 'unknown'],
])('“%s” is %2$s and changes nothing', async (token, kind) => {
  const { rig, keychain } = await readyRig();
  await buyCredits(rig);
  const before = [...keychain.held];
  expect(await use(rig, token)).toEqual({ kind });
  expect([...keychain.held]).toEqual(before);
  expect(rig.state()).toMatchObject({ tokenTrouble: null, credits: { proMicrocredits: 50_000_000 } });
  if (kind === 'malformed' && token !== '') expect(rig.server.seen.filter((seen) => seen.bearer === token)).toEqual([]);
});

test('a token cannot be checked while the server is away, and nothing is changed', async () => {
  const { rig, keychain, other } = await readyRig();
  await rig.server.stop();
  expect(await use(rig, other)).toEqual({ kind: 'offline' });
  expect([...keychain.held]).toEqual([]);
});

test('a token that paid here before comes back without the server', async () => {
  const { rig } = await readyRig();
  await buyCredits(rig);
  await forget(rig);
  const [one] = await kept(rig);
  await rig.server.stop();
  expect(await restore(rig, one?.id ?? '')).toMatchObject({ kind: 'moved', state: { tokenPlace: 'keychain' } });
  await rig.server.start();
  await rig.until((state) => state.credits.proMicrocredits === 50_000_000, 1000);
});

test('a token that the server no longer knows stays aside', async () => {
  const { rig } = await readyRig();
  await buyCredits(rig);
  await forget(rig);
  rig.server.wallets.clear();
  const [one] = await kept(rig);
  expect(await restore(rig, one?.id ?? '')).toEqual({ kind: 'unknown' });
  expect(rig.state().tokenPlace).toBeNull();
});

test('without a keychain the person is asked where to keep the token, and then it is kept there', async () => {
  const rig = await createRig({ isKeychainOn: false });
  await rig.until((state) => state.link.kind === 'online');
  const other = makeToken();
  rig.server.wallets.set(sum(other), { balance: 1_000_000, held: 0 });
  expect(await use(rig, other)).toMatchObject({ kind: 'keychain_missing' });
  expect(await use(rig, other, 'file')).toMatchObject({ kind: 'moved', state: { tokenPlace: 'file' } });
  await rig.restart();
  await rig.until((state) => state.tokenPlace === 'file' && state.credits.mode === 'pro');
});

test('a locked keychain changes nothing: not when moving, not when going back', async () => {
  const { rig, keychain, other } = await readyRig();
  await buyCredits(rig);
  await forget(rig);
  const [one] = await kept(rig);
  keychain.lock(true);
  expect(await use(rig, other, 'keychain')).toEqual({ kind: 'unreadable' });
  expect(await restore(rig, one?.id ?? '')).toEqual({ kind: 'unreadable' });
  keychain.lock(false);
  expect(await kept(rig)).toHaveLength(1);
});

test('a token whose entry was removed from the keychain cannot come back, and is told so', async () => {
  const { rig, keychain } = await readyRig();
  await buyCredits(rig);
  await forget(rig);
  const [one] = await kept(rig);
  await keychain.remove(`former:${one?.id ?? ''}`);
  await expect(restore(rig, one?.id ?? '')).rejects.toMatchObject({ code: 'token_not_found' });
  await expect(restore(rig, 'nobody')).rejects.toMatchObject({ code: 'token_not_found' });
});

test('a token that was moved to stands in no file, log, address or body', async () => {
  const { rig, other } = await readyRig();
  await use(rig, other);
  await forget(rig);
  await rig.close();
  const files = readdirSync(rig.dataDir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  expect(files.length).toBeGreaterThan(0);
  for (const file of files) expect(readFileSync(join(file.parentPath, file.name)).includes(other.slice(6))).toBe(false);
  expect(JSON.stringify(rig.logged)).not.toContain(other.slice(6));
  for (const seen of rig.server.seen) expect(seen.path + seen.body).not.toContain(other.slice(6));
  rig.open();
});

test('a token whose place did not answer while another began to pay is kept, found and never overwritten', async () => {
  const { rig, keychain, other } = await readyRig();
  await use(rig, other);
  const runId = newRunId();
  await rig.account().meter.reserve({ runId, model: 'm' }, forever);
  keychain.lock(true);
  await rig.restart();
  await rig.until((state) => state.link.kind === 'online' && state.tokenTrouble?.kind === 'unreadable');
  const orderId = newOrderId();
  await call(rig.account().router.buy, { orderId, packId: 'small', provider: 'sandbox', keepIn: 'file' });
  rig.server.setOrder(orderId, 'paid');
  await rig.until((state) => isState(orderId, 'claimed')(state) && state.tokenPlace === 'file');

  await capture(rig.account().meter, runId);
  expect(rig.state().unsettledRuns).toBe(1);
  keychain.lock(false);
  expect(await kept(rig)).toMatchObject([{ id: sum(other).slice(0, 16), place: 'keychain' }]);
  await rig.until((state) => state.unsettledRuns === 0, 1000);
  expect(rig.server.holds.get(runId)?.state).toBe('captured');

  const third = makeToken();
  rig.server.wallets.set(sum(third), { balance: 1_000_000, held: 0 });
  expect(await use(rig, third, 'keychain')).toMatchObject({ kind: 'moved' });
  expect([...keychain.held.values()]).toContain(other);
  expect(await restore(rig, sum(other).slice(0, 16))).toMatchObject({ kind: 'moved' });
});
