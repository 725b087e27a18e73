// Explains a price at the command line: which rule decides, what each part comes to, and the sum.
import { z } from 'zod';
import { loadSettings } from '../settings/config.ts';
import type { PricePreviewed } from '../usecases/prices/preview-price.ts';
import { priceSays } from '../words/commands/price.ts';
import { sayInEnglish } from '../words/say-problem.ts';
import { type Env, type Given, type Voice, faultsOf } from './command.ts';
import { inColumns } from './in-columns.ts';
import { withLedger } from './open-ledger.ts';

const count = (name: string) =>
  z
    .string()
    .regex(/^\d{1,9}$/, priceSays.notWhole(name))
    .transform(Number)
    .prefault('0');

const Wish = z
  .object({
    model: z.string(priceSays.modelMissing).min(1, priceSays.modelEmpty).max(200),
    venue: z.enum(['hosted', 'local'], priceSays.venueWrong).default('hosted'),
    plan: z.string().default('pro'),
    prompt: count('prompt'),
    cached: count('cached'),
    output: count('output'),
    reasoning: count('reasoning'),
    images: count('images'),
    bytes: count('bytes'),
    minutes: z
      .string()
      .regex(/^\d{1,6}(\.\d{1,3})?$/, priceSays.minutesWrong)
      .transform((minutes) => Math.round(Number(minutes) * 60_000))
      .prefault('0'),
  })
  .refine(({ cached, prompt }) => cached <= prompt, priceSays.cachedTooMany)
  .refine(({ reasoning, output }) => reasoning <= output, priceSays.reasoningTooMany);
type Wish = z.infer<typeof Wish>;

export async function price(env: Env, values: Given, { say, complain }: Voice): Promise<number> {
  if (values['action'] !== 'explain') return complain(priceSays.whichToDo);
  const wish = Wish.safeParse(values);
  if (!wish.success) return complain(faultsOf(wish.error));
  const { model, venue, plan, ...used } = wish.data;
  const asked = { model, venue, usage: usageOf(used) };
  const told = await withLedger(loadSettings(env), ({ prices }) => prices.preview.onPlan(plan, asked));
  if (told.kind === 'refused') return complain(sayInEnglish(told));
  const title = priceSays.title({ model, venue, planId: told.planId, ruleId: told.ruleId });
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

function tableOf({ parts }: PricePreviewed): readonly string[] {
  const rows = parts.map(({ part, units, each, cost }) => {
    const many = part === 'minute' ? Math.round((units / 60_000) * 1_000) / 1_000 : units;
    return [priceSays.part(part), many.toLocaleString('en', { maximumFractionDigits: 3 }), each, cost];
  });
  return inColumns([priceSays.columns, ...rows]);
}

function sumsOf({ cost, minimum, bound }: PricePreviewed): readonly string[] {
  return [
    priceSays.charged(cost),
    ...(minimum > 0 ? [priceSays.minimum(minimum)] : []),
    bound === null ? priceSays.noBound : priceSays.bound(bound),
  ];
}
