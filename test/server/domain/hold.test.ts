// The life of one hold: what opens, extends and ends it, and what each of these writes and gives back.
import { expect, it } from 'vitest';
import { clientKey } from '../../../server/domain/allowance.ts';
import {
  type HoldEnding,
  type HoldOpening,
  clientHolder,
  endHold,
  extendHold,
  holdFromAllowance,
  holdFromPlan,
  holdFromWallet,
  isHoldDue,
  subjectHolder,
  toHold,
  tokenHolder,
} from '../../../server/domain/hold.ts';
import { emptyWallet, revenueAccount, tokenOwner, walletAccount, walletId } from '../../../server/domain/ledger.ts';
import { microcredits } from '../../../server/domain/money.ts';
import { builtInPlans, minuteWindow, planSubject } from '../../../server/domain/plan.ts';
import { flatRule, noUsage } from '../../../server/domain/price.ts';
import { hashOf, holdId, start } from '../../support/server-ledger.ts';

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
  return holdFromPlan(opening(), { planId: plan.id, counted: windows, degrade: null });
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

it('a price whose bound is not known holds nothing', () => {
  const each = microcredits(1);
  const none = microcredits(0);
  const metered = {
    kind: 'metered' as const,
    base: none,
    minimum: none,
    inputMultiplier: 0,
    outputMultiplier: 0,
    perInputToken: each,
    perOutputToken: each,
    perKilobyte: none,
    perSecond: none,
    perImage: none,
  };
  expect(() => holdFromWallet(opening({ price: metered }), wallet)).toThrow('has no bound');
});

it('a hold that is extended stays as it was but for its end, and gives nothing back', () => {
  const { hold } = fromWallet();
  expect(extendHold(hold, { now: start, until: start + 5_000, ageMaxMs: 3_000 })).toEqual({
    hold: { ...hold, expiresAt: start + 3_000 },
    posting: null,
    allowances: [],
    givenBack: [],
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
    transfers: [{ from: walletAccount(wallet.id), to: revenueAccount, amount: 7, reason: 'm', at: start + 10 }],
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
