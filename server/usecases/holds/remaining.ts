// What a payer has left, as it stands in every answer about a hold.
import {
  type AllowanceCount,
  type AllowanceRule,
  type AllowanceSeen,
  allowanceLeft,
} from '../../domain/holds/allowance.ts';
import type { Microcredits } from '../../contract/money.ts';
import { type Wallet, available } from '../../domain/wallets/ledger.ts';
import { addUpToMost, noMicrocredits } from '../../domain/money.ts';
import type { PayerSeen } from '../../storage/holds/hold-store.ts';
import type { UsecaseConfig } from '../usecase-config.ts';
import type { HoldAnswered } from './hold-answered.ts';

type Remaining = HoldAnswered['remaining'];

export function walletRemaining(wallet: Wallet | null): Remaining {
  const left: Microcredits = wallet === null ? noMicrocredits : available(wallet);
  return { free_left: null, free_resets_at: null, pro_left_microcredits: left };
}

export function freeRemaining(seen: readonly AllowanceSeen[], rule: AllowanceRule, now: number): Remaining {
  const { left, resetsAt } = allowanceLeft(seen, rule, now);
  return { free_left: left, free_resets_at: resetsAt, pro_left_microcredits: null };
}

/** A plan's message costs neither money nor a free message. */
export const planRemaining: Remaining = { free_left: null, free_resets_at: null, pro_left_microcredits: null };

/** All that a person may spend, whichever of their wallets it is in; nothing is said of money where they have none. */
export function personRemaining(wallets: readonly Wallet[]): Remaining {
  if (wallets.length === 0) return planRemaining;
  const left = wallets.map(available).reduce(addUpToMost, noMicrocredits);
  return { ...planRemaining, pro_left_microcredits: left };
}

/** What was seen, with one wallet as it is now. */
export function withWallet(wallets: readonly Wallet[], changed: Wallet): readonly Wallet[] {
  return wallets.map((wallet) => (wallet.id === changed.id ? changed : wallet));
}

/** By what the store showed of the payer: the wallets of a person, a token's wallet, or the counts of the free allowance. */
export function remainingOf(
  { wallet, wallets, allowances }: Pick<PayerSeen, 'wallet' | 'wallets' | 'allowances'>,
  rule: AllowanceRule,
  now: number,
): Remaining {
  if (wallets !== null) return personRemaining(wallets);
  if (wallet !== null) return walletRemaining(wallet);
  return allowances.length > 0 ? freeRemaining(allowances, rule, now) : planRemaining;
}

/** What was seen, with what has been written since. */
export function withCounts(
  seen: readonly AllowanceSeen[],
  written: readonly AllowanceCount[],
): readonly AllowanceSeen[] {
  return seen.map((one) => ({ key: one.key, count: written.find(({ key }) => key === one.key) ?? one.count }));
}

export function allowanceRule(config: Pick<UsecaseConfig, 'freeLimit' | 'freeWindowSeconds'>): AllowanceRule {
  return { limit: config.freeLimit, windowMs: config.freeWindowSeconds * 1000 };
}
