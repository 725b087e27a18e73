// Explains a price at the command line: which rule decides, what each part comes to, and the sum.
import { z } from 'zod';
import type { Voice } from './by-hand.ts';
import { microcreditsPerCredit } from '../contract/money.ts';
import type { PricePart } from '../contract/holds/prices.ts';
import { loadSettings } from '../settings/config.ts';
import type { PricePreviewed } from '../usecases/prices/preview-price.ts';
import { sayInEnglish } from '../words/say-problem.ts';
import { inColumns } from './in-columns.ts';
import { withLedger } from './open-ledger.ts';

const count = (name: string) =>
  z
    .string()
    .regex(/^\d{1,9}$/, `--${name} must be a whole number`)
    .transform(Number)
    .prefault('0');

const Wish = z
  .object({
    model: z.string('--model is missing: whose price is meant').min(1, '--model must not be empty').max(200),
    venue: z.enum(['hosted', 'local'], '--venue must be hosted or local').default('hosted'),
    plan: z.string().default('pro'),
    prompt: count('prompt'),
    cached: count('cached'),
    output: count('output'),
    reasoning: count('reasoning'),
    images: count('images'),
    bytes: count('bytes'),
    minutes: z
      .string()
      .regex(/^\d{1,6}(\.\d{1,3})?$/, '--minutes must be a number such as 1.5')
      .transform((minutes) => Math.round(Number(minutes) * 60_000))
      .prefault('0'),
  })
  .refine(({ cached, prompt }) => cached <= prompt, '--cached is a part of --prompt and may not be more')
  .refine(({ reasoning, output }) => reasoning <= output, '--reasoning is a part of --output and may not be more');
type Wish = z.infer<typeof Wish>;

export async function price(
  env: Readonly<Record<string, string | undefined>>,
  values: Readonly<Record<string, unknown>>,
  { say, complain }: Voice,
): Promise<number> {
  if (values['action'] !== 'explain') return complain('What is to be done with prices? There is "price explain".');
  const wish = Wish.safeParse(values);
  if (!wish.success) return complain(wish.error.issues.map((issue) => `${issue.message}.`).join('\n'));
  const { model, venue, plan, ...used } = wish.data;
  const asked = { model, venue, usage: usageOf(used) };
  const told = await withLedger(loadSettings(env), ({ prices }) => prices.preview.onPlan(plan, asked));
  if (told.kind === 'refused') return complain(sayInEnglish(told));
  const title = `${model}, ${venue}, on the plan "${told.planId}": the price rule "${told.ruleId}" decides.`;
  return say([title, '', ...tableOf(told), '', ...sumsOf(told)].join('\n'));
}

function usageOf(used: Omit<Wish, 'model' | 'venue' | 'plan'>) {
  return {
    promptTokens: used.prompt,
    cachedTokens: used.cached,
    completionTokens: used.output,
    reasoningTokens: used.reasoning,
    images: used.images,
    responseBytes: used.bytes,
    durationMs: used.minutes,
  };
}

const names: Readonly<Record<PricePart, string>> = {
  request: 'request',
  input: 'input tokens',
  cached_input: 'cached input tokens',
  output: 'output tokens',
  reasoning: 'reasoning tokens',
  byte: 'bytes of the answer',
  minute: 'minutes',
  image: 'images',
};

function tableOf({ parts }: PricePreviewed): readonly string[] {
  const rows = parts.map(({ part, units, each, cost }) => {
    const many = part === 'minute' ? Math.round((units / 60_000) * 1_000) / 1_000 : units;
    return [names[part], many.toLocaleString('en', { maximumFractionDigits: 3 }), each, cost];
  });
  return inColumns([['part', 'units', 'each, microcredits', 'cost, microcredits'], ...rows]);
}

function sumsOf({ cost, minimum, bound }: PricePreviewed): readonly string[] {
  const both = (amount: number) =>
    `${amount.toLocaleString('en')} microcredits (${(amount / microcreditsPerCredit).toLocaleString('en', { maximumFractionDigits: 6 })} credits)`;
  return [
    `Charged, rounded up once:  ${both(cost)}`,
    ...(minimum > 0 ? [`Never less than:           ${both(minimum)}`] : []),
    bound === null
      ? 'Reserved before the work:  it has no bound, so wallets are not served; an estimate of the time or the bytes is missing'
      : `Reserved before the work:  ${both(bound)}`,
  ];
}
