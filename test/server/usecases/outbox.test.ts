// Telling receivers what happened: at least once, in order for each subject, each receiver by itself, and dead at last (I22).
import Database from 'better-sqlite3';
import { randomUUID } from 'node:crypto';
import { afterEach, expect, it } from 'vitest';
import type { OutletName } from '../../../server/contract/letters/dead-letters.ts';
import { HoldId } from '../../../server/contract/holds/holds.ts';
import { openMetering } from '../../../server/metering.ts';
import { requestHolder } from '../../../server/usecases/holds/holder.ts';
import { type Letter, type Outlet, OutletFailed } from '../../../server/outlets/outlet.ts';
import { openSqliteStorage } from '../../../server/storage/sqlite/open-storage.ts';
import { createUsecases, type Usecases } from '../../../server/usecases/create-usecases.ts';
import { type UsecaseConfig, usecaseDefaults } from '../../../server/usecases/usecase-config.ts';
import type { Caller } from '../../../server/usecases/caller.ts';
import { outboxBackoffMs } from '../../../server/usecases/waits.ts';
import { type TestLedger, credits, guest, hashOf, openTestLedger, start } from '../../support/server-ledger.ts';
import { personCaller } from '../../support/person-caller.ts';

const { signal } = new AbortController();
const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0).toReversed()) await one.close();
});

function ledger(): TestLedger {
  const made = openTestLedger({ tell: () => Promise.reject(new Error('nobody listens')) });
  opened.push(made);
  return made;
}

const silent = { code: 'no_answer', origin: 'http://books.example', told: 'out to lunch' } as const;

type Hearing = Outlet & { readonly heard: Letter[]; fail: ((letter: Letter) => boolean) | null };

function outlet(name: OutletName): Hearing {
  const hearing: Hearing = {
    name,
    heard: [],
    fail: null,
    deliver(letter) {
      hearing.heard.push(letter);
      return hearing.fail?.(letter) === true ? Promise.reject(new OutletFailed(silent)) : Promise.resolve();
    },
    close: () => Promise.resolve(),
  };
  return hearing;
}

/** Another process on the ledger's file, with receivers of its own. */
function teller({ path, rail, clock }: TestLedger, outlets: readonly Outlet[], config: Partial<UsecaseConfig> = {}) {
  const storage = openSqliteStorage({ path });
  const usecases = createUsecases({
    storage,
    clock,
    rails: new Map([['sandbox', rail]]),
    config: { ...usecaseDefaults, ...config },
    newId: randomUUID,
    outlets,
  });
  opened.push({
    async close() {
      await usecases.worker.close();
      await storage.close();
    },
  });
  return { storage, usecases, runOnce: () => usecases.worker.runOnce(signal) };
}

/** One message, asked for and charged. */
async function use(usecases: Usecases, caller: Caller): Promise<string> {
  const id = HoldId.parse(randomUUID());
  await usecases.holds.reserve(caller, { id, model: 'llama3.2:1b', venue: 'local' });
  const usage = { prompt_tokens: 3, completion_tokens: 5, duration_ms: 70 };
  await usecases.holds.capture(caller, id, usage, 'completed');
  return id;
}

const states = (heard: readonly Letter[]) => heard.map(({ data }) => JSON.parse(data).order.state);

it('a capture is told with what was used, who paid and what it cost, once and under the hold’s id', async () => {
  const base = ledger();
  const http = outlet('http');
  const { usecases, runOnce } = teller(base, [http]);
  const caller = await base.grant('owner', 5);
  const id = await use(usecases, caller);
  await usecases.holds.capture(
    caller,
    HoldId.parse(id),
    { prompt_tokens: 9, completion_tokens: 9, duration_ms: 9 },
    'again',
  );
  await runOnce();
  await runOnce();
  expect(http.heard).toMatchObject([{ id: `usage_${id}`, type: 'usage.captured' }]);
  expect(JSON.parse(http.heard[0]?.data ?? '')).toEqual({
    hold_id: id,
    account_id: expect.any(String),
    subject: null,
    plan_id: null,
    model: 'llama3.2:1b',
    venue: 'local',
    outcome: 'completed',
    upstream: null,
    price_rule: expect.any(String),
    prompt_tokens: 3,
    cached_tokens: 0,
    completion_tokens: 5,
    reasoning_tokens: 0,
    duration_ms: 70,
    response_bytes: 0,
    images: 0,
    amount_microcredits: credits(1),
    user_id: null,
    team_id: null,
    api_key_id: null,
    worth_microcredits: credits(1),
    at: start,
  });
});

it('a capture and its event are one commit: what cannot be told later is not charged now', async () => {
  const base = ledger();
  const { usecases, storage } = teller(base, [outlet('http')]);
  const caller = await base.grant('owner', 5);
  const id = HoldId.parse(randomUUID());
  await usecases.holds.reserve(caller, { id, model: 'llama3.2:1b', venue: 'local' });
  const db = new Database(base.path);
  db.exec("CREATE TRIGGER full BEFORE INSERT ON outbox BEGIN SELECT RAISE(ABORT, 'no room'); END");
  const usage = { prompt_tokens: 3, completion_tokens: 5, duration_ms: 70 };
  await expect(usecases.holds.capture(caller, id, usage, 'completed')).rejects.toThrow('no room');
  expect((await storage.readHold(id))?.hold.state).toBe('held');
  db.exec('DROP TRIGGER full');
  db.close();
  expect(await usecases.holds.capture(caller, id, usage, 'completed')).toMatchObject({ hold: { state: 'captured' } });
});

it('what is metered beside the server is told by it where it was asked to, by the user’s own name', async () => {
  const base = ledger();
  const http = outlet('http');
  const { runOnce } = teller(base, [http]);
  for (const outlets of [[], ['http'] as const]) {
    const metering = openMetering({ path: base.path, clock: base.clock, outlets });
    opened.push(metering);
    const caller = personCaller('carl', { scope: 'org', org: 'a:c/m e' });
    const held = await metering.engine.hold({
      id: HoldId.parse(randomUUID()),
      holder: requestHolder(hashOf('the name of the user'), 'what was asked'),
      caller,
      work: { kind: 'route', route: 'POST /chat', price: { kind: 'flat', perRequest: credits(4) } },
      estimate: null,
      ttlMs: 60_000,
      keepsRefusals: false,
    });
    if (held.kind !== 'held') throw new Error(held.kind);
    const usage = { promptTokens: 1, completionTokens: 2, durationMs: 3 };
    await metering.engine.end(held.hold, { kind: 'capture', usage, outcome: 'completed' }, null);
  }
  await runOnce();
  expect(http.heard.map(({ data }) => JSON.parse(data).subject)).toEqual(['org:a:c/m e']);
  expect(http.heard[0]?.data).not.toContain(hashOf('the name of the user'));
});

it('what is released, expired or refused is no use', async () => {
  const base = ledger();
  const http = outlet('http');
  const { usecases, runOnce } = teller(base, [http]);
  const caller = await base.grant('owner', 2);
  const reserve = async () => {
    const id = HoldId.parse(randomUUID());
    await usecases.holds.reserve(caller, { id, model: 'llama3.2:1b', venue: 'local' });
    return id;
  };
  await usecases.holds.release(caller, await reserve(), null);
  await reserve();
  base.clock.set(start + 3_600_000);
  await runOnce();
  await use(usecases, guest('nobody', 'nowhere'));
  await runOnce();
  expect(http.heard.map(({ data }) => JSON.parse(data).amount_microcredits)).toEqual([0]);
});

it('Lago hears of use that somebody can be billed for, and of nothing else', async () => {
  const base = ledger();
  const lago = outlet('lago');
  const { usecases, runOnce } = teller(base, [lago]);
  const paid = await use(usecases, await base.grant('owner', 2));
  await use(usecases, guest('visitor'));
  const planned = await use(usecases, personCaller('ada'));
  await runOnce();
  expect(lago.heard.map(({ id }) => id)).toEqual([`usage_${paid}`, `usage_${planned}`]);
});

it('Lago hears of an order once it is paid, with the wallet that it credits', async () => {
  const base = ledger();
  const lago = outlet('lago');
  const { usecases, runOnce } = teller(base, [lago]);
  const { orderId } = await base.checkout();
  for (const state of ['seen', 'paid'] as const) {
    base.rail.say(`txn:${orderId}`, { state });
    await usecases.orders.status(orderId, signal);
    await runOnce();
  }
  await runOnce();
  const order = await base.storage.readOrder(orderId);
  const wallet = order && (await base.storage.readWallet(order.owner));
  expect(states(lago.heard)).toEqual(['paid']);
  expect(JSON.parse(lago.heard[0]?.data ?? '')).toMatchObject({
    account_id: wallet?.id,
    paid_cents: order?.amountCents,
  });
});

it('where there is no receiver, nothing is written down for one', async () => {
  const base = ledger();
  const { usecases } = teller(base, []);
  await use(usecases, await base.grant('owner', 2));
  const lease = { outlet: 'http' as const, now: start + 1, until: start + 2, limit: 9 };
  expect(await base.storage.leaseOutbox(lease)).toEqual([]);
});

it('two receivers are told the same event, and the death of one letter is no matter of the other', async () => {
  const base = ledger();
  const [http, lago] = [outlet('http'), outlet('lago')];
  lago.fail = () => true;
  const { usecases, runOnce } = teller(base, [http, lago], { outboxMaxAttempts: 1 });
  const id = await use(usecases, await base.grant('owner', 2));
  await runOnce();
  expect([http, lago].map(({ heard }) => heard.map((letter) => letter.id))).toEqual([[`usage_${id}`], [`usage_${id}`]]);
  const { letters } = await usecases.deadLetters.list({ box: 'outbox', state: 'dead', limit: 9, after: null });
  expect(letters).toMatchObject([{ outlet: 'lago', event_id: `usage_${id}`, attempts: 1, outcome: silent }]);
});

it('a receiver that hangs holds up neither another one nor the money', async () => {
  const base = ledger();
  const [http, lago] = [outlet('http'), outlet('lago')];
  const hanging = Promise.withResolvers<void>();
  const stuck: Outlet = { ...http, deliver: (letter) => (http.heard.push(letter), hanging.promise) };
  const { usecases } = teller(base, [stuck, lago]);
  const caller = await base.grant('owner', 3);
  await use(usecases, caller);
  usecases.worker.start();
  await expect.poll(() => [http.heard.length, lago.heard.length]).toEqual([1, 1]);
  const { orderId } = await base.checkout();
  base.rail.say(`txn:${orderId}`, { state: 'paid' });
  await base.deliver({ orderId });
  await usecases.inbox.file('sandbox', {
    headers: { signature: 'signed' },
    body: Buffer.from(
      JSON.stringify({ kind: 'event', eventId: 'wakes', eventType: 'x', orderId, providerTxnId: `txn:${orderId}` }),
    ),
  });
  await expect.poll(async () => (await base.storage.readOrder(orderId))?.state).toBe('paid');
  hanging.resolve();
});

it('a receiver that fails now and then hears each order’s changes in order, and at least once', async () => {
  const base = ledger();
  const http = outlet('http');
  let tries = 0;
  http.fail = () => (tries += 1) % 3 !== 0;
  const { usecases, runOnce } = teller(base, [http]);
  const orders = await Promise.all([1, 2, 3].map(() => base.checkout()));
  for (const state of ['seen', 'declined', 'seen', 'paid'] as const)
    for (const { orderId } of orders) {
      base.rail.say(`txn:${orderId}`, { state });
      await usecases.orders.status(orderId, signal);
    }
  for (let hours = 1; hours <= 40; hours += 1) {
    base.clock.set(start + hours * 3_600_000);
    await runOnce();
  }
  const took = new Set<string>();
  const fails = http.heard.map((letter, at) => ({ letter, isTaken: (at + 1) % 3 === 0 }));
  for (const { orderId } of orders) {
    const mine = fails.filter(({ letter }) => JSON.parse(letter.data).order.id === orderId);
    const taken = mine.filter(({ isTaken }) => isTaken).map(({ letter }) => letter);
    expect(states(taken)).toEqual(['seen', 'declined', 'seen', 'paid']);
    // No later change is even tried before the one before it was taken.
    const heardInOrder = mine.map(({ letter }) => letter.sequence);
    expect(heardInOrder).toEqual(heardInOrder.toSorted((left, right) => left - right));
    for (const { id } of taken) took.add(id);
  }
  expect(took.size).toBe(12);
  expect(await usecases.deadLetters.count()).toEqual({ inbox: 0, outbox: 0 });
});

it('a letter dies after its last try, and those after it go on without it', async () => {
  const base = ledger();
  const http = outlet('http');
  http.fail = ({ data }) => JSON.parse(data).order.state === 'seen';
  const { usecases, runOnce } = teller(base, [http], { outboxMaxAttempts: 3 });
  const { orderId } = await base.checkout();
  for (const state of ['seen', 'paid'] as const) {
    base.rail.say(`txn:${orderId}`, { state });
    await usecases.orders.status(orderId, signal);
  }
  for (const at of [0, 1_999, 2_000, 9_999, 10_000, 10_500]) {
    base.clock.set(start + at);
    await runOnce();
  }
  expect(states(http.heard)).toEqual(['seen', 'seen', 'seen', 'paid']);
  expect(await usecases.deadLetters.count()).toEqual({ inbox: 0, outbox: 1 });
});

it('tries become rarer, up to six hours, and ten of them outlast a night', () => {
  const waits = Array.from({ length: 9 }, (_, attempts) => outboxBackoffMs(attempts) / 1000);
  expect(waits).toEqual([2, 8, 32, 128, 512, 2_048, 8_192, 21_600, 21_600]);
  expect(waits.reduce((sum, wait) => sum + wait, 0) / 3_600).toBeGreaterThan(15);
});

it('of two processes one tells an event, and the other only when its lease has run out', async () => {
  const base = ledger();
  const [left, right] = [outlet('http'), outlet('http')];
  const hanging = Promise.withResolvers<void>();
  const stuck: Outlet = { ...left, deliver: (letter) => (left.heard.push(letter), hanging.promise) };
  const first = teller(base, [stuck]);
  const second = teller(base, [right]);
  const id = await use(first.usecases, await base.grant('owner', 2));
  const running = first.runOnce();
  await expect.poll(() => left.heard.length).toBe(1);
  await second.runOnce();
  expect(right.heard).toEqual([]);
  base.clock.set(start + usecaseDefaults.leaseMs);
  await second.runOnce();
  expect(right.heard).toMatchObject([{ id: `usage_${id}` }]);
  // The first comes back with bad news and finds that it has no say any more.
  hanging.reject(new OutletFailed(silent));
  await running;
  base.clock.set(start + 3_600_000);
  await second.runOnce();
  expect([left.heard.length, right.heard.length]).toEqual([1, 1]);
});

it('a try that ends because the server stops is no failure of the receiver', async () => {
  const base = ledger();
  const http = outlet('http');
  const stop = new AbortController();
  const patient: Outlet = {
    ...http,
    deliver: (_, ending) =>
      new Promise((_resolve, reject) => {
        ending.addEventListener('abort', () => reject(new OutletFailed(silent)));
        stop.abort();
      }),
  };
  const { usecases } = teller(base, [patient], { outboxMaxAttempts: 1 });
  await use(usecases, await base.grant('owner', 2));
  await usecases.worker.runOnce(stop.signal);
  expect(await usecases.deadLetters.count()).toEqual({ inbox: 0, outbox: 0 });
  const next = teller(base, [http]);
  await next.runOnce();
  expect(http.heard).toHaveLength(1);
});

it('an outlet that breaks by itself keeps the event, and its reason stays in the log', async () => {
  const base = ledger();
  const broken: Outlet = { ...outlet('http'), deliver: () => Promise.reject(new Error('a bug with tally_secret')) };
  const { usecases, runOnce } = teller(base, [broken], { outboxMaxAttempts: 1 });
  await use(usecases, await base.grant('owner', 2));
  await runOnce();
  const { letters } = await usecases.deadLetters.list({ box: 'outbox', state: 'dead', limit: 9, after: null });
  expect(letters).toMatchObject([{ outcome: { code: 'not_sent' } }]);
});

it('what was told is forgotten after a week, what is due or dead is kept', async () => {
  const base = ledger();
  const http = outlet('http');
  const { usecases, runOnce } = teller(base, [http], { outboxMaxAttempts: 1 });
  const caller = await base.grant('owner', 3);
  await use(usecases, caller);
  await runOnce();
  http.fail = () => true;
  await use(usecases, caller);
  await runOnce();
  const states = () => {
    const db = new Database(base.path, { readonly: true });
    const found = db.prepare('SELECT state FROM outbox ORDER BY id').pluck().all();
    db.close();
    return found;
  };
  const week = 7 * 24 * 3_600_000;
  base.clock.set(start + week);
  await runOnce();
  expect(states()).toEqual(['done', 'dead']);
  base.clock.set(start + week + 120_000);
  await runOnce();
  expect(states()).toEqual(['dead']);
});
