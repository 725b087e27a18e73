// What people are charged for messages, and what they are told when they cannot be.
import { sayInEnglish } from '../../../server/words/say-problem.ts';
import { afterEach, expect, it } from 'vitest';
import { microcredits, microcreditsDelta } from '../../../server/domain/money.ts';
import { ratePer } from '../../../server/domain/rate.ts';
import { type PriceRule, flatRule } from '../../../server/domain/holds/price.ts';
import {
  type LedgerOptions,
  type TestLedger,
  credits,
  guest,
  hashOf,
  holder,
  holdId,
  openTestLedger,
  start,
} from '../../support/server-ledger.ts';
import { tokenOwner } from '../../../server/domain/wallets/ledger.ts';

const usage = { prompt_tokens: 3, completion_tokens: 5, duration_ms: 70 };
const message = () => ({ id: holdId(), model: 'llama3.2:1b', venue: 'local' as const });
const open: TestLedger[] = [];

function ledger(options?: LedgerOptions): TestLedger {
  const made = openTestLedger(options);
  open.push(made);
  return made;
}

afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

it('a captured message costs one credit, and the wallet says what is left', async () => {
  const { usecases, grant } = ledger();
  const payer = await grant('rich', 3);
  const request = message();
  expect(await usecases.holds.reserve(payer, request)).toMatchObject({
    kind: 'answered',
    isNew: true,
    hold: { state: 'held', source: 'pro', amount_microcredits: 1_000_000, expires_at: start + 15 * 60_000 },
    remaining: { pro_left_microcredits: 2_000_000, free_left: null },
  });
  expect(await usecases.holds.capture(payer, request.id, usage, 'completed')).toMatchObject({
    hold: { state: 'captured', captured_microcredits: 1_000_000 },
    remaining: { pro_left_microcredits: 2_000_000 },
  });
  expect(await usecases.status.pro(payer, null)).toMatchObject({
    mode: 'active',
    balance: credits(2),
    held: 0,
    free: null,
  });
});

it('a released message costs nothing', async () => {
  const { usecases, grant } = ledger();
  const payer = await grant('rich', 1);
  const request = message();
  await usecases.holds.reserve(payer, request);
  expect(await usecases.holds.release(payer, request.id, null)).toMatchObject({
    hold: { state: 'released', captured_microcredits: 0 },
    remaining: { pro_left_microcredits: 1_000_000 },
  });
});

it('the same id asked again gets the stored hold and takes nothing more', async () => {
  const { usecases, grant } = ledger();
  const payer = await grant('rich', 5);
  const request = message();
  const first = await usecases.holds.reserve(payer, request);
  const again = await usecases.holds.reserve(payer, request);
  expect(again).toEqual({ ...first, isNew: false });
});

it('the same id asked again gets the stored refusal, even when it could be paid by then', async () => {
  const { usecases, grant } = ledger();
  const payer = await grant('poor', 1);
  await usecases.holds.reserve(payer, message());
  const request = message();
  const first = await usecases.holds.reserve(payer, request);
  expect(first).toMatchObject({ kind: 'refused', code: 'credits_exhausted' });
  await grant('poor', 5);
  expect(await usecases.holds.reserve(payer, request)).toMatchObject({
    kind: 'refused',
    code: 'credits_exhausted',
    params: { needed_microcredits: 1_000_000, available_microcredits: 0 },
  });
});

it('the same id with another body, or from somebody else, is a conflict and shows nothing', async () => {
  const { usecases, grant } = ledger();
  const payer = await grant('rich', 5);
  const stranger = await grant('stranger', 5);
  const request = message();
  await usecases.holds.reserve(payer, request);
  const conflict = {
    kind: 'refused',
    code: 'idempotency_conflict',
    params: { reason: 'hold' },
  };
  expect(await usecases.holds.reserve(payer, { ...request, model: 'other' })).toEqual(conflict);
  expect(await usecases.holds.reserve(stranger, request)).toEqual(conflict);
  expect(await usecases.holds.reserve(guest('someone'), request)).toEqual(conflict);
});

it('a hold does not exist for anybody but its maker', async () => {
  const { usecases, grant } = ledger();
  const payer = await grant('rich', 5);
  const stranger = await grant('stranger', 5);
  const request = message();
  await usecases.holds.reserve(payer, request);
  const unknown = await usecases.holds.read(stranger, holdId());
  expect(unknown).toMatchObject({ kind: 'refused', code: 'hold_not_found' });
  expect(await usecases.holds.read(stranger, request.id)).toEqual(unknown);
  expect(await usecases.holds.capture(stranger, request.id, usage, 'completed')).toEqual(unknown);
  expect(await usecases.holds.release(guest('someone'), request.id, null)).toEqual(unknown);
  expect(await usecases.holds.read(payer, request.id)).toMatchObject({ hold: { state: 'held' } });
});

it('an anonymous person keeps their hold when their address changes', async () => {
  const { usecases } = ledger();
  const request = message();
  await usecases.holds.reserve(guest('laptop', 'home'), request);
  expect(await usecases.holds.capture(guest('laptop', 'café'), request.id, usage, 'completed')).toMatchObject({
    hold: { state: 'captured' },
  });
});

it('an ended hold answers every later ending with how it ended', async () => {
  const { usecases, grant } = ledger();
  const payer = await grant('rich', 5);
  const request = message();
  await usecases.holds.reserve(payer, request);
  const captured = await usecases.holds.capture(payer, request.id, usage, 'completed');
  expect(await usecases.holds.release(payer, request.id, null)).toEqual(captured);
  expect(await usecases.holds.capture(payer, request.id, usage, 'stopped')).toEqual(captured);
});

it('of a capture and a release at once one wins and both hear which', async () => {
  const { usecases, grant } = ledger();
  const payer = await grant('rich', 5);
  const request = message();
  await usecases.holds.reserve(payer, request);
  const [one, other] = await Promise.all([
    usecases.holds.capture(payer, request.id, usage, 'completed'),
    usecases.holds.release(payer, request.id, null),
  ]);
  expect(one).toEqual(other);
});

it('a capture that comes after the time of the hold finds it expired and charges nothing', async () => {
  const { usecases, grant, clock } = ledger();
  const payer = await grant('rich', 5);
  const request = message();
  await usecases.holds.reserve(payer, request);
  clock.set(start + 15 * 60_000);
  expect(await usecases.holds.capture(payer, request.id, usage, 'completed')).toMatchObject({
    hold: { state: 'expired', captured_microcredits: 0 },
    remaining: { pro_left_microcredits: 5_000_000 },
  });
});

it('the sweeper gives expired holds back, money and free messages alike', async () => {
  const { usecases, grant, clock, runOnce } = ledger();
  const payer = await grant('rich', 2);
  const paid = message();
  const free = message();
  await usecases.holds.reserve(payer, paid);
  await usecases.holds.reserve(guest('visitor'), free);
  clock.set(start + 15 * 60_000);
  await runOnce();
  expect(await usecases.status.pro(payer, null)).toMatchObject({ balance: credits(2), held: 0 });
  expect(await usecases.status.pro(guest('visitor'), null)).toMatchObject({ free: { left: 20 } });
  expect(await usecases.holds.read(payer, paid.id)).toMatchObject({ hold: { state: 'expired' } });
});

it('a hold expires also when the clock was put back by years', async () => {
  const { usecases, grant, clock, runOnce } = ledger();
  const payer = await grant('rich', 2);
  await usecases.holds.reserve(payer, message());
  clock.set(start - 1_000 * 86_400_000);
  await runOnce();
  expect(await usecases.status.pro(payer, null)).toMatchObject({ held: 0 });
});

it('a token nobody knows is told so, and no free message is used', async () => {
  const { usecases } = ledger();
  const stranger = holder('never bought');
  expect(await usecases.holds.reserve(stranger, message())).toMatchObject({ kind: 'refused', code: 'token_rejected' });
  expect(await usecases.status.pro(stranger, null)).toMatchObject({ kind: 'refused', code: 'token_rejected' });
});

it('an empty wallet is refused in a sentence that says what to do, never served from the free messages', async () => {
  const { usecases, grant } = ledger();
  const payer = await grant('poor', 1);
  await usecases.holds.reserve(payer, message());
  expect(await usecases.holds.reserve(payer, message())).toMatchObject({
    kind: 'refused',
    code: 'credits_exhausted',
    params: { needed_microcredits: 1_000_000, available_microcredits: 0 },
    remaining: { pro_left_microcredits: 0, free_left: null },
  });
});

it('after the last free message the refusal says when the next ones come', async () => {
  const { usecases, clock } = ledger({ config: { freeLimit: 2, freeWindowSeconds: 3_600 } });
  const visitor = guest('visitor');
  clock.set(start + 60_000);
  expect(await usecases.holds.reserve(visitor, message())).toMatchObject({
    hold: { source: 'free', amount_microcredits: 0 },
    remaining: { free_left: 1 },
  });
  clock.set(start + 120_000);
  await usecases.holds.reserve(visitor, message());
  expect(await usecases.holds.reserve(visitor, message())).toMatchObject({
    code: 'free_exhausted',
    params: { reason: 'used_up', limit: 2, whose: 'client', resets_at: start + 3_660_000 },
    remaining: { free_left: 0 },
  });
  clock.set(start + 3_660_000);
  expect(await usecases.holds.reserve(visitor, message())).toMatchObject({
    kind: 'answered',
    remaining: { free_left: 1 },
  });
});

it('another client of an exhausted address is refused, and its own count stays untouched', async () => {
  const { usecases } = ledger({ config: { freeLimit: 1 } });
  await usecases.holds.reserve(guest('one', 'shared'), message());
  expect(await usecases.holds.reserve(guest('two', 'shared'), message())).toMatchObject({
    code: 'free_exhausted',
    params: { reason: 'used_up', limit: 1, whose: 'network', resets_at: start + 86_400_000 },
  });
  expect(await usecases.holds.reserve(guest('two', 'elsewhere'), message())).toMatchObject({ kind: 'answered' });
});

it('a released free message is given back once, and not to a later window', async () => {
  const { usecases, clock } = ledger({ config: { freeLimit: 1, freeWindowSeconds: 60 } });
  const visitor = guest('visitor');
  const first = message();
  await usecases.holds.reserve(visitor, first);
  expect(await usecases.holds.release(visitor, first.id, null)).toMatchObject({ remaining: { free_left: 1 } });
  expect(await usecases.holds.release(visitor, first.id, null)).toMatchObject({ remaining: { free_left: 1 } });
  const second = message();
  await usecases.holds.reserve(visitor, second);
  clock.set(start + 60_000);
  await usecases.holds.reserve(visitor, message());
  expect(await usecases.holds.release(visitor, second.id, null)).toMatchObject({
    hold: { state: 'released' },
    remaining: { free_left: 0 },
  });
});

it('two windows that a clock put back begins at one moment owe each other nothing, and all their holds expire', async () => {
  const { usecases, clock, runOnce } = ledger({ config: { freeLimit: 3, freeWindowSeconds: 600, holdTtlMs: 100_000 } });
  const ask = () => usecases.holds.reserve(guest('ann'), message());
  const first = await ask();
  clock.set(start + 600_000);
  await ask();
  clock.set(start);
  const third = await ask();
  clock.set(start + 100_000);
  await runOnce();
  for (const answer of [first, third]) {
    if (answer.kind === 'refused') throw new Error(sayInEnglish(answer));
    expect(await usecases.holds.read(guest('ann'), answer.hold.id)).toMatchObject({ hold: { state: 'expired' } });
  }
  expect(await usecases.status.pro(guest('ann'), null)).toMatchObject({ free: { left: 3 } });
});

it('a model without a price is refused, never free', async () => {
  const { usecases, grant } = ledger();
  const payer = await grant('rich', 5);
  expect(await usecases.holds.reserve(payer, { id: holdId(), model: 'gpt-oss', venue: 'hosted' })).toMatchObject({
    code: 'model_unknown',
  });
});

it('starting the free allowance anew gives all messages back', async () => {
  const { usecases } = ledger({ config: { freeLimit: 3 } });
  const keys = { bucket: 'b', client: 'c' };
  await usecases.holds.reserve({ kind: 'anonymous', ...keys }, message());
  expect(await usecases.operator.resetFree(keys)).toEqual({ left: 3 });
});

const perToken: PriceRule = {
  id: 'per token',
  models: '*',
  venue: 'hosted',
  price: {
    kind: 'metered',
    minimum: microcredits(0),
    rates: { request: ratePer(100_000, 1), input: ratePer(1_000, 1), output: ratePer(10_000, 1) },
  },
};
const hosted = (output: number) => ({
  id: holdId(),
  model: 'big',
  venue: 'hosted' as const,
  estimate: { prompt_tokens: 100, output_tokens: output },
});

it('a price by use reserves the bound of the estimate and charges what was used', async () => {
  const { usecases, grant } = ledger({ config: { priceRules: [perToken] } });
  const payer = await grant('rich', 5);
  const request = hosted(200);
  expect(await usecases.holds.reserve(payer, request)).toMatchObject({ hold: { amount_microcredits: 2_200_000 } });
  const used = { prompt_tokens: 90, completion_tokens: 50, duration_ms: 1 };
  const captured = await usecases.holds.capture(payer, request.id, used, 'completed');
  expect(captured).toMatchObject({
    hold: { captured_microcredits: 690_000 },
    remaining: { pro_left_microcredits: 4_310_000 },
  });
  expect(captured.kind === 'answered' && 'overrun_microcredits' in captured.hold).toBe(false);
});

it('more use than was estimated is charged up to the bound, and the answer says by how much it ran over', async () => {
  const { usecases, grant } = ledger({ config: { priceRules: [perToken] } });
  const payer = await grant('rich', 5);
  const request = hosted(10);
  await usecases.holds.reserve(payer, request);
  const used = { prompt_tokens: 100, completion_tokens: 15, duration_ms: 1 };
  const captured = { hold: { captured_microcredits: 300_000, overrun_microcredits: 50_000 } };
  expect(await usecases.holds.capture(payer, request.id, used, 'completed')).toMatchObject(captured);
  expect(await usecases.holds.read(payer, request.id)).toMatchObject(captured);
});

it('a free message costs no money, whatever it uses, and so runs over nothing', async () => {
  const { usecases } = ledger({ config: { priceRules: [perToken] } });
  const request = hosted(10);
  await usecases.holds.reserve(guest('visitor'), request);
  const captured = await usecases.holds.capture(guest('visitor'), request.id, usage, 'completed');
  expect(captured).toMatchObject({ hold: { state: 'captured', captured_microcredits: 0 } });
  expect(captured.kind === 'answered' && 'overrun_microcredits' in captured.hold).toBe(false);
});

it('a wallet that affords less than the full output lowers the output limit, and says so again when asked again', async () => {
  const { usecases, grant } = ledger({ config: { priceRules: [perToken] } });
  const payer = await grant('thrifty', 1);
  const request = hosted(500);
  const lowered = {
    hold: { amount_microcredits: 1_000_000, output_limit_tokens: 80 },
    remaining: { pro_left_microcredits: 0 },
  };
  expect(await usecases.holds.reserve(payer, request)).toMatchObject(lowered);
  expect(await usecases.holds.reserve(payer, request)).toMatchObject({ ...lowered, isNew: false });
  expect(await usecases.holds.reserve(payer, hosted(500))).toMatchObject({ code: 'credits_exhausted' });
});

it('a price by use without an estimate is refused, and asks for one', async () => {
  const { usecases, grant } = ledger({ config: { priceRules: [perToken] } });
  const payer = await grant('rich', 5);
  const { estimate: _, ...request } = hosted(1);
  expect(await usecases.holds.reserve(payer, request)).toMatchObject({
    code: 'invalid_request',
    params: { reason: 'estimate_missing', model: 'big' },
  });
});

it('the same id with another estimate is a conflict, for a hold and for a refusal', async () => {
  const { usecases, grant } = ledger({ config: { priceRules: [perToken] } });
  const rich = await grant('rich', 5);
  const poor = await grant('poor', 1);
  const taken = hosted(10);
  const refused = { ...hosted(10), estimate: { prompt_tokens: 5_000, output_tokens: 10 } };
  await usecases.holds.reserve(rich, taken);
  expect(await usecases.holds.reserve(poor, refused)).toMatchObject({ code: 'credits_exhausted' });
  const other = { prompt_tokens: 100, output_tokens: 11 };
  const conflict = { code: 'idempotency_conflict' };
  expect(await usecases.holds.reserve(rich, { ...taken, estimate: other })).toMatchObject(conflict);
  expect(await usecases.holds.reserve(poor, { ...refused, estimate: other })).toMatchObject(conflict);
  expect(await usecases.holds.reserve(poor, refused)).toMatchObject({ code: 'credits_exhausted' });
});

it('an extended hold lives on from now, never for less than before, and never beyond its greatest age', async () => {
  const { usecases, grant, clock } = ledger({ config: { holdTtlMs: 10_000, holdAgeMaxMs: 60_000 } });
  const payer = await grant('rich', 5);
  const request = message();
  await usecases.holds.reserve(payer, request);
  const extend = (ms: number | null) => usecases.holds.extend(payer, request.id, ms);
  clock.set(start + 5_000);
  expect(await extend(1)).toMatchObject({ hold: { expires_at: start + 10_000 } });
  expect(await extend(null)).toMatchObject({ hold: { state: 'held', expires_at: start + 15_000 } });
  expect(await extend(500_000)).toMatchObject({ hold: { expires_at: start + 60_000 } });
  clock.set(start + 59_999);
  expect(await extend(500_000)).toMatchObject({ hold: { state: 'held', expires_at: start + 60_000 } });
  clock.set(start + 60_000);
  expect(await extend(500_000)).toMatchObject({
    hold: { state: 'expired' },
    remaining: { pro_left_microcredits: 5_000_000 },
  });
});

it('a hold that has ended is not opened again by extending it, and another’s hold does not exist', async () => {
  const { usecases, grant, clock } = ledger();
  const payer = await grant('rich', 5);
  const stranger = await grant('stranger', 5);
  const request = message();
  await usecases.holds.reserve(payer, request);
  expect(await usecases.holds.extend(stranger, request.id, 1)).toMatchObject({ code: 'hold_not_found' });
  const released = await usecases.holds.release(payer, request.id, null);
  clock.set(start + 1);
  expect(await usecases.holds.extend(payer, request.id, 1_000)).toEqual(released);
});

it('an extended hold outlives the sweeper until its new time', async () => {
  const { usecases, grant, clock, runOnce } = ledger({ config: { holdTtlMs: 10_000 } });
  const payer = await grant('rich', 5);
  const request = message();
  await usecases.holds.reserve(payer, request);
  await usecases.holds.extend(payer, request.id, 60_000);
  clock.set(start + 59_999);
  await runOnce();
  expect(await usecases.holds.read(payer, request.id)).toMatchObject({ hold: { state: 'held' } });
  clock.set(start + 60_000);
  await runOnce();
  expect(await usecases.status.pro(payer, null)).toMatchObject({ held: 0 });
});

it('a refusal for lack of credits tells amounts below a hundredth of a credit as they are', async () => {
  const rule = flatRule({ id: 'tiny', models: '*', venue: 'local', perRequest: microcredits(20) });
  const base = ledger({ config: { priceRules: [rule] } });
  const payer = await base.grant('poor', 1);
  await base.usecases.operator.adjust({
    owner: tokenOwner(hashOf('poor')),
    amount: microcreditsDelta(-999_981),
    reason: 'r',
    ref: 'a',
  });
  expect(await base.usecases.holds.reserve(payer, { id: holdId(), model: 'm', venue: 'local' })).toMatchObject({
    code: 'credits_exhausted',
    params: { needed_microcredits: 20, available_microcredits: 19 },
  });
});
