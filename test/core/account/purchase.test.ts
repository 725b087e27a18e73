import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { call } from '@orpc/server';
import { describe, expect, test } from 'vitest';
import type { OrderId, Provider } from '../../../server/contract/orders/orders.ts';
import type { SecretStore } from '../../../src/main/core/ports.ts';
import { createMemoryStore } from '../../../src/main/core/secrets/memory-store.ts';
import type { AccountState } from '../../../src/preload/contract/account.ts';
import type { TokenPlace } from '../../../src/preload/contract/secret-trouble.ts';
import { problemFault } from '../../support/server-double.ts';
import { capture, createRig, eventually, forever, newOrderId, newRunId, type Rig, turn } from './rig.ts';

const online = (state: AccountState): boolean => state.link.kind === 'online';
const purchaseOf = (state: AccountState, orderId: OrderId) => state.purchases.find((one) => one.orderId === orderId);
const isState = (orderId: OrderId, wanted: string) => (state: AccountState) =>
  purchaseOf(state, orderId)?.state === wanted;

const buy = (rig: Rig, orderId: OrderId, keepIn?: TokenPlace, provider: Provider = 'sandbox') =>
  call(rig.account().router.buy, { orderId, packId: 'small', provider, ...(keepIn ? { keepIn } : {}) });

/** What happens before a keychain's nth call. */
async function healthy(_call: number): Promise<void> {}

/** A keychain whose entries a test can read, and whose calls it can break or stop. */
function createWatchedKeychain() {
  const inner = createMemoryStore();
  const names = new Set<string>();
  const values = new Set<string>();
  let calls = 0;
  let before = healthy;
  const count = async (): Promise<void> => {
    calls += 1;
    await before(calls);
  };
  const store: SecretStore = {
    probe: () => inner.probe(),
    async get(name) {
      await count();
      return await inner.get(name);
    },
    async set(name, value) {
      await count();
      names.add(name);
      values.add(value);
      await inner.set(name, value);
    },
    async remove(name) {
      await count();
      names.delete(name);
      await inner.remove(name);
    },
  };
  return {
    ...store,
    names: () => [...names].sort(),
    values: () => [...values],
    breakOn: (rule: (call: number) => Promise<void>) => {
      calls = 0;
      before = rule;
    },
    calls: () => calls,
    lose: (name: string) => inner.remove(name),
  };
}

async function readyRig(keychain = createWatchedKeychain()) {
  const rig = await createRig({ keychain });
  await rig.until((state) => online(state) && state.credits.mode === 'free');
  return { rig, keychain };
}

describe('a purchase', () => {
  test('goes from the pack to claimed credits by itself, and the next message is paid from them', async () => {
    const { rig, keychain } = await readyRig();
    const orderId = newOrderId();
    const opened = await buy(rig, orderId);
    expect(opened).toMatchObject({ kind: 'opened', purchase: { state: 'open', packName: 'Small' } });
    expect(keychain.names()).toEqual([`pending:${orderId}`]);
    expect(rig.shell.opened).toHaveLength(1);
    expect(rig.state().tokenPlace).toBeNull();

    rig.server.setOrder(orderId, 'seen');
    await rig.until(isState(orderId, 'seen'));
    rig.server.setOrder(orderId, 'paid');
    await rig.until((state) => isState(orderId, 'claimed')(state) && state.credits.mode === 'pro');
    expect(rig.state()).toMatchObject({ tokenPlace: 'keychain', credits: { proMicrocredits: 50_000_000 } });
    await eventually(() => rig.shell.closedCount() === 1);
    expect(keychain.names()).toEqual([`active:${rig.server.origin}`]);

    const runId = newRunId();
    const { meter } = rig.account();
    expect(await meter.reserve({ runId, model: 'm' }, forever)).toMatchObject({
      charge: { kind: 'held', source: 'pro' },
    });
    expect(await capture(meter, runId)).toEqual({
      kind: 'captured',
      source: 'pro',
      microcredits: 1_000_000,
    });
    expect(rig.state().credits.proMicrocredits).toBe(49_000_000);
  });

  test('keeps its token before the order leaves', async () => {
    const { rig, keychain } = await readyRig();
    const orderId = newOrderId();
    rig.server.always('POST /v1/payments/checkout', { kind: 'hang' });
    void buy(rig, orderId).catch(() => undefined);
    await eventually(() => rig.server.count('POST /v1/payments/checkout') === 1);
    expect(keychain.names()).toEqual([`pending:${orderId}`]);
  });

  test('never shows its token in a state, an answer, a log, an address, a body or the database', async () => {
    const { rig, keychain } = await readyRig();
    const shown: unknown[] = [];
    const orderId = newOrderId();
    const watch = new AbortController();
    const watching = (async () => {
      for await (const state of rig.account().state.watch(watch.signal)) shown.push(state);
    })();
    rig.server.next(
      'POST /v1/pro/claim',
      { kind: 'answer', status: 500, body: 'x' },
      problemFault(503, 'storage_unavailable', 'No'),
    );
    shown.push(await buy(rig, orderId));
    rig.server.setOrder(orderId, 'paid');
    await rig.until(isState(orderId, 'claimed'), 1000);
    await rig.account().meter.reserve({ runId: newRunId(), model: 'm' }, forever);
    watch.abort();
    await watching;
    await rig.restart();
    shown.push(await call(rig.account().router.refresh, undefined));
    await rig.close();

    const tokens = keychain.values().filter((value) => value.startsWith('tally_'));
    expect(tokens).toHaveLength(1);
    const token = tokens[0] ?? '';
    expect(token).toMatch(/^tally_[A-Za-z0-9_-]{43}$/);
    const secret = token.slice('tally_'.length);
    const files = readdirSync(rig.dataDir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) expect(readFileSync(join(file.parentPath, file.name)).includes(secret)).toBe(false);
    expect(JSON.stringify([shown, rig.logged])).not.toContain(secret);
    for (const seen of rig.server.seen) expect(seen.path + seen.body).not.toContain(secret);
    expect(rig.server.seen.filter((seen) => seen.route.includes('checkout') && seen.bearer !== null)).toEqual([]);
    expect(rig.server.seen.some((seen) => seen.bearer === token)).toBe(true);
    rig.open();
  });

  test('two first purchases at once end in one wallet', async () => {
    const { rig, keychain } = await readyRig();
    const [first, second] = [newOrderId(), newOrderId()];
    await Promise.all([buy(rig, first), buy(rig, second)]);
    rig.server.setOrder(second, 'paid');
    await rig.until(isState(second, 'claimed'));
    rig.server.setOrder(first, 'paid');
    await rig.until((state) => isState(first, 'claimed')(state) && state.credits.proMicrocredits === 100_000_000);
    expect(rig.server.wallets.size).toBe(1);
    expect(keychain.names()).toEqual([`active:${rig.server.origin}`]);
  });

  test('a later purchase tops up the same wallet', async () => {
    const { rig } = await readyRig();
    for (const orderId of [newOrderId(), newOrderId()]) {
      await buy(rig, orderId);
      rig.server.setOrder(orderId, 'paid');
      await rig.until(isState(orderId, 'claimed'));
    }
    await rig.until((state) => state.credits.proMicrocredits === 100_000_000);
    expect(rig.server.wallets.size).toBe(1);
  });

  test('may be declined and tried again in the same checkout', async () => {
    const { rig } = await readyRig();
    const orderId = newOrderId();
    await buy(rig, orderId);
    rig.server.setOrder(orderId, 'declined');
    await rig.until(isState(orderId, 'declined'));
    expect(await call(rig.account().router.resume, { orderId })).toMatchObject({ kind: 'opened' });
    rig.server.setOrder(orderId, 'paid');
    await rig.until(isState(orderId, 'claimed'));
  });

  test.each(['expired', 'failed', 'refunded'])('that %s is over', async (end) => {
    const { rig } = await readyRig();
    const orderId = newOrderId();
    await buy(rig, orderId);
    rig.server.setOrder(orderId, end);
    await rig.until(isState(orderId, end));
    expect(await call(rig.account().router.resume, { orderId })).toMatchObject({ kind: 'over' });
    expect(rig.server.claims).toEqual([]);
  });

  test('that expired is claimed when money came in behind it', async () => {
    const { rig } = await readyRig();
    const orderId = newOrderId();
    await buy(rig, orderId);
    rig.server.setOrder(orderId, 'expired');
    await rig.until(isState(orderId, 'expired'));
    await rig.close();
    rig.server.setOrder(orderId, 'paid');
    rig.open();
    await rig.until(isState(orderId, 'claimed'), 1000);
    expect(rig.server.claims).toEqual([orderId]);
  });

  test('that was abandoned is claimed all the same when it is paid', async () => {
    const { rig } = await readyRig();
    const orderId = newOrderId();
    await buy(rig, orderId);
    const state = await call(rig.account().router.abandon, { orderId });
    expect(purchaseOf(state, orderId)?.state).toBe('abandoned');
    expect(rig.shell.closedCount()).toBe(1);
    rig.server.setOrder(orderId, 'paid');
    await rig.until(isState(orderId, 'claimed'), 5000);
  });

  test('that the server refuses ends with its sentence', async () => {
    const { rig } = await readyRig();
    const orderId = newOrderId();
    rig.server.next('POST /v1/payments/checkout', problemFault(422, 'pack_unknown', 'Not sold here.'));
    expect(await buy(rig, orderId)).toEqual({
      kind: 'refused',
      refusal: { code: 'rejected', problem: 'pack_unknown', params: {}, detail: 'Not sold here.', retryAt: null },
    });
    expect(purchaseOf(rig.state(), orderId)).toMatchObject({
      state: 'failed',
      trouble: { code: 'refused', detail: 'Not sold here.' },
    });
  });

  test('that meets a busy server is placed by itself as soon as the server allows', async () => {
    const { rig } = await readyRig();
    const orderId = newOrderId();
    const busy = problemFault(429, 'rate_limited', 'Too fast.', { retry_after_s: 20 });
    rig.server.next('POST /v1/payments/checkout', busy);
    expect(await buy(rig, orderId)).toMatchObject({ kind: 'offline', purchase: { state: 'starting' } });
    expect(purchaseOf(rig.state(), orderId)?.trouble).toEqual({ code: 'busy' });
    await rig.clock.advance(19_000);
    await turn();
    expect(rig.server.count('POST /v1/payments/checkout')).toBe(1);
    await rig.until(isState(orderId, 'open'), 1000);
    expect(purchaseOf(rig.state(), orderId)?.trouble).toBeNull();
  });

  test('an unknown one cannot be resumed', async () => {
    const { rig } = await readyRig();
    await expect(call(rig.account().router.resume, { orderId: newOrderId() })).rejects.toMatchObject({
      code: 'purchase_not_found',
    });
  });

  test('whose page cannot be loaded says so, and opens it at another try without another order', async () => {
    const { rig } = await readyRig();
    const orderId = newOrderId();
    rig.shell.losePage();
    expect(await buy(rig, orderId)).toMatchObject({
      kind: 'refused',
      refusal: { code: 'page_not_loaded', retryAt: expect.any(Number) },
    });
    expect(await buy(rig, orderId)).toMatchObject({ kind: 'opened' });
    rig.shell.losePage();
    expect(await call(rig.account().router.resume, { orderId })).toMatchObject({ kind: 'refused' });
    expect(rig.server.count('POST /v1/payments/checkout')).toBe(1);
  });

  test('a checkout page that is no web page is not opened', async () => {
    const { rig } = await readyRig();
    const orderId = newOrderId();
    const order = {
      id: orderId,
      state: 'open',
      provider: 'sandbox',
      pack_id: 'small',
      amount_cents: 1,
      currency: 'EUR',
      credits_microcredits: 1,
      is_claimed: false,
      created_at: 1,
      expires_at: 2,
      paid_at: null,
      refunded_cents: 0,
      checkout_revision: 0,
    };
    const body = {
      request_id: 'r',
      order_id: orderId,
      provider_txn_id: 't',
      order,
      type: 'redirect',
      payload: { url: 'file:///etc/passwd' },
    };
    rig.server.next('POST /v1/payments/checkout', { kind: 'answer', status: 201, body: JSON.stringify(body) });
    expect(await buy(rig, orderId)).toMatchObject({ kind: 'refused' });
    expect(rig.shell.opened).toEqual([]);
  });
});

describe('a purchase is never lost', () => {
  test('when the server goes away before the order reaches it', async () => {
    const { rig } = await readyRig();
    const orderId = newOrderId();
    await rig.server.stop();
    expect(await buy(rig, orderId)).toMatchObject({ kind: 'offline', purchase: { state: 'starting' } });
    await rig.restart();
    await rig.server.start();
    await rig.until(isState(orderId, 'open'), 1000);
    expect(await call(rig.account().router.resume, { orderId })).toMatchObject({ kind: 'opened' });
    rig.server.setOrder(orderId, 'paid');
    await rig.until(isState(orderId, 'claimed'), 1000);
    expect(rig.server.claims).toEqual([orderId]);
  });

  test('when the answer to the order is lost', async () => {
    const { rig } = await readyRig();
    const orderId = newOrderId();
    rig.server.next('POST /v1/payments/checkout', { kind: 'lose' });
    expect(await buy(rig, orderId)).toMatchObject({ kind: 'offline' });
    await rig.until(isState(orderId, 'open'), 1000);
    expect(rig.server.orders.size).toBe(1);
  });

  test('when it is paid while the app is closed', async () => {
    const { rig } = await readyRig();
    const orderId = newOrderId();
    await buy(rig, orderId);
    await rig.close();
    rig.server.setOrder(orderId, 'paid');
    rig.open();
    await rig.until((state) => isState(orderId, 'claimed')(state) && state.credits.mode === 'pro');
    expect(rig.server.claims).toEqual([orderId]);
  });

  test('when the server goes away while the money is on its way, and the events are not resumed', async () => {
    const { rig } = await readyRig();
    const orderId = newOrderId();
    await buy(rig, orderId);
    await eventually(() => rig.server.count('GET /v1/orders/:id/events') === 1);
    await rig.server.stop();
    await rig.until((state) => state.link.kind === 'offline', 1000);
    rig.server.always('GET /v1/orders/:id/events', { kind: 'answer', status: 500, body: '{}' });
    await rig.server.start();
    rig.server.setOrder(orderId, 'paid');
    await rig.until(isState(orderId, 'claimed'), 1000);
    expect(rig.server.claims).toEqual([orderId]);
  });

  test('when events hang without a word', async () => {
    const { rig } = await readyRig();
    rig.server.always('GET /v1/orders/:id/events', { kind: 'hang' });
    const orderId = newOrderId();
    await buy(rig, orderId);
    rig.server.setOrder(orderId, 'paid');
    await rig.until(isState(orderId, 'claimed'), 1000);
    expect(rig.server.claims).toEqual([orderId]);
  });

  test.each([
    ['lost', { kind: 'lose' }],
    ['cut', { kind: 'cut' }],
    ['a 500', { kind: 'answer', status: 500, body: '{}' }],
    ['HTML', { kind: 'answer', status: 200, type: 'text/html', body: '<p>' }],
    ['not yet', problemFault(404, 'order_unpaid', 'Not yet.')],
  ] as const)('when the answer to the claim is %s, and then the app restarts', async (_, fault) => {
    const { rig, keychain } = await readyRig();
    const orderId = newOrderId();
    await buy(rig, orderId);
    rig.server.always('POST /v1/pro/claim', fault);
    rig.server.setOrder(orderId, 'paid');
    await rig.until((state) => isState(orderId, 'paid')(state) && purchaseOf(state, orderId)?.trouble !== null);
    await rig.close();
    rig.server.always('POST /v1/pro/claim', null);
    rig.open();
    await rig.until(isState(orderId, 'claimed'), 1000);
    expect(rig.server.claims).toEqual([orderId]);
    await eventually(() => keychain.names().length === 1);
    expect(keychain.names()).toEqual([`active:${rig.server.origin}`]);
  });

  const ends = (['sandbox', 'btcpay', 'stripe'] as const).flatMap((provider) =>
    [1, 2, 3, 4, 5, 6, 7, 8].map((last) => [provider, last] as const),
  );
  test.each(ends)('when, bought through %s, it ends at call %i to the keychain', async (provider, last) => {
    const { rig, keychain } = await readyRig();
    const orderId = newOrderId();
    // From this call on the keychain never answers again: as far as it can see, the app was killed here.
    keychain.breakOn(async (call) => {
      if (call >= last) await new Promise(() => undefined);
    });
    const isDead = (): boolean => keychain.calls() >= last;
    const buying = buy(rig, orderId, undefined, provider).catch(() => null);
    await eventually(() => isDead() || isState(orderId, 'open')(rig.state()));
    if (rig.server.orders.has(orderId)) rig.server.setOrder(orderId, 'paid');
    await eventually(() => isDead() || isState(orderId, 'claimed')(rig.state()));
    await rig.close();
    await buying;
    keychain.breakOn(healthy);

    rig.open();
    await rig.until(online, 500);
    if (purchaseOf(rig.state(), orderId) === undefined) await buy(rig, orderId, undefined, provider);
    await rig.until((state) => !isState(orderId, 'starting')(state), 500);
    rig.server.setOrder(orderId, 'paid');
    await rig.until((state) => isState(orderId, 'claimed')(state) && state.credits.proMicrocredits === 50_000_000, 500);
    await eventually(() => keychain.names().every((name) => name.startsWith('active:')));
    expect(rig.server.claims).toEqual([orderId]);
    expect(rig.server.wallets.size).toBe(1);
  });
});

describe('where the token cannot be kept', () => {
  test('nothing is ordered until the person says where else; the choice is then remembered', async () => {
    const rig = await createRig({ isKeychainOn: false });
    await rig.until((state) => online(state) && state.keychain.kind === 'missing');
    const orderId = newOrderId();
    expect(await buy(rig, orderId)).toMatchObject({
      kind: 'keychain_missing',
      trouble: { code: 'keychain_off' },
    });
    expect(rig.state().purchases).toEqual([]);
    expect(rig.server.orders.size).toBe(0);
    expect(await buy(rig, orderId, 'file')).toMatchObject({ kind: 'opened' });
    rig.server.setOrder(orderId, 'paid');
    await rig.until(isState(orderId, 'claimed'));
    await rig.restart();
    await rig.until((state) => state.tokenPlace === 'file' && state.credits.mode === 'pro');
    expect(await buy(rig, newOrderId())).toMatchObject({ kind: 'opened' });
  });

  test('kept for this run only, it is gone after the next start and free messages are free again', async () => {
    const rig = await createRig({ isKeychainOn: false });
    await rig.until(online);
    const orderId = newOrderId();
    await buy(rig, orderId, 'memory');
    rig.server.setOrder(orderId, 'paid');
    await rig.until(isState(orderId, 'claimed'));
    await rig.restart();
    await rig.until((state) => state.tokenPlace === null && state.credits.mode === 'free');
    expect(rig.state().purchases).toHaveLength(1);
  });

  test('a keychain that takes an entry and loses it gets no order', async () => {
    const keychain = createWatchedKeychain();
    const { rig } = await readyRig({ ...keychain, get: async () => null });
    expect(await buy(rig, newOrderId())).toMatchObject({ kind: 'keychain_missing' });
    expect(rig.server.orders.size).toBe(0);
    expect(rig.state().purchases).toEqual([]);
  });

  test('a paid order whose token has gone says so, and is claimed once the token is back', async () => {
    const { rig, keychain } = await readyRig();
    const orderId = newOrderId();
    await buy(rig, orderId);
    const token = keychain.values()[0] ?? '';
    await keychain.lose(`pending:${orderId}`);
    rig.server.setOrder(orderId, 'paid');
    const state = await rig.until((now) => purchaseOf(now, orderId)?.trouble !== null && isState(orderId, 'paid')(now));
    expect(purchaseOf(state, orderId)?.trouble).toEqual({ code: 'token_gone' });
    await keychain.set(`pending:${orderId}`, token);
    await call(rig.account().router.refresh, undefined);
    await rig.until(isState(orderId, 'claimed'));
  });

  test('a token that cannot be read just now stops a message instead of spending free ones in silence', async () => {
    const { rig, keychain } = await readyRig();
    const orderId = newOrderId();
    await buy(rig, orderId);
    rig.server.setOrder(orderId, 'paid');
    await rig.until(isState(orderId, 'claimed'));
    await rig.close();
    keychain.breakOn(async () => {
      throw new Error('locked');
    });
    rig.open();
    await rig.until(online);
    const before = rig.server.freeLeft();
    expect(await rig.account().meter.reserve({ runId: newRunId(), model: 'm' }, forever)).toMatchObject({
      kind: 'refused',
      refusal: { code: 'token_unreadable' },
    });
    expect(rig.server.freeLeft()).toBe(before);
    expect(rig.server.count('POST /v1/holds')).toBe(0);
    keychain.breakOn(healthy);
    await turn();
    expect(await rig.account().meter.reserve({ runId: newRunId(), model: 'm' }, forever)).toMatchObject({
      charge: { kind: 'held', source: 'pro' },
    });
  });

  test('a token goes to the server it was made for and to no other', async () => {
    const { rig } = await readyRig();
    const orderId = newOrderId();
    await buy(rig, orderId);
    rig.server.setOrder(orderId, 'paid');
    await rig.until(isState(orderId, 'claimed'));
    const other = await createRig();
    await rig.settings.set({ serverAddress: other.server.origin });
    await rig.until(
      (state) => online(state) && state.link.origin === other.server.origin && state.credits.asOf !== null,
    );
    await rig.account().meter.reserve({ runId: newRunId(), model: 'm' }, forever);
    expect(other.server.seen.length).toBeGreaterThan(2);
    expect(other.server.seen.filter((seen) => seen.bearer !== null)).toEqual([]);
  });
});
