// What is left of credits that a plan granted, computed from the wallet's entries: grants are spent before bought credits, the
// oldest first, and what is left is never more than the balance. Pure.
import type { BookingCause } from '../../contract/booking-cause.ts';
import type { Microcredits, MicrocreditsDelta } from '../../contract/money.ts';
import { microcredits } from '../money.ts';
import type { TransferRef } from '../wallets/ledger.ts';

export type Grant = { readonly ref: TransferRef; readonly amount: Microcredits };

export type GrantEntry = {
  readonly ref: TransferRef;
  readonly code: BookingCause['code'];
  readonly delta: MicrocreditsDelta;
  readonly balanceAfter: Microcredits;
};

/** `grants` oldest first; `entries` from the oldest grant's own on, in their order. */
export function leftOfGrants(grants: readonly Grant[], entries: Iterable<GrantEntry>): readonly Microcredits[] {
  const left = grants.map(() => 0);
  const isNew = new Set(grants.map(({ ref }) => ref));
  for (const { ref, code, delta, balanceAfter } of entries) {
    const made = grants.findIndex((grant) => grant.ref === ref);
    if (made !== -1) left[made] = delta;
    isNew.delete(ref);
    if (delta < 0 && (code === 'charge' || code === 'plan_grant_over')) take(left, 0 - delta);
    take(left, sum(left) - Math.min(sum(left), balanceAfter));
    if (isNew.size === 0 && sum(left) === 0) break;
  }
  return left.map(microcredits);
}

function take(left: number[], amount: number): void {
  let rest = amount;
  for (const [index, one] of left.entries()) {
    const part = Math.min(one, rest);
    left[index] = one - part;
    rest -= part;
  }
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((all, one) => all + one, 0);
}
