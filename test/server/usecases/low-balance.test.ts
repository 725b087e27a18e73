// Telling that a wallet runs low: once for each booking that takes it below the threshold, whatever kind of booking it is.
import { randomUUID } from 'node:crypto';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { afterEach, expect, it } from 'vitest';
import { microcreditsDelta } from '../../../server/domain/money.ts';
import { RefundId } from '../../../server/contract/refunds/refunds.ts';
import { openMetering } from '../../../server/metering.ts';
import { requestHolder } from '../../../server/usecases/holds/holder.ts';
import { type WalletOwner, teamOwner, tokenOwner, userOwner } from '../../../server/domain/wallets/ledger.ts';
import { type TestLedger, credits, hashOf, holder, holdId, openTestLedger } from '../../support/server-ledger.ts';

const { signal } = new AbortController();
const threshold = credits(60);
const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0).toReversed()) await one.close();
});

function ledger(lowBalance: typeof threshold | null = threshold): TestLedger {
  const made = openTestLedger({ config: { lowBalance } });
  opened.push(made);
  return made;
}

const buyer = tokenOwner(hashOf('buyer'));
const adjust = ({ usecases }: TestLedger, count: number, owner: WalletOwner = buyer) =>
  usecases.operator.adjust({
    owner,
    amount: microcreditsDelta(count * 1_000_000),
    reason: 'test',
    ref: randomUUID(),
  });
const grant = ({ usecases }: TestLedger, count: number, owner: WalletOwner = buyer) =>
  usecases.operator.grant({ owner, amount: credits(count), reason: 'test', ref: randomUUID() });

async function use({ usecases }: TestLedger): Promise<void> {
  const id = holdId();
  const caller = holder('buyer');
  await usecases.holds.reserve(caller, { id, model: 'llama3.2:1b', venue: 'local' });
  const usage = { prompt_tokens: 3, completion_tokens: 5, duration_ms: 70 };
  await usecases.holds.capture(caller, id, usage, 'completed');
}

/** 100 credits for 500 cents. */
async function buy({ rail, usecases, checkout }: TestLedger) {
  const { orderId } = await checkout();
  rail.say(`txn:${orderId}`, { state: 'paid', paidCents: 500 });
  await usecases.orders.status(orderId, signal);
  return orderId;
}

async function giveBack(base: TestLedger, amountCents: number): Promise<void> {
  const orderId = await buy(base);
  const asked = { refundId: RefundId.parse(randomUUID()), amountCents, reason: 'asked nicely' };
  await base.usecases.refunds.create({ ...asked, order: { orderId } }, signal);
}

async function heard(base: TestLedger): Promise<readonly Record<string, unknown>[]> {
  await base.runOnce();
  return base.told.filter(({ type }) => type === 'wallet.low').map(({ data }) => JSON.parse(data));
}

type Step = { readonly kind: 'grant' | 'adjust' | 'refund' | 'use'; readonly amount: number };

const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.record({
    kind: fc.constantFrom('grant', 'adjust', 'adjust', 'refund', 'use', 'use'),
    amount: fc.integer({ min: 1, max: 90 }),
  }),
  { minLength: 1, maxLength: 14 },
);

it('there is exactly one event for each booking that crosses the threshold downwards', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (some) => {
      const base = ledger();
      await grant(base, 61);
      const balance = async () => (await base.storage.readWallet(buyer))?.balance ?? 0;
      const crossed: number[] = [];
      for (const { kind, amount } of some) {
        const before = await balance();
        if (kind === 'grant') await grant(base, amount);
        if (kind === 'adjust') await adjust(base, -amount);
        if (kind === 'use') await use(base);
        // The purchase before it may lift the balance over the threshold, and its refund bring it down again.
        if (kind === 'refund') await giveBack(base, amount * 5);
        const after = await balance();
        const highest = kind === 'refund' ? before + credits(100) : before;
        if (highest >= threshold && after < threshold) crossed.push(after);
      }
      expect((await heard(base)).map((low) => low['balance_microcredits'])).toEqual(crossed);
      await opened.pop()?.close();
    }),
    { numRuns: 12 },
  );
}, 120_000);

it('at the threshold a wallet is not low yet, and below it is told once until it is there again', async () => {
  const base = ledger();
  await grant(base, 61);
  for (const change of [-1, -1, -1, 1, 1, -1]) await adjust(base, change);
  expect((await heard(base)).map((low) => low['balance_microcredits'])).toEqual([credits(59), credits(59)]);
});

it.each([
  [buyer, { user_id: null, team_id: null }],
  [userOwner('ada'), { user_id: 'ada', team_id: null }],
  [teamOwner('acme'), { user_id: null, team_id: 'acme' }],
])('the event about the wallet of %s says whose it is and how low it is', async (owner, whose) => {
  const base = ledger();
  await grant(base, 60, owner);
  await adjust(base, -1, owner);
  const account_id = (await base.storage.readWallet(owner))?.id;
  const sums = { balance_microcredits: credits(59), threshold_microcredits: threshold };
  expect(await heard(base)).toEqual([{ account_id, ...whose, ...sums, at: base.clock.now() }]);
});

it('a booking and its event are one commit', async () => {
  const base = ledger();
  await grant(base, 60);
  const db = new Database(base.path);
  db.exec("CREATE TRIGGER full BEFORE INSERT ON outbox BEGIN SELECT RAISE(ABORT, 'no room'); END");
  await expect(adjust(base, -1)).rejects.toThrow('no room');
  expect((await base.storage.readWallet(buyer))?.balance).toBe(credits(60));
  db.close();
});

it('what is held is not gone, and a wallet without a threshold is never low', async () => {
  const base = ledger();
  await grant(base, 60);
  await base.usecases.holds.reserve(holder('buyer'), { id: holdId(), model: 'llama3.2:1b', venue: 'local' });
  expect(await heard(base)).toEqual([]);
  const other = ledger(null);
  await grant(other, 1);
  await adjust(other, -1);
  expect(await heard(other)).toEqual([]);
});

it('what is charged beside the server makes a wallet low as well', async () => {
  const base = ledger();
  await grant(base, 60);
  const metering = openMetering({ path: base.path, clock: base.clock, outlets: ['http'], lowBalanceCredits: 60 });
  opened.push(metering);
  const held = await metering.engine.hold({
    id: holdId(),
    holder: requestHolder('the payer', 'what was asked'),
    caller: holder('buyer'),
    work: { kind: 'route', route: 'POST /chat', price: { kind: 'flat', perRequest: credits(4) } },
    estimate: null,
    ttlMs: 60_000,
    keepsRefusals: false,
  });
  if (held.kind !== 'held') throw new Error(held.kind);
  const usage = { promptTokens: 1, completionTokens: 2, durationMs: 3 };
  await metering.engine.end(held.hold, { kind: 'capture', usage, outcome: 'completed' }, null);
  expect((await heard(base)).map((low) => low['balance_microcredits'])).toEqual([credits(56)]);
});

it('the threshold is told beside the wallet and in the report of what is left', async () => {
  for (const [base, low, cents] of [
    [ledger(), threshold, 120],
    [ledger(null), null, null],
  ] as const) {
    await grant(base, 3, userOwner('ada'));
    const wallet = await base.usecases.wallets.read({ name: 'ada', entity: 'user' });
    expect(wallet).toMatchObject({ lowBalance: low });
    const report = await base.usecases.reports.budget({ of: { kind: 'user', id: 'ada' }, timeZone: null });
    expect(report.wallets).toMatchObject([{ low_threshold_cents: cents }]);
  }
});
