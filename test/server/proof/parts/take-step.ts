// Does one step to the real ledger and to the auditor, and gives both words for it.
import { randomUUID } from 'node:crypto';
import type { HoldId } from '../../../../server/contract/holds/holds.ts';
import type { OrderId } from '../../../../server/contract/orders/orders.ts';
import { microcreditsDelta } from '../../../../server/domain/money.ts';
import type { Caller } from '../../../../server/usecases/caller.ts';
import type { HoldAnswered } from '../../../../server/usecases/holds/hold-answered.ts';
import type { Refused } from '../../../../server/usecases/refusal.ts';
import { type TestLedger, credits, guest, hashOf, holder, holdId } from '../../../support/server-ledger.ts';
import { type Payer, type Question, type Tokens, people } from './auditor-rules.ts';
import type { Asked, Auditor, Told } from './auditor.ts';
import type { Step } from './steps.ts';
import { personCaller } from '../../../support/person-caller.ts';
import { tokenOwner } from '../../../../server/domain/wallets/ledger.ts';

/** A reply and what the auditor said it would be. */
export type Compared = readonly [told: Told, predicted: Told];

export type World = {
  readonly ledger: TestLedger;
  readonly auditor: Auditor;
  readonly bought: OrderId[];
  readonly time: { now: number };
  /** Whether the auditor books what is asked at once in the order in which it was asked, or answered. */
  readonly order: 'as asked' | 'as answered';
};

type Part = Extract<Step, { readonly kind: 'reserve' | 'ask' }>;

export async function take(one: Step, world: World): Promise<readonly Compared[]> {
  const { auditor, ledger } = world;
  switch (one.kind) {
    case 'reserve':
    case 'ask':
      return [await start(one, world)];
    case 'burst':
      return Promise.all(one.parts.map((part) => start(part, world)));
    case 'read':
      return [await ask(world, idAt(world, one.which), { asked: { how: 'read' } })];
    case 'steal':
      return [await ask(world, idAt(world, one.which), { asked: one.asked, by: one })];
    case 'repeat': {
      const id = idAt(world, one.which);
      return [await reserve(world, id, auditor.questionOf(id) ?? nobody)];
    }
    case 'change': {
      const id = idAt(world, one.which);
      const asked = auditor.questionOf(id) ?? nobody;
      return [await reserve(world, id, { ...asked, [one.field]: one[one.field] })];
    }
    case 'grant':
      return grant(world, one);
    case 'adjust':
      return adjust(world, one);
    case 'buy': {
      const order = await ledger.checkout({ tokenHash: hashOf(people[one.person]?.name ?? '') });
      world.bought.push(order.orderId);
      await paymentSays(world, order.orderId, 'paid');
      auditor.buy(one.person);
      return [];
    }
    case 'take back': {
      const id = world.bought[one.which];
      if (id === undefined) return [];
      await paymentSays(world, id, 'refunded');
      auditor.takeBack(one.which);
      return [];
    }
    case 'clock':
      world.time.now += one.by;
      ledger.clock.set(world.time.now);
      auditor.setClock(world.time.now);
      return [];
    case 'sweep':
      await ledger.runOnce();
      auditor.sweep();
      return [];
  }
}

const nobody: Question = { person: 0, by: 'free', model: 'small', venue: 'local', estimate: null };

function idAt({ auditor }: World, which: number): HoldId {
  return auditor.ids.at(-1 - which) ?? holdId();
}

/** Asks at once: it is answered when the real ledger has committed it. */
function start(part: Part, world: World): Promise<Compared> {
  if (part.kind === 'ask') return ask(world, idAt(world, part.which), { asked: part.asked });
  const id = holdId();
  world.auditor.ids.push(id);
  return reserve(world, id, { ...part, venue: 'local' });
}

function reserve(world: World, id: HoldId, asked: Question): Promise<Compared> {
  const { ledger, auditor } = world;
  const { person, by, model, venue, estimate } = asked;
  const bound =
    estimate === null ? {} : { estimate: { prompt_tokens: estimate.prompt, output_tokens: estimate.output } };
  const answer = ledger.usecases.holds.reserve(callerOf(asked), { id, model, venue, ...bound });
  return compare(world, answer, () => auditor.reserve(id, { person, by, model, venue, estimate }));
}

/** Without `by` it is asked by whoever made the hold. */
function ask(
  world: World,
  id: HoldId,
  { asked, by = world.auditor.questionOf(id) ?? nobody }: { readonly asked: Asked; readonly by?: Payer },
): Promise<Compared> {
  const { ledger, auditor } = world;
  const { holds } = ledger.usecases;
  const caller = callerOf(by);
  const answer = (): Promise<HoldAnswered | Refused> => {
    switch (asked.how) {
      case 'captured':
        return holds.capture(caller, id, usageOf(asked.used), 'completed');
      case 'released':
        return holds.release(caller, id, null);
      case 'extended':
        return holds.extend(caller, id, asked.ms);
      case 'read':
        return holds.read(caller, id);
    }
  };
  return compare(world, answer(), () => auditor.ask(id, by, asked));
}

const usageOf = ({ prompt, output }: Tokens) => ({ prompt_tokens: prompt, completion_tokens: output, duration_ms: 1 });

function callerOf({ person, by }: Payer): Caller {
  const { name, bucket } = people[person] ?? people[0];
  switch (by) {
    case 'wallet':
      return holder(name);
    case 'free':
      return guest(name, bucket);
    case 'plan':
      return personCaller(name);
    case 'purse':
      return personCaller(`${name} at work`, { scope: 'org', org: name, plan: `purse${person}` });
  }
}

async function compare(
  { order }: World,
  answer: Promise<HoldAnswered | Refused>,
  predict: () => Told,
): Promise<Compared> {
  if (order === 'as answered') return [tell(await answer), predict()];
  const predicted = predict();
  return [tell(await answer), predicted];
}

function tell(answer: HoldAnswered | Refused): Told {
  const { remaining, plan } = answer;
  const stands = {
    ...(remaining && {
      left: remaining.pro_left_microcredits ?? remaining.free_left,
      resetsAt: remaining.free_resets_at,
    }),
    ...(plan && { thisMinute: plan.usageThisMinute, monthLeft: plan.usageRemaining }),
  };
  if (answer.kind === 'refused') return { said: answer.code, ...stands };
  const { hold, isNew } = answer;
  return {
    said: hold.state,
    isNew,
    amount: hold.amount_microcredits,
    captured: hold.captured_microcredits,
    overrun: hold.overrun_microcredits ?? 0,
    outputLimit: hold.output_limit_tokens ?? null,
    createdAt: hold.created_at,
    expiresAt: hold.expires_at,
    endedAt: hold.ended_at,
    ...stands,
  };
}

/** Twice each: the second time changes nothing. */
async function grant(
  { ledger, auditor }: World,
  { person, count }: { readonly person: number; readonly count: number },
): Promise<readonly Compared[]> {
  const owner = tokenOwner(hashOf(people[person]?.name ?? ''));
  const gift = { owner, amount: credits(count), reason: 'r', ref: randomUUID() };
  const answers = [await ledger.usecases.operator.grant(gift), await ledger.usecases.operator.grant(gift)];
  return twice(answers, auditor.grant(person, count));
}

async function adjust(
  { ledger, auditor }: World,
  { person, amount }: { readonly person: number; readonly amount: number },
): Promise<readonly Compared[]> {
  const owner = tokenOwner(hashOf(people[person]?.name ?? ''));
  const correction = { owner, amount: microcreditsDelta(amount), reason: 'r', ref: randomUUID() };
  const answers = [
    await ledger.usecases.operator.adjust(correction),
    await ledger.usecases.operator.adjust(correction),
  ];
  return twice(answers, auditor.adjust(person, amount));
}

type Booked = { readonly kind: string; readonly balance: number; readonly isNew: boolean } | Refused;

function twice(answers: readonly Booked[], predicted: Told): readonly Compared[] {
  return answers.map((answer, i) => [
    'code' in answer ? { said: answer.code } : { said: answer.kind, isNew: answer.isNew, left: answer.balance },
    i === 0 || predicted.isNew === undefined ? predicted : { ...predicted, isNew: false },
  ]);
}

async function paymentSays({ ledger }: World, orderId: OrderId, state: 'paid' | 'refunded'): Promise<void> {
  ledger.rail.say(`txn:${orderId}`, { state, providerStatus: state, paidCents: 500 });
  await ledger.deliver({ orderId });
  await ledger.runOnce();
}

/** What each person has, by the ledger and by the auditor. */
export async function standings({ ledger, auditor }: World): Promise<readonly (readonly [unknown, unknown])[]> {
  return Promise.all(
    people.map(async ({ name, bucket }, i) => {
      const paid = await ledger.usecases.status.pro(holder(name), null);
      const free = await ledger.usecases.status.pro(guest(name, bucket), null);
      const wallet = paid.kind === 'refused' ? [null, 0] : [paid.balance, paid.held];
      const allowance = free.kind === 'refused' ? null : { left: free.free?.left, resetsAt: free.free?.resetsAt };
      return [[...wallet, allowance], auditor.standing(i)] as const;
    }),
  );
}
