// A clock that ran ahead and is set right again keeps nothing waiting for longer than anything ever waits.
import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { RefundId } from '../../../server/contract/refunds/refunds.ts';
import { createKeySet } from '../../../server/http/identity/key-set.ts';
import { createReadiness } from '../../../server/http/readiness.ts';
import { outboxBackoffMs } from '../../../server/usecases/waits.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { newSigningKey, startKeyServer } from '../../support/key-server.ts';
import { type TestLedger, credits, holder, openTestLedger, start } from '../../support/server-ledger.ts';

const signal = new AbortController().signal;
const hours = (count: number) => start + count * 3_600_000;

const open: TestLedger[] = [];
afterEach(async () => {
  for (const one of open.splice(0).toReversed()) await one.close();
});
function ledger(options: Parameters<typeof openTestLedger>[0] = {}): TestLedger {
  const made = openTestLedger(options);
  open.push(made);
  return made;
}

const balance = async ({ usecases }: TestLedger) => (await usecases.status.pro(holder('buyer'), null)) as object;

describe.each([
  ['the same process', (base: TestLedger) => base],
  ['a process that starts later', (base: TestLedger) => base.second()],
])('after a clock was 3 hours ahead, %s', (_who, next) => {
  it('asks about an order at once', async () => {
    const base = ledger();
    await base.runOnce();
    base.clock.set(hours(3));
    const { orderId: id } = await base.checkout();
    base.rail.say(`txn:${id}`, { state: 'paid' });
    base.clock.set(hours(0));
    await next(base).runOnce();
    expect(await balance(base)).toMatchObject({ balance: credits(100) });
  });

  it('works off a webhook at once, filed or tried in vain before', async () => {
    const base = ledger();
    await base.runOnce();
    const { orderId: id } = await base.checkout();
    base.rail.say(`txn:${id}`, null);
    base.clock.set(hours(3));
    await base.deliver({ orderId: id });
    await base.runOnce();
    base.clock.set(hours(0));
    // The order itself is asked about first and then rests, so that only the webhook can tell of the payment.
    const other = next(base);
    base.rail.say(`txn:${id}`, { state: 'open' });
    await other.usecases.orders.status(id, signal);
    base.rail.say(`txn:${id}`, { state: 'paid' });
    await other.runOnce();
    expect(await balance(base)).toMatchObject({ balance: credits(100) });
  });

  it('asks for a refund at once that was asked for in vain before', async () => {
    const base = ledger();
    await base.runOnce();
    const { orderId: id } = await base.checkout();
    base.rail.say(`txn:${id}`, { state: 'paid', paidCents: 500 });
    await base.usecases.orders.status(id, signal);
    base.clock.set(hours(3));
    base.rail.answerRefunds(null);
    const wish = {
      refundId: RefundId.parse(randomUUID()),
      amountCents: null,
      reason: 'a test',
      order: { orderId: id },
    };
    await base.usecases.refunds.create(wish, signal);
    base.rail.answerRefunds({});
    base.clock.set(hours(0));
    await next(base).runOnce();
    expect(await base.usecases.orders.own.read(holder('buyer'), id)).toMatchObject({ order: { state: 'refunded' } });
  });

  it('tells a receiver at once', async () => {
    const answers = { isDeaf: true };
    const base = ledger({ tell: () => (answers.isDeaf ? Promise.reject(new Error('deaf')) : Promise.resolve()) });
    await base.runOnce();
    base.clock.set(hours(3));
    const { orderId: id } = await base.checkout();
    base.rail.say(`txn:${id}`, { state: 'paid' });
    await base.deliver({ orderId: id });
    await base.runOnce();
    const heard = base.told.length;
    answers.isDeaf = false;
    base.clock.set(hours(0));
    await base.runOnce();
    expect(base.told.length).toBeGreaterThan(heard);
  });
});

describe('a clock that was not put back', () => {
  it('leaves every wait as it is, also at a start', async () => {
    const base = ledger();
    const { orderId: id } = await base.checkout();
    base.rail.say(`txn:${id}`, { state: 'paid' });
    await base.deliver({ orderId: id });
    await base.runOnce();
    base.clock.set(hours(1));
    await base.runOnce();
    const asked = base.rail.counts.read;
    await base.second().runOnce();
    await base.runOnce();
    expect(base.rail.counts.read).toBe(asked);
    expect(outboxBackoffMs(30)).toBe(21_600_000);
  });
});

describe('what is remembered for a while', () => {
  it('is asked for again when it comes from a time to come', async () => {
    const hand = { at: hours(3) };
    const clock = { now: () => hand.at, wait: () => Promise.resolve() };
    let asked = 0;
    const { operator } = ledger().usecases;
    const checkWritable = (): Promise<void> => {
      asked += 1;
      return operator.checkWritable();
    };
    const readiness = createReadiness({ ...operator, checkWritable }, clock);
    await readiness.check();
    hand.at = hours(0);
    await readiness.check();
    expect(asked).toBe(2);
  });

  it('that the ledger is sound stands while it is looked at again, until it is found otherwise', async () => {
    const hand = { at: hours(3) };
    const clock = { now: () => hand.at, wait: () => Promise.resolve() };
    const { operator } = ledger().usecases;
    const sound = await operator.audit();
    const audits = [Promise.resolve(sound), Promise.withResolvers<typeof sound>(), Promise.resolve(sound)] as const;
    const [first, second, third] = audits;
    const left = [first, second.promise, third];
    const audit = (): Promise<typeof sound> => left.shift() ?? Promise.reject(new Error('asked too often'));
    const readiness = createReadiness({ ...operator, audit }, clock);
    expect((await readiness.check()).kind).toBe('ready');
    hand.at += 61_000;
    // The second audit takes longer than any probe waits.
    expect((await readiness.check()).kind).toBe('ready');
    expect(left.length).toBe(1);
    second.resolve({ ...sound, isSound: false });
    await second.promise;
    expect((await readiness.check()).kind).toBe('unready');
    hand.at += 61_000;
    expect((await readiness.check()).kind).toBe('ready');
  });

  it.each([
    ['cannot be written', { writableAfter: Infinity, soundAfter: 0 }],
    ['is looked at for long', { writableAfter: 0, soundAfter: Infinity }],
    ['takes its time for both', { writableAfter: 2_000, soundAfter: 2_000 }],
  ])('no probe waits longer than three seconds in all for a ledger that %s', async (_what, after) => {
    const clock = createFakeClock();
    const { operator } = ledger().usecases;
    const taking = async <T>(ms: number, answer: () => Promise<T>): Promise<T> => {
      await clock.wait(ms, signal);
      return answer();
    };
    const readiness = createReadiness(
      {
        ...operator,
        checkWritable: () => taking(after.writableAfter, operator.checkWritable),
        audit: () => taking(after.soundAfter, operator.audit),
      },
      clock,
      { wait: clock.wait },
    );
    const told: string[] = [];
    void readiness.check().then(({ kind }) => told.push(kind));
    await clock.advance(2_999);
    expect(told).toEqual([]);
    await clock.advance(1);
    expect(told).toEqual(['unready']);
  });

  it('of an issuer’s keys is fetched again', async () => {
    const [first, second] = await Promise.all([newSigningKey('first'), newSigningKey('second')]);
    const server = await startKeyServer({ kind: 'says', status: 500, type: 'text/plain', body: 'no' });
    const hand = { at: hours(3) };
    const clock = { now: () => hand.at, wait: () => Promise.resolve() };
    const find = createKeySet({ url: server.url, clock });
    const lookFor = async (kid: string): Promise<string> => {
      try {
        await find({ alg: 'ES256', kid }, { payload: '', signature: '', protected: '' });
        return 'found';
      } catch (error) {
        return error instanceof Error ? error.name : '';
      }
    };
    expect(await lookFor('first')).toBe('KeysUnavailable');
    server.become({ kind: 'keys', keys: [first] });
    hand.at = hours(2);
    expect(await lookFor('first')).toBe('found');
    server.become({ kind: 'keys', keys: [first, second] });
    hand.at = hours(0);
    expect(await lookFor('second')).toBe('found');
    await server.close();
  });
});
