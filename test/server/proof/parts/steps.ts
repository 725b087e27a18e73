// What can happen to a ledger, as values that fast-check can make and shrink.
import * as fc from 'fast-check';
import { people } from './auditor-rules.ts';

const person = fc.nat({ max: people.length - 1 });
const payer = { person, by: fc.constantFrom('wallet' as const, 'free' as const, 'plan' as const, 'purse' as const) };
/** Counted back from the newest. */
const which = fc.nat({ max: 5 });
const model = fc.constantFrom('small', 'small', 'small', 'big', 'tokens', 'tokens', 'tokens', 'unpriced');
const tokens = fc.record({ prompt: fc.nat({ max: 600 }), output: fc.nat({ max: 400 }) });
const question = { ...payer, model, estimate: fc.option(tokens, { freq: 3 }) };

const reserve = fc.record({ kind: fc.constant('reserve' as const), ...question });
const captured = fc.record({ how: fc.constant('captured' as const), used: tokens });
const released = fc.record({ how: fc.constant('released' as const) });
const extended = fc.record({
  how: fc.constant('extended' as const),
  ms: fc.option(fc.integer({ min: 1, max: 300_000 }), { freq: 3 }),
});
const read = fc.record({ how: fc.constant('read' as const) });
const ask = fc.record({
  kind: fc.constant('ask' as const),
  asked: fc.oneof({ weight: 3, arbitrary: captured }, { weight: 2, arbitrary: released }, extended),
  which,
});

/** The edges of holds and windows more often than chance would have them. */
const leap = fc.oneof(
  fc.integer({ min: 1, max: 250_000 }),
  fc.integer({ min: -250_000, max: -1 }),
  fc.constantFrom(100_000, -100_000, 99_999, 600_000, -600_000),
);

export const step = fc.oneof(
  { weight: 9, arbitrary: reserve },
  { weight: 5, arbitrary: ask },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('burst' as const),
      parts: fc.array(fc.oneof(reserve, ask), { minLength: 2, maxLength: 6 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('read' as const), which }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('repeat' as const), which }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('change' as const),
      which,
      field: fc.constantFrom('person' as const, 'by' as const, 'model' as const, 'venue' as const, 'estimate' as const),
      ...question,
      venue: fc.constantFrom('local' as const, 'hosted' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('steal' as const),
      asked: fc.oneof(captured, released, extended, read),
      which,
      ...payer,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('grant' as const), person, count: fc.integer({ min: 1, max: 3 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('adjust' as const),
      person,
      amount: fc.integer({ min: -3_000_000, max: 3_000_000 }).filter((amount) => amount !== 0),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('buy' as const), person }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('take back' as const), which: fc.nat({ max: 3 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('clock' as const), by: leap }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('sweep' as const) }) },
);
export type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;
