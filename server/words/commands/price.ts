// What the command says that explains a price.
import type { PricePart } from '../../contract/holds/prices.ts';
import { microcreditsPerCredit } from '../../contract/money.ts';

const partNames: Readonly<Record<PricePart, string>> = {
  request: 'request',
  input: 'input tokens',
  cached_input: 'cached input tokens',
  output: 'output tokens',
  reasoning: 'reasoning tokens',
  byte: 'bytes of the answer',
  minute: 'minutes',
  image: 'images',
};

const both = (amount: number): string =>
  `${amount.toLocaleString('en')} microcredits (${(amount / microcreditsPerCredit).toLocaleString('en', { maximumFractionDigits: 6 })} credits)`;

export const priceSays = {
  whichToDo: 'What is to be done with prices? There is "price explain".',
  notWhole: (name: string) => `--${name} must be a whole number`,
  modelMissing: '--model is missing: whose price is meant',
  modelEmpty: '--model must not be empty',
  venueWrong: '--venue must be hosted or local',
  minutesWrong: '--minutes must be a number such as 1.5',
  cachedTooMany: '--cached is a part of --prompt and may not be more',
  reasoningTooMany: '--reasoning is a part of --output and may not be more',
  title: (of: { readonly model: string; readonly venue: string; readonly planId: string; readonly ruleId: string }) =>
    `${of.model}, ${of.venue}, on the plan "${of.planId}": the price rule "${of.ruleId}" decides.`,
  columns: ['part', 'units', 'each, microcredits', 'cost, microcredits'],
  part: (part: PricePart) => partNames[part],
  charged: (cost: number) => `Charged, rounded up once:  ${both(cost)}`,
  minimum: (least: number) => `Never less than:           ${both(least)}`,
  bound: (most: number) => `Reserved before the work:  ${both(most)}`,
  noBound:
    'Reserved before the work:  it has no bound, so wallets are not served; an estimate of the time or the bytes is missing',
} as const;
