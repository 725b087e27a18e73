// What the operator is told of a price at the command line.
import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withLedger } from '../../../server/cli/open-ledger.ts';
import { price } from '../../../server/cli/price.ts';
import type { PlanId } from '../../../server/contract/plans/plans.ts';
import { PlanPrice } from '../../../server/contract/prices/plan-price.ts';
import { brand } from '../../../server/lib/brand.ts';
import { loadSettings } from '../../../server/settings/config.ts';
import { companionEnv, tempFolder } from '../../support/companion.ts';

let folder: string;
beforeEach(() => {
  folder = tempFolder();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const rules = JSON.stringify([
  {
    id: 'mini',
    models: 'gpt-4o-mini',
    venue: 'hosted',
    per_million_input_tokens_microcredits: 7_500_000,
    per_million_cached_input_tokens_microcredits: 3_750_000,
    per_million_output_tokens_microcredits: 30_000_000,
    minimum_microcredits: 100,
  },
  { id: 'clock', models: 'clock', venue: 'hosted', per_minute_microcredits: 100 },
]);

async function told(values: Readonly<Record<string, unknown>>) {
  const said: string[] = [];
  const tell = (code: number) => (text: string) => {
    said.push(text);
    return code;
  };
  const voice = { say: tell(0), complain: tell(1) };
  const env = { ...companionEnv(folder), PRICE_RULES: rules };
  const code = await price(env, { action: 'explain', ...values }, voice);
  return { code, lines: said.join('\n').split('\n') };
}

describe('price explain', () => {
  it('prints the rule, each part and the sum, as the ledger would charge it', async () => {
    const { code, lines } = await told({ model: 'gpt-4o-mini', prompt: '1500', cached: '1024', output: '421' });
    expect(code).toBe(0);
    expect(lines).toEqual([
      'gpt-4o-mini, hosted, on the plan "pro": the price rule "mini" decides.',
      '',
      'part                  units   each, microcredits   cost, microcredits',
      'input tokens            476                  7.5                 3570',
      'cached input tokens   1,024                 3.75                 3840',
      'output tokens           421                   30                12630',
      'reasoning tokens          0                   30                    0',
      '',
      'Charged, rounded up once:  20,040 microcredits (0.02004 credits)',
      'Never less than:           100 microcredits (0.0001 credits)',
      'Reserved before the work:  23,880 microcredits (0.02388 credits)',
    ]);
  });

  it('reckons by the prices of a plan where one is named, and by the minute in parts', async () => {
    const terms = { model_pattern: 'gpt*', unit: 'request', unit_base_price_cents: 2 };
    await withLedger(loadSettings(companionEnv(folder)), ({ prices }) =>
      prices.ofPlans.set(brand<PlanId>('team'), PlanPrice.parse(terms)),
    );
    const { lines } = await told({ model: 'gpt-4o-mini', plan: 'team' });
    expect(lines[0]).toBe('gpt-4o-mini, hosted, on the plan "team": the price rule "plan:team:gpt*" decides.');
    expect(lines).toContain('Charged, rounded up once:  1,000,000 microcredits (1 credits)');
    const clock = await told({ model: 'clock', minutes: '0.1' });
    expect(clock.lines[3]).toMatch(/^minutes +0\.1 +100 +10$/);
    expect((await told({ model: 'clock' })).lines.at(-1)).toContain('it has no bound');
  });

  it('says what is missing or wrong', async () => {
    const said = async (values: object) => (await told({ ...values })).lines[0];
    expect(await said({})).toContain('--model is missing');
    expect(await said({ action: undefined })).toContain('price explain');
    expect(await said({ model: 'gpt-4o-mini', prompt: '1', cached: '2' })).toContain('--cached is a part of --prompt');
    expect(await said({ model: 'gpt-4o-mini', output: '-1' })).toContain('--output must be a whole number');
    expect(await said({ model: 'gpt-4o-mini', plan: 'gold' })).toContain('gold');
    expect(await said({ model: 'nothing' })).toContain('There is no price for the model "nothing"');
  });
});
