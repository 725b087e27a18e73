// What is left of granted credits, told from a wallet's entries.
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { microcredits, microcreditsDelta } from '../../../server/domain/money.ts';
import { type GrantEntry, leftOfGrants } from '../../../server/domain/plans/grants.ts';
import { transferRef } from '../../../server/domain/wallets/ledger.ts';

const grant = (name: string) => transferRef('cycle', name);

type Step = { readonly kind: 'buy' | 'charge' | 'refund' | 'grant'; readonly amount: number };

/** The entries of a life, where nothing takes more than there is. */
function entriesOf(steps: readonly Step[]): readonly GrantEntry[] {
  let balance = 0;
  return steps.flatMap(({ kind, amount }, index) => {
    const delta = kind === 'buy' || kind === 'grant' ? amount : -Math.min(amount, balance);
    if (delta === 0) return [];
    balance += delta;
    const ref = kind === 'grant' ? grant(String(index)) : transferRef('hold', String(index));
    const code = kind === 'charge' ? 'charge' : kind === 'grant' ? 'plan_grant' : 'written';
    return [{ ref, code, delta: microcreditsDelta(delta), balanceAfter: microcredits(balance) }];
  });
}

const steps = fc.array(
  fc.record({
    kind: fc.constantFrom<Step['kind']>('buy', 'charge', 'refund', 'grant'),
    amount: fc.integer({ min: 1, max: 20 }),
  }),
  { maxLength: 40 },
);

it('grants are spent first, the oldest first, and what was bought is never taken for one', () => {
  fc.assert(
    fc.property(steps, (all) => {
      const entries = entriesOf(all);
      const grants = entries
        .filter(({ code }) => code === 'plan_grant')
        .map(({ ref, delta }) => ({ ref, amount: microcredits(delta) }));
      const left = leftOfGrants(grants, entries);
      const sum = left.reduce((total, one) => total + one, 0);
      // Kept by the unit: each is bought, or of one grant, and a charge takes those of the oldest grant first.
      let units: (string | null)[] = [];
      for (const { ref, code, delta } of entries) {
        if (delta > 0) units.push(...Array.from({ length: delta }, () => (code === 'plan_grant' ? ref : null)));
        const granted = units.filter((unit) => unit !== null);
        const bought = units.filter((unit) => unit === null);
        if (delta < 0 && code === 'charge') units = [...granted, ...bought].slice(0 - delta);
        // Whatever else takes credits takes what was bought, and of grants only what nothing else could give.
        if (delta < 0 && code !== 'charge') units = [...bought, ...granted].slice(0 - delta);
      }
      expect(left).toEqual(grants.map(({ ref }) => units.filter((unit) => unit === ref).length));
      expect(sum).toBeLessThanOrEqual(entries.at(-1)?.balanceAfter ?? 0);
    }),
    { numRuns: 500 },
  );
});
