// Every report made again from the ledger's rows by another way, over random lives of users, wallets and purchases (I21).
import { randomUUID } from 'node:crypto';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { WrittenPriceRules } from '../../../server/contract/holds/prices.ts';
import { Plan } from '../../../server/contract/plans/plans.ts';
import { RefundId } from '../../../server/contract/refunds/refunds.ts';
import type { AccountId } from '../../../server/contract/wallets/wallets.ts';
import { toPriceRules } from '../../../server/domain/holds/price-rules.ts';
import { inCents, microcreditsDelta } from '../../../server/domain/money.ts';
import { toRate } from '../../../server/domain/rate.ts';
import { tokenOwner } from '../../../server/domain/wallets/ledger.ts';
import { brand } from '../../../server/lib/brand.ts';
import type { Caller } from '../../../server/usecases/caller.ts';
import { personCaller } from '../../support/person-caller.ts';
import { type TestLedger, hashOf, holder, holdId, openTestLedger, start } from '../../support/server-ledger.ts';

const creditRate = toRate('1000');
const priceRules = toPriceRules(
  WrittenPriceRules.parse([
    { id: 'big', models: 'big', venue: 'hosted', per_output_token_microcredits: 70_001 },
    { id: 'local', models: '*', venue: 'local', per_request_microcredits: 1_000 },
  ]),
);
const signal = new AbortController().signal;
const hour = 3_600_000;

/** Under these, the first beyond the day's limit is charged in part. */
const givenPlan = Plan.parse({
  id: 'given',
  name: 'Given',
  time_zone: 'Europe/Berlin',
  monthly_quota: null,
  per_minute: null,
  daily: { unit: 'cents', amount: 500, overflow: { kind: 'grace', amount: null }, resets_at: '00:00' },
  routes: null,
  models: null,
});

const people = {
  /** On a plan with a day in money. */
  ada: personCaller('ada', { org: 'acme' }),
  /** On a plan without one. */
  bob: personCaller('bob', { plan: 'pro', org: 'acme' }),
  token: holder('buyer'),
} as const;
type Name = keyof typeof people;

const Step = fc.oneof(
  fc.record({ kind: fc.constant('wait' as const), hours: fc.integer({ min: 1, max: 30 }) }),
  fc.record({
    kind: fc.constant('use' as const),
    who: fc.constantFrom<Name>('ada', 'bob', 'token'),
    model: fc.constantFrom('big', 'small'),
    tokens: fc.integer({ min: 0, max: 20 }),
    end: fc.constantFrom('completed', 'stopped', 'release', 'open'),
  }),
  fc.record({ kind: fc.constant('buy' as const), isRefunded: fc.boolean() }),
  fc.record({ kind: fc.constant('adjust' as const), by: fc.integer({ min: -900, max: 900 }) }),
);
type Step = typeof Step extends fc.Arbitrary<infer One> ? One : never;

async function take({ usecases, storage, rail, clock, checkout }: TestLedger, step: Step): Promise<void> {
  switch (step.kind) {
    case 'wait':
      clock.set(clock.now() + step.hours * hour);
      return;
    case 'use': {
      const caller: Caller = people[step.who];
      const id = holdId();
      const venue = step.model === 'big' ? 'hosted' : 'local';
      const estimate = { prompt_tokens: 3, output_tokens: 20 };
      await usecases.holds.reserve(caller, { id, model: step.model, venue, estimate });
      const used = { prompt_tokens: 3, completion_tokens: step.tokens, duration_ms: 0 };
      if (step.end === 'release') await usecases.holds.release(caller, id, 'completed');
      else if (step.end !== 'open') await usecases.holds.capture(caller, id, used, step.end);
      return;
    }
    case 'buy': {
      const { orderId } = await checkout();
      rail.say(`txn:${orderId}`, { state: 'paid', paidCents: 500 });
      await usecases.orders.status(orderId, signal);
      if (step.isRefunded) {
        const asked = { refundId: RefundId.parse(randomUUID()), amountCents: 200, reason: 'x', order: { orderId } };
        await usecases.refunds.create(asked, signal);
      }
      return;
    }
    case 'adjust': {
      const wallet = await storage.readWallet(tokenOwner(hashOf('buyer')));
      if (wallet === null || step.by === 0) return;
      const booking = { accountId: brand<AccountId>(wallet.id), reason: 'x', ref: randomUUID() };
      await usecases.operator.adjust({ ...booking, amount: microcreditsDelta(step.by) });
    }
  }
}

type HoldRow = Readonly<Record<'model' | 'state' | 'outcome' | 'user_id' | 'team_id' | 'wallet_id' | 'day', string>> &
  Readonly<Record<'ended_at' | 'captured' | 'worth' | 'prompt_tokens' | 'completion_tokens', number>>;

/** By the rows alone, and the date of each by the clocks of Intl. */
function replay(path: string, zone: string) {
  const db = new Database(path, { readonly: true });
  const holds = db.prepare<[], HoldRow>('SELECT * FROM holds WHERE ended_at IS NOT NULL').all();
  const entries = db
    .prepare<[], { name: string; counterpart: string; delta: number; at: number }>(
      `SELECT a.name, t.at, e.delta, (SELECT name FROM accounts WHERE id =
         iif(t.to_account = a.id, t.from_account, t.to_account)) AS counterpart
       FROM entries e JOIN transfers t ON t.id = e.transfer_id JOIN accounts a ON a.id = e.account_id`,
    )
    .all();
  db.close();
  const dates = new Intl.DateTimeFormat('sv-SE', { timeZone: zone });
  return { holds, entries, dateOf: (at: number) => dates.format(at).slice(0, 10) };
}

it('a report comes to what the rows of the ledger come to', { timeout: 240_000 }, async () => {
  const zone = fc.constantFrom('Asia/Shanghai', 'Europe/Berlin', 'America/St_Johns', 'Pacific/Apia', 'UTC');
  // The clocks of Berlin and St. John's change on the way, and a month ends.
  const begin = fc.constantFrom(start, Date.UTC(2026, 2, 27, 20), Date.UTC(2026, 9, 23, 22), Date.UTC(2026, 1, 27, 12));
  const compared = { reports: 0 };
  await fc.assert(
    fc.asyncProperty(zone, begin, fc.array(Step, { minLength: 8, maxLength: 40 }), async (zoneName, at, steps) => {
      const ledger = openTestLedger({ config: { priceRules, creditRate } });
      try {
        ledger.clock.set(at);
        await ledger.usecases.plans.upsert(givenPlan);
        await ledger.usecases.plans.assign({ scope: 'user', subject: 'ada', planId: givenPlan.id });
        await ledger.grant('buyer', 1);
        for (const step of steps) await take(ledger, step);
        compared.reports += await compare(ledger, zoneName, at);
      } finally {
        await ledger.close();
      }
    }),
    { numRuns: 25 },
  );
  expect(compared.reports).toBeGreaterThan(100);
});

async function compare({ usecases, storage, clock, path }: TestLedger, zone: string, began: number): Promise<number> {
  const { holds, entries, dateOf } = replay(path, zone);
  const wallet = await storage.readWallet(tokenOwner(hashOf('buyer')));
  const [from, to] = [dateOf(began + 24 * hour), dateOf(clock.now())];
  const isWithin = (at: number) => from <= dateOf(at) && dateOf(at) <= to;
  if (from > to) return 0;
  const amountOf = (row: HoldRow) => (row.wallet_id === null && row.day === null ? row.worth : row.captured);
  const all = [
    [{ kind: 'user', id: 'ada' }, ({ user_id }: HoldRow) => user_id === 'ada'],
    [{ kind: 'user', id: 'bob' }, ({ user_id }: HoldRow) => user_id === 'bob'],
    [{ kind: 'team', id: 'acme' }, ({ team_id }: HoldRow) => team_id === 'acme'],
    [{ kind: 'user', id: wallet?.id ?? '' }, (row: HoldRow) => row.wallet_id === wallet?.id && row.captured > 0],
  ] as const;
  for (const [of, isTheirs] of all) {
    const rows = holds.filter((row) => isTheirs(row) && isWithin(row.ended_at));
    for (const isComplete of [null, true, false]) {
      for (const model of [null, 'big']) {
        const asked = { of, timeZone: zone, from, to, model, isComplete, groupBy: 'model_day' } as const;
        const fitting = rows.filter(
          (row) =>
            (model === null || row.model === model) &&
            (isComplete === null || (row.state === 'captured' && row.outcome === 'completed') === isComplete),
        );
        const report = await usecases.reports.period(asked);
        expect(report.usage_amount_microcredits).toBe(sum(fitting.map(amountOf)));
        expect(report.usage_tokens).toBe(sum(fitting.map((row) => row.prompt_tokens + row.completion_tokens)));
        expect(report.usage_requests).toBe(fitting.length);
        const groups = Map.groupBy(fitting, (row) => `${dateOf(row.ended_at)} ${row.model}`);
        expect(
          report.groups?.map(({ date, model: of, usage_amount_cents }) => [`${date} ${of}`, usage_amount_cents]),
        ).toEqual(
          [...groups]
            .map(([name, some]) => [name, inCents(sum(some.map(amountOf)), creditRate)] as const)
            .toSorted(([a], [b]) => (a < b ? -1 : 1)),
        );
      }
    }
    const days = await usecases.reports.summary({ of, timeZone: zone, days: 7 });
    for (const { date, amount_microcredits: amount } of days.days) {
      const onDay = holds.filter((row) => isTheirs(row) && dateOf(row.ended_at) === date);
      expect(amount).toBe(sum(onDay.map(amountOf)));
      expect((await usecases.reports.daily({ of, timeZone: zone, date })).amount_microcredits).toBe(amount);
    }
  }
  const own = entries.filter(({ name, at }) => name === `wallet:${wallet?.id}` && isWithin(at));
  const total = { of: { kind: 'user', id: wallet?.id ?? '' }, timeZone: zone, from, to } as const;
  const report = await usecases.reports.period({ ...total, model: null, isComplete: null, groupBy: 'total' });
  expect(report.balance_delta_microcredits).toBe(sum(own.map(({ delta }) => delta)));
  const paid = own.filter(({ counterpart, delta }) => counterpart === 'world:sandbox' && delta > 0);
  expect(report.topup_microcredits).toBe(sum(paid.map(({ delta }) => delta)));
  const back = own.filter(({ counterpart }) => ['refunds', 'shortfall', 'suspense'].includes(counterpart));
  expect(report.refunds_microcredits).toBe(-sum(back.map(({ delta }) => delta)) + 0);
  return all.length * 6;
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((all, one) => all + one, 0);
}
