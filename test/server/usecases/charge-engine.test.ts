// What whoever sells work may rely on: whatever is held, extended, captured and given back, in whatever order and at once, a
// wallet is never overdrawn, a hold never costs more than it held, and every sum comes out.
import * as fc from 'fast-check';
import { afterEach, expect, it } from 'vitest';
import type { HoldId } from '../../../server/contract/holds/holds.ts';
import { microcredits, noMicrocredits } from '../../../server/domain/money.ts';
import { ratePer } from '../../../server/domain/rate.ts';
import type { MeteredPrice, Price } from '../../../server/domain/holds/price.ts';
import { tokenOwner } from '../../../server/domain/wallets/ledger.ts';
import type { ChargeEngine } from '../../../server/usecases/holds/charge.ts';
import { createChargeEngine } from '../../../server/usecases/holds/charge-engine.ts';
import { holderOf, requestHolder } from '../../../server/usecases/holds/holder.ts';
import { createSpendable } from '../../../server/usecases/holds/spendable.ts';
import { rightsByProof } from '../../support/team-rights.ts';
import { createPostbox } from '../../../server/usecases/letters/postbox.ts';
import { createPlanDesk } from '../../../server/usecases/plans/plan-desk.ts';
import { createPriceDesk } from '../../../server/usecases/prices/price-desk.ts';
import { usecaseDefaults } from '../../../server/usecases/usecase-config.ts';
import {
  type TestLedger,
  credits,
  hashOf,
  holder,
  holdId,
  openTestLedger,
  start,
} from '../../support/server-ledger.ts';

const open: TestLedger[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

function opened(): { readonly ledger: TestLedger; readonly engine: ChargeEngine } {
  const ledger = openTestLedger();
  open.push(ledger);
  const { storage, clock } = ledger;
  const plans = usecaseDefaults.plans.map((plan) => ({ ...plan, per_minute: null }));
  const config = { ...usecaseDefaults, plans };
  const postbox = createPostbox({ receivers: [], newId: holdId, lowBalance: null });
  const [desk, prices] = [createPlanDesk(config), createPriceDesk(config)];
  return {
    ledger,
    engine: createChargeEngine({
      storage,
      clock,
      config,
      desk,
      prices,
      postbox,
      spendable: createSpendable(rightsByProof),
    }),
  };
}

const flat = (amount: number): Price => ({ kind: 'flat', perRequest: microcredits(amount) });
const perToken: MeteredPrice = {
  kind: 'metered',
  minimum: noMicrocredits,
  rates: { request: ratePer(3, 1), input: ratePer(2, 1), output: ratePer(5, 1) },
};
const tokens = (promptTokens: number, completionTokens: number) => ({ promptTokens, completionTokens, durationMs: 0 });

type Asked = { readonly price: Price; readonly output?: number; readonly ttlMs?: number };

const caller = holder('payer');
const name = hashOf('payer');

/** As a route holds: by the request, and with a price of its own. */
function ask(engine: ChargeEngine, id: HoldId, { price, output, ttlMs = 60_000 }: Asked) {
  const estimate = output === undefined ? null : tokens(10, output);
  const work = { kind: 'route', route: 'POST /work', price } as const;
  return engine.hold({ id, holder: requestHolder(name, id), caller, work, estimate, ttlMs, keepsRefusals: false });
}

const step = fc.oneof(
  fc.record({ kind: fc.constant('flat'), amount: fc.integer({ min: 0, max: 900 }), pick: fc.nat() }),
  fc.record({ kind: fc.constant('tokens'), amount: fc.integer({ min: 1, max: 300 }), pick: fc.nat() }),
  fc.record({
    kind: fc.constantFrom('extend', 'capture', 'name a price', 'release', 'wait'),
    amount: fc.integer({ min: 0, max: 2_000 }),
    pick: fc.nat(),
  }),
);
type Step = { readonly kind: string; readonly amount: number; readonly pick: number };

it('a wallet is never overdrawn, whatever is held and however it ends', async () => {
  const { ledger, engine } = opened();
  const purse = 2_000;
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), { maxLength: 12 }), async (bursts) => {
      const before = await ledger.storage.readWallet(tokenOwner(name));
      const missing = purse - (before?.balance ?? 0);
      if (missing > 0) await grant(ledger, missing);
      const ids: HoldId[] = [];
      for (const burst of bursts) {
        // What comes together meets one wallet at once.
        await Promise.all(burst.map((one) => take(one, { ledger, engine, ids })));
        const wallet = await ledger.storage.readWallet(tokenOwner(name));
        const held = await Promise.all(ids.map((id) => ledger.storage.readHold(id)));
        const holds = held.flatMap((seen) => (seen === null ? [] : [seen.hold]));
        const sum = (amounts: readonly number[]): number => amounts.reduce((all, one) => all + one, 0);
        expect(wallet?.balance).toBe(purse - sum(holds.map(({ captured }) => captured)));
        expect(wallet?.held).toBe(sum(holds.map(({ state, amount }) => (state === 'held' ? amount : 0))));
        expect((wallet?.balance ?? -1) - (wallet?.held ?? 0)).toBeGreaterThanOrEqual(0);
        for (const { captured, amount } of holds) expect(captured).toBeLessThanOrEqual(amount);
      }
      for (const id of ids) await engine.end(refOf(id), { kind: 'release', reason: 'over' }, null);
    }),
    { numRuns: 30 },
  );
});

async function grant(ledger: TestLedger, amount: number): Promise<void> {
  const booking = { owner: tokenOwner(name), amount: microcredits(amount), reason: 'purse', ref: holdId() };
  expect((await ledger.usecases.operator.grant(booking)).kind).toBe('granted');
}

const refOf = (id: HoldId) => ({ id, holder: requestHolder(name, id) });

type World = { readonly ledger: TestLedger; readonly engine: ChargeEngine; readonly ids: HoldId[] };

async function take({ kind, amount, pick }: Step, { ledger, engine, ids }: World): Promise<void> {
  if (kind === 'flat' || kind === 'tokens') {
    const id = holdId();
    const asked = kind === 'flat' ? { price: flat(amount) } : { price: perToken, output: amount };
    if ((await ask(engine, id, asked)).kind === 'held') ids.push(id);
    return;
  }
  if (kind === 'wait') return ledger.clock.set(ledger.clock.now() + amount * 20);
  const id = ids[pick % Math.max(1, ids.length)];
  if (id === undefined) return;
  const usage = tokens(amount, amount);
  const outcome = 'completed';
  if (kind === 'extend') await engine.extend(refOf(id), { ttlMs: amount * 50, ageMaxMs: 300_000 }, null);
  else if (kind === 'capture') await engine.end(refOf(id), { kind: 'capture', usage, outcome }, null);
  else if (kind === 'release') await engine.end(refOf(id), { kind: 'release', reason: 'no use' }, null);
  else await engine.end(refOf(id), { kind: 'capture', usage, outcome, price: flat(amount) }, null);
}

it('a hold is extended while an answer streams, and then captured with what was reported', async () => {
  const { ledger, engine } = opened();
  await ledger.grant('payer', 1);
  const id = holdId();
  expect(await ask(engine, id, { price: perToken, output: 50 })).toMatchObject({ hold: { amount: 273 } });
  for (const minute of [0.9, 1.8, 2.7]) {
    ledger.clock.set(start + minute * 60_000);
    const found = await engine.extend(refOf(id), { ttlMs: 60_000, ageMaxMs: 600_000 }, null);
    expect(found).toMatchObject({ kind: 'found', hold: { state: 'held' } });
  }
  const ending = { kind: 'capture', usage: tokens(10, 20), outcome: 'completed' } as const;
  const captured = { kind: 'found', hold: { state: 'captured', captured: 123, overrun: 0 } };
  expect(await engine.end(refOf(id), ending, null)).toMatchObject(captured);
  // The same end again, and any other, finds how it ended.
  expect(await engine.end(refOf(id), { kind: 'release', reason: 'late' }, null)).toMatchObject(captured);
  expect(await ledger.storage.readWallet(tokenOwner(name))).toMatchObject({ balance: credits(1) - 123, held: 0 });
});

it('what is used beyond the hold is noted and not charged, also where the price is named at the end', async () => {
  const { ledger, engine } = opened();
  await ledger.grant('payer', 1);
  const [used, named] = [holdId(), holdId()];
  await ask(engine, used, { price: perToken, output: 50 });
  await ask(engine, named, { price: flat(100) });
  const usage = tokens(10, 60);
  const beyond = await engine.end(refOf(used), { kind: 'capture', usage, outcome: 'completed' }, null);
  expect(beyond).toMatchObject({ hold: { captured: 273, overrun: 50 } });
  const dear = await engine.end(refOf(named), { kind: 'capture', usage, outcome: 'completed', price: flat(170) }, null);
  expect(dear).toMatchObject({ hold: { captured: 100, overrun: 70 } });
});

it('a hold belongs to the request that made it: the payer’s own credential neither sees nor ends it', async () => {
  const { ledger, engine } = opened();
  await ledger.grant('payer', 1);
  const id = holdId();
  await ask(engine, id, { price: flat(100) });
  const own = { id, holder: holderOf(caller) };
  expect(await engine.read(own, caller)).toEqual({ kind: 'hold_unknown' });
  expect(await engine.end(own, { kind: 'release', reason: 'mine' }, caller)).toEqual({ kind: 'hold_unknown' });
  expect(await engine.extend(own, { ttlMs: 1, ageMaxMs: 1 }, caller)).toEqual({ kind: 'hold_unknown' });
  expect(await engine.read(refOf(id), null)).toMatchObject({ hold: { state: 'held' } });
});

it('a hold keeps which price rule decided, and who made the answer', async () => {
  const { ledger, engine } = opened();
  await ledger.grant('payer', 5);
  const [ruled, own] = [holdId(), holdId()];
  const work = { kind: 'model', model: 'llama3', venue: 'local', route: null } as const;
  const terms = { caller, estimate: null, ttlMs: 60_000, keepsRefusals: false };
  await engine.hold({ ...refOf(ruled), ...terms, work });
  await ask(engine, own, { price: flat(100) });
  const ending = { kind: 'capture', usage: tokens(1, 1), outcome: 'completed' } as const;
  await engine.end(refOf(ruled), { ...ending, upstream: 'litellm' }, null);
  await engine.end(refOf(own), ending, null);
  expect((await ledger.storage.readHold(ruled))?.hold).toMatchObject({
    priceRule: 'local-message',
    upstream: 'litellm',
  });
  expect((await ledger.storage.readHold(own))?.hold).toMatchObject({ priceRule: null, upstream: null });
});
