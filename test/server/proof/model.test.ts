// Any sequence of commands, repeats, thefts, bursts and jumps of the clock: an auditor predicts each reply of the real
// ledger on real SQLite, and every sum at the end.
import * as fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import type { Pack } from '../../../server/contract/config.ts';
import { flatRule } from '../../../server/domain/price.ts';
import { credits, openTestLedger, start } from '../../support/server-ledger.ts';
import { createAuditor, rules } from './parts/auditor.ts';
import { runs, seed, timeout } from './parts/size.ts';
import { type Compared, type Step, type World, standings, step, take } from './parts/steps.ts';

const pack: Pack = {
  id: 'small',
  name: 'Small',
  credits_microcredits: credits(rules.packCredits),
  amount_cents: 500,
  currency: 'EUR',
};

const years = 10 * 365 * 86_400_000;

const config = {
  freeLimit: rules.freeLimit,
  freeWindowSeconds: rules.windowMs / 1_000,
  holdTtlMs: rules.ttlMs,
  packs: [pack],
  priceRules: [
    flatRule({ id: 'small', models: 'small', venue: 'local', perRequest: credits(1) }),
    flatRule({ id: 'big', models: 'big', venue: 'local', perRequest: credits(2) }),
  ],
  // Forgetting is another guarantee, with tests of its own.
  refusalKeepMs: years,
  auditEveryMs: years,
};

const taken = { sequences: 0, steps: 0, replies: 0 };
afterAll(() => {
  if (taken.sequences > 1_000)
    console.info(`${taken.sequences} sequences, ${taken.steps} steps, ${taken.replies} replies`);
});

async function audit(steps: readonly Step[], isShared: boolean): Promise<void> {
  const first = openTestLedger({ config });
  const second = isShared ? first.second() : first;
  const auditor = createAuditor(start);
  const world = { auditor, bought: [], time: { now: start } };
  const compared: Compared[] = [];
  try {
    await first.runOnce();
    for (const person of ['ann', 'ben']) await first.grant(person, 2);
    auditor.grant(0, 2);
    auditor.grant(1, 2);
    const worlds = [first, second].map((ledger): World => ({ ...world, ledger }));
    for (const [i, one] of steps.entries()) {
      const at = worlds[i % 2];
      if (at !== undefined) compared.push(...(await take(one, at)));
    }
    expect(compared.map(([told]) => told)).toEqual(compared.map(([, predicted]) => predicted));
    for (const [real, predicted] of await standings({ ...world, ledger: second })) expect(real).toEqual(predicted);
  } finally {
    await first.close();
  }
  taken.sequences += 1;
  taken.steps += steps.length;
  taken.replies += compared.length;
}

it(
  'every reply is the one that an auditor predicts, whatever is asked in whatever order at whatever time',
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60, size: 'max' }), fc.nat({ max: 3 }), (steps, n) => audit(steps, n === 0)),
      { numRuns: runs({ small: 40, full: 100_000 }), seed: seed() },
    );
  },
  timeout(180_000),
);
