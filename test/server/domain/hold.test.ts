// The life of one hold: what opens, extends and ends it, and what each of these writes and gives back.
import { expect, it } from 'vitest';
import { clientKey } from '../../../server/domain/holds/allowance.ts';
import { endHold } from '../../../server/domain/holds/end-hold.ts';
import {
  type HoldEnding,
  clientHolder,
  extendHold,
  isHoldDue,
  subjectHolder,
  toHold,
  tokenHolder,
} from '../../../server/domain/holds/hold.ts';
import {
  type HoldOpening,
  holdFromAllowance,
  holdFromPlan,
  holdFromWallet,
} from '../../../server/domain/holds/open-hold.ts';
import {
  emptyWallet,
  revenueAccount,
  tokenOwner,
  walletAccount,
  walletId,
} from '../../../server/domain/wallets/ledger.ts';
import { one, ratePer } from '../../../server/domain/rate.ts';
import { microcredits } from '../../../server/domain/money.ts';
import { builtInPlans, minuteWindow, planSubject } from '../../../server/domain/plans/plan.ts';
import { flatRule, noUsage } from '../../../server/domain/holds/price.ts';
import { hashOf, holdId, start } from '../../support/ledger-values.ts';

const ttlMs = 1_000;
const { price } = flatRule({ id: 'r', models: '*', venue: 'local', perRequest: microcredits(7) });
const wallet = { ...emptyWallet({ id: walletId('w'), owner: tokenOwner(hashOf('t')) }), balance: microcredits(10) };
const counted = [{ key: clientKey('c'), startedAt: start, used: 1 }];
const seen = counted.map((count) => ({ key: count.key, count }));
const windows = [minuteWindow('ada', start)];
const capture: HoldEnding = { kind: 'capture', usage: noUsage, outcome: 'complete' };
const release: HoldEnding = { kind: 'release', reason: 'stopped' };
const [plan] = builtInPlans;

function opening(change: Partial<HoldOpening> = {}): HoldOpening {
  const holder = tokenHolder(hashOf('t'));
  return { id: holdId(), holder, model: 'm', venue: 'local', price, now: start, ttlMs, ...change };
}

function fromWallet() {
  const made = holdFromWallet(opening(), wallet);
  if (made === null) throw new Error('the wallet affords it');
  return { hold: made.hold, wallet: made.posting.after };
}

function fromPlan() {
  if (plan === undefined) throw new Error('there are plans from the start');
  return holdFromPlan(opening(), { planId: plan.id, counted: windows });
}

const at = (now: number) => ({ now, wallet: null, allowances: seen });

it('no two clients, tokens or subjects share their holds', () => {
  const holders = ['a', 'b'].flatMap((name) => [
    clientHolder(name),
    tokenHolder(hashOf(name)),
    subjectHolder(planSubject('user', name)),
    subjectHolder(planSubject('org', name)),
  ]);
  expect(new Set(holders).size).toBe(holders.length);
});

it('a use is worth what its price says up to its bound, whoever pays for it', () => {
  const metered = flatToken(3);
  const estimate = { promptTokens: 0, completionTokens: 10, durationMs: 0 };
  const ending = (completionTokens: number): HoldEnding => ({ ...capture, usage: { ...estimate, completionTokens } });
  const free = holdFromAllowance(opening({ price: metered, estimate }), counted);
  expect(endHold(free, ending(4), at(start + 1))?.hold).toMatchObject({ captured: 0, worth: 12 });
  expect(endHold(free, ending(11), at(start + 1))?.hold).toMatchObject({ captured: 0, worth: 30, overrun: 0 });
  expect(endHold(free, release, at(start + 1))?.hold).toMatchObject({ worth: 0 });
  const { hold, wallet: purse } = fromWallet();
  expect(endHold(hold, capture, { ...at(start + 1), wallet: purse })?.hold).toMatchObject({ captured: 7, worth: 7 });
  const unbounded = holdFromAllowance(opening({ price: metered }), counted);
  expect(endHold(unbounded, ending(100), at(start + 1))?.hold.worth).toBe(300);
});

function flatToken(each: number) {
  return { kind: 'metered', minimum: microcredits(0), rates: { output: ratePer(each, 1) } } as const;
}

it('a price whose bound is not known holds nothing', () => {
  const metered = { kind: 'metered' as const, minimum: microcredits(0), rates: { input: one, output: one } };
  expect(() => holdFromWallet(opening({ price: metered }), wallet)).toThrow('has no bound');
});

it('a hold that is extended stays as it was but for its end, and gives nothing back', () => {
  const { hold } = fromWallet();
  expect(extendHold(hold, { now: start, until: start + 5_000, ageMaxMs: 3_000 })).toEqual({
    hold: { ...hold, expiresAt: start + 3_000 },
    posting: null,
    allowances: [],
    givenBack: [],
    spent: null,
    overdraft: null,
    budgetChange: null,
  });
});

it('a hold does not expire before its time', () => {
  const { hold, wallet: held } = fromWallet();
  const end = (now: number) => endHold(hold, { kind: 'expire' }, { now, wallet: held, allowances: [] });
  expect(end(start + ttlMs - 1)).toBeNull();
  expect(end(start + ttlMs)?.hold).toMatchObject({ state: 'expired', outcome: 'expired', endedAt: start + ttlMs });
});

it('a hold is due at its end, and when the clock was put back by as much as it lasts', () => {
  const due = (now: number) => isHoldDue({ createdAt: start, expiresAt: start + ttlMs }, now);
  expect([start - ttlMs, start - ttlMs + 1, start + ttlMs - 1, start + ttlMs].map(due)).toEqual([
    true,
    false,
    false,
    true,
  ]);
});

it('a message counts once it is captured, and goes back when it is released or runs out, to what counted it', () => {
  const free = holdFromAllowance(opening(), counted);
  const ofPlan = fromPlan();
  const [count] = counted;
  const returned = [{ ...count, used: 0 }];
  expect(endHold(free, capture, at(start))).toMatchObject({ posting: null, allowances: [], givenBack: [] });
  expect(endHold(ofPlan, capture, at(start))).toMatchObject({ posting: null, allowances: [], givenBack: [] });
  for (const [ending, now] of [
    [release, start],
    [capture, start + ttlMs],
  ] as const) {
    expect(endHold(free, ending, at(now))).toMatchObject({ posting: null, allowances: returned, givenBack: [] });
    expect(endHold(ofPlan, ending, at(now))).toMatchObject({ posting: null, allowances: [], givenBack: windows });
  }
});

it('a capture is booked at the moment of the capture, once, and frees the whole hold', () => {
  const { hold, wallet: held } = fromWallet();
  const ended = endHold(hold, capture, { now: start + 10, wallet: held, allowances: [] });
  expect(ended?.posting).toMatchObject({
    transfers: [
      {
        from: walletAccount(wallet.id),
        to: revenueAccount,
        amount: 7,
        cause: { code: 'charge', model: 'm' },
        at: start + 10,
      },
    ],
    after: { balance: 3, held: 0 },
  });
  expect(ended && endHold(ended.hold, release, { now: start + 20, wallet: held, allowances: [] })).toBeNull();
});

it('a hold whose wallet is gone is not ended as if it had cost nothing', () => {
  expect(() => endHold(fromWallet().hold, capture, at(start))).toThrow('has lost its wallet');
});

it('an answer names a lowered limit, an overrun and another model only where there is one', () => {
  const { hold } = fromWallet();
  const plain = toHold(hold);
  for (const field of ['output_limit_tokens', 'overrun_microcredits', 'degraded', 'degrade_to_model'])
    expect(plain).not.toHaveProperty(field);
  expect(toHold({ ...hold, outputLimit: 3, overrun: microcredits(2), degrade: { toModel: null } })).toMatchObject({
    output_limit_tokens: 3,
    overrun_microcredits: 2,
    degraded: true,
    degrade_to_model: null,
  });
});

const perToken = { kind: 'metered' as const, minimum: microcredits(0), rates: { output: one } };

it('a wallet holds the whole bound, or as many tokens as it affords, or nothing', () => {
  const held = (change: Partial<HoldOpening>) => {
    const made = holdFromWallet(opening(change), wallet);
    return made && [made.hold.amount, made.hold.outputLimit, made.posting.after.held];
  };
  const tokens = (completionTokens: number) => ({ price: perToken, estimate: { ...noUsage, completionTokens } });
  expect([held(tokens(10)), held(tokens(11))]).toEqual([
    [10, null, 10],
    [10, 10, 10],
  ]);
  expect(held({ ...tokens(11), price: { ...perToken, rates: { output: ratePer(11, 1) } } })).toBeNull();
  const flat = (perRequest: number) => ({ price: { kind: 'flat' as const, perRequest: microcredits(perRequest) } });
  expect([held(flat(10)), held(flat(11))]).toEqual([[10, null, 10], null]);
});

it('a hold that has ended, or whose time is up, is not extended', () => {
  const { hold, wallet: held } = fromWallet();
  const longer = { now: start, until: start + 5_000, ageMaxMs: 9_000 };
  const ended = endHold(hold, release, { now: start, wallet: held, allowances: [] });
  expect(ended && extendHold(ended.hold, longer)).toBeNull();
  expect(extendHold(hold, { ...longer, now: start + ttlMs })).toBeNull();
});

it('a release says why, costs nothing and frees the whole hold', () => {
  const { hold, wallet: held } = fromWallet();
  const ended = endHold(hold, release, { now: start + 3, wallet: held, allowances: [] });
  expect(ended?.hold).toEqual({ ...hold, state: 'released', outcome: 'stopped', endedAt: start + 3 });
  expect(ended?.posting).toMatchObject({ transfers: [], after: { balance: 10, held: 0 } });
});

it('a use beyond the hold is never charged, and told only of a wallet', () => {
  const estimate = { ...noUsage, completionTokens: 4 };
  const over: HoldEnding = { kind: 'capture', usage: { ...noUsage, completionTokens: 9 }, outcome: 'complete' };
  const made = holdFromWallet(opening({ price: perToken, estimate }), wallet);
  const ended = made && endHold(made.hold, over, { now: start, wallet: made.posting.after, allowances: [] });
  expect(ended?.hold).toMatchObject({ state: 'captured', captured: 4, overrun: 5, usage: over.usage });
  expect(ended?.posting?.transfers).toMatchObject([{ ref: `hold:${made?.hold.id}`, amount: 4 }]);
  const free = holdFromAllowance(opening({ price: perToken, estimate }), counted);
  expect(endHold(free, over, at(start))?.hold).toMatchObject({ state: 'captured', captured: 0, overrun: 0 });
});
