// Any sequence of commands, repeats, thefts, bursts and jumps of the clock: an auditor predicts each reply of the real
// ledger on its real store, and every sum at the end.
import * as fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { type LedgerOptions, type TestLedger, start } from '../../../support/server-ledger.ts';
import { rightsByProof } from '../../../support/team-rights.ts';
import { people, rules } from './auditor-rules.ts';
import { createAuditor } from './auditor.ts';
import { config, putOnPlan } from './model-ledger.ts';
import { runs, seed, timeout } from './size.ts';
import { type Step, step } from './steps.ts';
import { type Compared, type World, standings, take } from './take-step.ts';

const said = new Map<string, number>();

export type ModelProof = {
  /** A ledger that nobody has used; `second` is to be another process's. */
  readonly open: (options: LedgerOptions) => Promise<TestLedger>;
  readonly size: { readonly small: number; readonly full: number };
  /** In which order it does what is asked at once. */
  readonly order: World['order'];
};

/** `isShared`: the steps are taken in turn by two processes' worth of use cases on the one ledger. */
async function audit(
  { open, order }: Pick<ModelProof, 'open' | 'order'>,
  steps: readonly Step[],
  isShared: boolean,
): Promise<{ readonly told: unknown; readonly predicted: unknown }> {
  const first = await open({ config, rights: rightsByProof });
  const second = isShared ? first.second() : first;
  const auditor = createAuditor(start);
  const world = { auditor, bought: [], time: { now: start }, order };
  const compared: Compared[] = [];
  try {
    await first.runOnce();
    for (const [person, name] of ['ann', 'ben'].entries()) {
      await first.grant(name, 2);
      auditor.grant(person, 2);
    }
    await putOnPlan(first, people[rules.money.wallet]?.name ?? '', 'pocket');
    const worlds = [first, second].map((ledger): World => ({ ...world, ledger }));
    for (const [i, one] of steps.entries()) {
      const at = worlds[i % 2];
      if (at !== undefined) compared.push(...(await take(one, at)));
    }
    const all = [...compared, ...(await standings({ ...world, ledger: second }))];
    return { told: all.map(([told]) => told), predicted: all.map(([, predicted]) => predicted) };
  } finally {
    for (const [{ said: word }] of compared) said.set(word, (said.get(word) ?? 0) + 1);
    await first.close();
  }
}

export function provesModel({ open, size, order }: ModelProof): void {
  afterAll(() => {
    const replies = [...said.values()].reduce((sum, count) => sum + count, 0);
    if (replies > 50_000)
      process.stdout.write(`${replies} replies predicted: ${JSON.stringify(Object.fromEntries(said))}\n`);
  });

  it(
    'every reply is the one that an auditor predicts, whatever is asked in whatever order at whatever time',
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 60, size: 'max' }), fc.nat({ max: 3 }), async (steps, n) => {
          const { told, predicted } = await audit({ open, order }, steps, n === 0);
          expect(told).toEqual(predicted);
        }),
        { numRuns: runs(size), seed: seed() },
      );
    },
    timeout(180_000),
  );
}
