// What can happen to a ledger, as values that fast-check can make and shrink, and how each is done to the real one.
import { randomUUID } from 'node:crypto';
import * as fc from 'fast-check';
import type { HoldId } from '../../../../server/contract/holds.ts';
import type { OrderId } from '../../../../server/contract/orders.ts';
import type { Caller, HoldAnswered, Refused } from '../../../../server/usecases/usecases.ts';
import { type TestLedger, credits, guest, hashOf, holder, holdId } from '../../../support/server-ledger.ts';
import { type Auditor, type Payer, type Question, type Told, people } from './auditor.ts';

const person = fc.nat({ max: people.length - 1 });
const payer = { person, isPaid: fc.boolean() };
/** Counted back from the newest. */
const which = fc.nat({ max: 7 });
const model = fc.constantFrom('small', 'small', 'small', 'big', 'unpriced');

const reserve = fc.record({ kind: fc.constant('reserve' as const), ...payer, model });
const end = fc.record({
  kind: fc.constant('end' as const),
  how: fc.constantFrom('captured' as const, 'released' as const),
  which,
});

export const step = fc.oneof(
  { weight: 5, arbitrary: reserve },
  { weight: 5, arbitrary: end },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('burst' as const),
      parts: fc.array(fc.oneof(reserve, end), { minLength: 2, maxLength: 6 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('read' as const), which }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('repeat' as const), which }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('change' as const),
      which,
      ...payer,
      model,
      venue: fc.constantFrom('local' as const, 'hosted' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('steal' as const),
      how: fc.constantFrom('captured' as const, 'released' as const, 'read' as const),
      which,
      ...payer,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('grant' as const), person, count: fc.integer({ min: 1, max: 3 }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('buy' as const), person }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('take back' as const), which: fc.nat({ max: 3 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('clock' as const),
      by: fc.oneof(
        fc.integer({ min: 1, max: 250_000 }),
        fc.integer({ min: -250_000, max: -1 }),
        fc.constantFrom(100_000, -100_000, 99_999, 600_000, -600_000),
      ),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('sweep' as const) }) },
);
export type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;
type Part = Extract<Step, { readonly kind: 'reserve' | 'end' }>;

/** A reply and what the auditor said it would be. */
export type Compared = readonly [told: Told, predicted: Told];

export type World = {
  readonly ledger: TestLedger;
  readonly auditor: Auditor;
  readonly bought: OrderId[];
  readonly time: { now: number };
};

const usage = { prompt_tokens: 1, completion_tokens: 1, duration_ms: 1 };

function callerOf({ person, isPaid }: Payer): Caller {
  const { name, bucket } = people[person] ?? people[0];
  return isPaid ? holder(name) : guest(name, bucket);
}

function tell(answer: HoldAnswered | Refused): Told {
  const { remaining } = answer;
  const left =
    remaining === undefined
      ? {}
      : { left: remaining.pro_left_microcredits ?? remaining.free_left, resetsAt: remaining.free_resets_at };
  if (answer.kind === 'refused') return { said: answer.code, ...left };
  const { hold, isNew } = answer;
  const stands = { amount: hold.amount_microcredits, captured: hold.captured_microcredits };
  const times = { createdAt: hold.created_at, expiresAt: hold.expires_at, endedAt: hold.ended_at };
  return { said: hold.state, isNew, ...stands, ...times, ...left };
}

const nobody: Question = { person: 0, isPaid: false, model: 'small', venue: 'local' };

function idAt({ auditor }: World, which: number): HoldId {
  return auditor.ids.at(-1 - which) ?? holdId();
}

/** Asks at once and in order: the auditor books while the real ledger still waits for its commit. */
function start(part: Part, world: World): Promise<Compared> {
  const { auditor, ledger } = world;
  const { holds } = ledger.usecases;
  if (part.kind === 'reserve') {
    const id = holdId();
    const asked: Question = { person: part.person, isPaid: part.isPaid, model: part.model, venue: 'local' };
    auditor.ids.push(id);
    return compare(holds.reserve(callerOf(asked), { id, ...bodyOf(asked) }), auditor.reserve(id, asked));
  }
  const id = idAt(world, part.which);
  return endBy(world, { id, by: auditor.questionOf(id) ?? nobody, how: part.how });
}

function endBy(
  { auditor, ledger }: World,
  asked: { readonly id: HoldId; readonly by: Payer; readonly how: 'captured' | 'released' | 'read' },
): Promise<Compared> {
  const { holds } = ledger.usecases;
  const { id, by, how } = asked;
  const caller = callerOf(by);
  const answer =
    how === 'captured'
      ? holds.capture(caller, id, usage, 'completed')
      : how === 'released'
        ? holds.release(caller, id, null)
        : holds.read(caller, id);
  return compare(answer, auditor.end(id, by, how));
}

const bodyOf = ({ model, venue }: Question) => ({ model, venue });

async function compare(answer: Promise<HoldAnswered | Refused>, predicted: Told): Promise<Compared> {
  return [tell(await answer), predicted];
}

/** Does one step on both sides. */
export async function take(one: Step, world: World): Promise<readonly Compared[]> {
  const { auditor, ledger } = world;
  switch (one.kind) {
    case 'reserve':
    case 'end':
      return [await start(one, world)];
    case 'burst':
      return Promise.all(one.parts.map((part) => start(part, world)));
    case 'read': {
      const id = idAt(world, one.which);
      return [await endBy(world, { id, by: auditor.questionOf(id) ?? nobody, how: 'read' })];
    }
    case 'steal':
      return [await endBy(world, { id: idAt(world, one.which), by: one, how: one.how })];
    case 'repeat': {
      const id = idAt(world, one.which);
      const asked = auditor.questionOf(id) ?? nobody;
      const answer = ledger.usecases.holds.reserve(callerOf(asked), { id, ...bodyOf(asked) });
      return [await compare(answer, auditor.reserve(id, asked))];
    }
    case 'change': {
      const id = idAt(world, one.which);
      const asked: Question = { person: one.person, isPaid: one.isPaid, model: one.model, venue: one.venue };
      const answer = ledger.usecases.holds.reserve(callerOf(asked), { id, ...bodyOf(asked) });
      return [await compare(answer, auditor.reserve(id, asked))];
    }
    case 'grant': {
      const gift = {
        tokenHash: hashOf(people[one.person]?.name ?? ''),
        amount: credits(one.count),
        reason: 'r',
        ref: randomUUID(),
      };
      const answer = await ledger.usecases.operator.grant(gift);
      const again = await ledger.usecases.operator.grant(gift);
      const predicted = auditor.grant(one.person, one.count);
      return [
        [granted(answer), predicted],
        [granted(again), { ...predicted, isNew: false }],
      ];
    }
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

function granted(answer: Awaited<ReturnType<TestLedger['usecases']['operator']['grant']>>): Told {
  return answer.kind === 'refused'
    ? { said: answer.code }
    : { said: answer.kind, isNew: answer.isNew, left: answer.balance };
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
