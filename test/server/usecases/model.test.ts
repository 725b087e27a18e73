// A model of the whole ledger in thirty lines, against the real one on SQLite: the model predicts each reply.
import { randomUUID } from 'node:crypto';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { HoldId } from '../../../server/contract/holds.ts';
import {
  type TestLedger,
  credits,
  guest,
  hashOf,
  holder,
  holdId,
  openTestLedger,
  start,
} from '../../support/server-ledger.ts';

const people = 3;
const freeLimit = 3;
const windowMs = 600_000;
const ttlMs = 100_000;
const usage = { prompt_tokens: 1, completion_tokens: 1, duration_ms: 1 };

type Hold = {
  readonly person: number;
  readonly isPaid: boolean;
  readonly at: number;
  readonly window: number;
  state: string;
};
type Model = {
  now: number;
  balance: number[];
  windows: { start: number; used: number }[];
  holds: Map<HoldId, Hold>;
  order: HoldId[];
};

const person = fc.nat({ max: people - 1 });
const which = fc.nat({ max: 7 });
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('reserve' as const), person, isPaid: fc.boolean() }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constantFrom('capture' as const, 'release' as const, 'repeat' as const), which }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('grant' as const), person, count: fc.integer({ min: 1, max: 3 }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 250_000 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('sweep' as const) }) },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

function expire(model: Model): void {
  for (const hold of model.holds.values())
    if (hold.state === 'held' && model.now >= hold.at + ttlMs) finish(model, hold, 'expired');
}

function finish(model: Model, hold: Hold, state: 'captured' | 'released' | 'expired'): void {
  hold.state = state;
  const window = model.windows[hold.person];
  if (hold.isPaid && state === 'captured') model.balance[hold.person] = (model.balance[hold.person] ?? 0) - 1;
  if (!hold.isPaid && state !== 'captured' && window?.start === hold.window) window.used -= 1;
}

/** What a reserve will be told, booked in the model. */
function predictReserve(
  model: Model,
  id: HoldId,
  asked: { readonly person: number; readonly isPaid: boolean },
): string {
  const { person, isPaid } = asked;
  if (isPaid) {
    const held = [...model.holds.values()].filter(
      (hold) => hold.isPaid && hold.person === person && hold.state === 'held',
    ).length;
    if ((model.balance[person] ?? 0) - held < 1) return 'credits_exhausted';
  } else {
    const open = model.windows[person];
    const window = open !== undefined && model.now < open.start + windowMs ? open : { start: model.now, used: 0 };
    if (window.used >= freeLimit) return 'free_exhausted';
    window.used += 1;
    model.windows[person] = window;
  }
  model.holds.set(id, { person, isPaid, at: model.now, window: model.windows[person]?.start ?? 0, state: 'held' });
  model.order.push(id);
  return 'held';
}

function callerOf(hold: Pick<Hold, 'person' | 'isPaid'>) {
  return hold.isPaid ? holder(`p${hold.person}`) : guest(`p${hold.person}`);
}

/** Does one step on both sides and gives both replies. */
async function take(
  one: Step,
  model: Model,
  { usecases, clock }: TestLedger,
): Promise<readonly [told: string, predicted: string]> {
  const told = (reply: Awaited<ReturnType<typeof usecases.holds.read>>) =>
    reply.kind === 'refused' ? reply.code : reply.hold.state;
  switch (one.kind) {
    case 'wait':
      model.now += one.ms;
      clock.set(model.now);
      return ['', ''];
    case 'sweep':
      await usecases.worker.runOnce(new AbortController().signal);
      expire(model);
      return ['', ''];
    case 'grant': {
      const amount = credits(one.count);
      model.balance[one.person] = (model.balance[one.person] ?? 0) + one.count;
      const reply = await usecases.operator.grant({
        tokenHash: hashOf(`p${one.person}`),
        amount,
        reason: 'r',
        ref: randomUUID(),
      });
      return [
        reply.kind === 'granted' ? String(reply.balance) : reply.code,
        String(credits(model.balance[one.person] ?? 0)),
      ];
    }
    case 'reserve': {
      const id = holdId();
      const reply = await usecases.holds.reserve(callerOf(one), { id, model: 'm', venue: 'local' });
      return [told(reply), predictReserve(model, id, one)];
    }
    case 'capture':
    case 'release':
    case 'repeat': {
      const id = model.order[model.order.length - 1 - one.which];
      const hold = id === undefined ? undefined : model.holds.get(id);
      if (id === undefined || hold === undefined) return ['', ''];
      const caller = callerOf(hold);
      if (one.kind === 'repeat')
        return [told(await usecases.holds.reserve(caller, { id, model: 'm', venue: 'local' })), hold.state];
      const isDue = model.now >= hold.at + ttlMs;
      if (hold.state === 'held')
        finish(model, hold, isDue ? 'expired' : one.kind === 'capture' ? 'captured' : 'released');
      const reply =
        one.kind === 'capture'
          ? usecases.holds.capture(caller, id, usage, 'completed')
          : usecases.holds.release(caller, id, null);
      return [told(await reply), hold.state];
    }
  }
}

it('every reply is the one that a model of the ledger predicts, and the sums hold at the end', async () => {
  const config = { freeLimit, freeWindowSeconds: windowMs / 1000, holdTtlMs: ttlMs };
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      const ledger = openTestLedger({ config });
      for (let p = 0; p < people; p += 1) await ledger.grant(`p${p}`, 1);
      const model: Model = {
        now: start,
        balance: Array.from({ length: people }, () => 1),
        windows: [],
        holds: new Map(),
        order: [],
      };
      const replies: (readonly [string, string])[] = [];
      for (const one of steps) replies.push(await take(one, model, ledger));
      await ledger.close();
      expect(replies.map(([told]) => told)).toEqual(replies.map(([, predicted]) => predicted));
    }),
    { numRuns: Number(process.env['LEDGER_RUNS'] ?? 30) },
  );
}, 120_000);
