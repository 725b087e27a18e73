// What is asked through both ways of charging: each payer with each price, estimate, purse, end and repeat.
import { WrittenPriceRules } from '../../../../server/contract/holds/prices.ts';
import { Plan } from '../../../../server/contract/plans/plans.ts';
import { builtInPlans } from '../../../../server/domain/plans/plan.ts';

export const priceRules = WrittenPriceRules.parse([
  { id: 'flat', models: 'flat *', venue: 'hosted', per_request_microcredits: 300 },
  {
    id: 'tokens',
    models: 'tokens *',
    venue: 'hosted',
    base_microcredits: 7,
    per_input_token_microcredits: 2,
    per_output_token_microcredits: 3,
    output_multiplier: 1.5,
    per_kilobyte_microcredits: 1_000,
  },
]);

/** So many messages of the one network all visitors come from: some of them find none left. */
export const freeLimit = 30;

export const differentPlans: readonly (readonly [name: string, limits: object])[] = [
  ['everything is open', {}],
  ['one model is closed', { models: ['flat *', 'unpriced *'] }],
  ['the minute has room for one', { per_minute: 1 }],
  ['the month has room for one', { monthly_quota: 1 }],
  [
    'the day asks for another model',
    { daily: { amount: 1, resets_at: '00:00', overflow: { kind: 'degrade', to_model: 'flat' } } },
  ],
  [
    'the day in money has room for one',
    { daily: { unit: 'cents', amount: 1, resets_at: '00:00', overflow: { kind: 'grace', amount: 1 } } },
  ],
];

export function plansWith(limits: object): readonly Plan[] {
  return builtInPlans.map((plan) =>
    Plan.parse({ ...plan, monthly_quota: null, per_minute: null, daily: null, ...limits }),
  );
}

const payers = ['wallet', 'unknown token', 'user', 'visitor'] as const;
const models = ['flat', 'tokens', 'unpriced'] as const;
const estimates = [null, { promptTokens: 10, outputTokens: 50, responseBytes: 100 }] as const;
/** Nothing for a message, enough for a part of one, and plenty. */
const purses = [1, 250, 10_000] as const;
const ends = [
  { kind: 'captured', promptTokens: 10, completionTokens: 20 },
  { kind: 'captured', promptTokens: 1_000, completionTokens: 1_000 },
  { kind: 'released' },
] as const;
const repeats = ['never', 'the same', 'another'] as const;

export type Case = {
  readonly payer: (typeof payers)[number];
  readonly model: (typeof models)[number];
  readonly estimate: (typeof estimates)[number];
  /** What a wallet has, in microcredits. */
  readonly purse: (typeof purses)[number];
  readonly end: (typeof ends)[number];
  readonly repeat: (typeof repeats)[number];
};

const everyCase: readonly Case[] = payers
  .flatMap((payer) =>
    models.flatMap((model) =>
      estimates.flatMap((estimate) =>
        (payer === 'wallet' ? purses : [purses[0]]).flatMap((purse) =>
          ends.flatMap((end) => repeats.map((repeat) => ({ payer, model, estimate, purse, end, repeat }))),
        ),
      ),
    ),
  )
  .filter(isWorthIt);

/** What is always refused has no end; a release is not repeated, for the one way keeps it and the other tries again. */
function isWorthIt({ payer, model, end, repeat }: Case): boolean {
  if (payer === 'unknown token' || model === 'unpriced') return end === ends[0] && repeat === 'never';
  return end.kind === 'captured' || repeat !== 'the same';
}

export function nameOf({ payer, model, estimate, purse, end, repeat }: Case): string {
  const bound = estimate === null ? 'without an estimate' : 'with an estimate';
  const used = end.kind === 'captured' ? `${end.completionTokens} tokens` : 'released';
  return [payer, model, bound, `a purse of ${purse}`, used, `repeated ${repeat}`].join(', ');
}

/** A way of charging. `play` resolves with each answer: "held", or the code of the no, and how a repeat was answered. */
export type Way = {
  readonly path: string;
  play(one: Case, nth: number): Promise<readonly string[]>;
  close(): Promise<void>;
};

/** The answer of a sold model. */
export const answerText = 'x'.repeat(80);

/** Each asks for a model of their own, so that its hold is found in the ledger. */
export const modelOf = ({ model }: Case, nth: number): string => `${model} ${nth}`;

/** What the price of an unknown use comes to has nothing to do with the plan, so that one table has all of them. */
export function casesFor(limits: object): readonly Case[] {
  return Object.keys(limits).length === 0 ? everyCase : everyCase.filter(({ estimate }) => estimate !== null);
}

/** So few that some of them come again. */
export const userOf = (nth: number): string => `user ${nth % 8}`;

/** Asks once, and again where that was held and the case says so. */
export async function asked(
  one: Case,
  nth: number,
  ask: (model: string) => Promise<string>,
): Promise<readonly string[]> {
  const first = await ask(modelOf(one, nth));
  // A no is kept by the one way, and not by the other.
  if (first !== 'held' || one.repeat === 'never') return [first];
  return [first, await ask(one.repeat === 'the same' ? modelOf(one, nth) : `flat ${nth} again`)];
}
