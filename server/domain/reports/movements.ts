// What the movements of a wallet were for, as the accounts on their other side show.
import type { MicrocreditsDelta } from '../../contract/money.ts';
import { microcreditsDelta } from '../money.ts';
import { type AccountName, adjustmentsAccount, promoAccount, revenueAccount } from '../wallets/ledger.ts';

type Movement = { readonly counterpart: AccountName; readonly gained: number; readonly lost: number };

/**
 * `topup`: what payments brought. `refunds`: what was taken back of it, by refunds, disputes and payments that turned out void, less
 * what of that came back; below 0 where more came back than was taken. `delta` is all of it together.
 */
export type MovedFor = {
  readonly topup: number;
  readonly refunds: MicrocreditsDelta;
  readonly granted: MicrocreditsDelta;
  readonly adjusted: MicrocreditsDelta;
  readonly charged: number;
  readonly delta: MicrocreditsDelta;
};

export function movedFor(movements: readonly Movement[]): MovedFor {
  const sums = { topup: 0, refunds: 0, granted: 0, adjusted: 0, charged: 0 };
  for (const { counterpart, gained, lost } of movements) {
    switch (counterpart) {
      case revenueAccount:
        sums.charged += lost - gained;
        break;
      case promoAccount:
        sums.granted += gained - lost;
        break;
      case adjustmentsAccount:
        sums.adjusted += gained - lost;
        break;
      default:
        // Money comes from the world. What stands in suspense, or was given back, came from there before.
        if (counterpart.startsWith('world:')) {
          sums.topup += gained;
          sums.refunds += lost;
        } else sums.refunds += lost - gained;
    }
  }
  const { topup, refunds, granted, adjusted, charged } = sums;
  return {
    topup,
    charged,
    refunds: microcreditsDelta(refunds),
    granted: microcreditsDelta(granted),
    adjusted: microcreditsDelta(adjusted),
    delta: microcreditsDelta(topup - refunds + granted + adjusted - charged),
  };
}
