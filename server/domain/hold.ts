// A charge in two steps: a hold reserves an upper bound and ends exactly once, captured, released or expired.
import type { Hold, HoldId } from '../contract/holds.ts';
import type { Microcredits } from '../contract/money.ts';
import type { TokenHash } from '../contract/orders.ts';
import { brand } from '../lib/brand.ts';
import { invariant } from '../lib/invariant.ts';
import { type AllowanceCount, type AllowanceSeen, giveMessageBack } from './allowance.ts';
import {
  type Posting,
  type Transfer,
  type Wallet,
  type WalletId,
  post,
  revenueAccount,
  transferRef,
  walletAccount,
} from './ledger.ts';
import { gain, loss, noMicrocredits } from './money.ts';
import { type MeteredUsage, type Price, boundOf, costOf, noUsage } from './price.ts';

/** Who made a hold, and alone may see or end it. Anonymous people are their client, whatever network they are in now. */
export type HolderKey = string & { readonly __brand: 'HolderKey' };
export const tokenHolder = (hash: TokenHash): HolderKey => brand(`token:${hash}`);
export const clientHolder = (client: string): HolderKey => brand(`client:${client}`);

/** What pays: a wallet, or one message of the free allowance under the keys that counted it. */
export type HoldPayer =
  | { readonly kind: 'wallet'; readonly walletId: WalletId }
  | { readonly kind: 'free'; readonly counted: readonly AllowanceCount[] };

/** Times are epoch milliseconds. `outcome` is how the work ended, in the caller's word. */
export type HoldRecord = {
  readonly id: HoldId;
  readonly holder: HolderKey;
  readonly state: Hold['state'];
  readonly model: string;
  readonly venue: Hold['venue'];
  readonly price: Price;
  readonly payer: HoldPayer;
  readonly amount: Microcredits;
  readonly captured: Microcredits;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly endedAt: number | null;
  readonly outcome: string | null;
  readonly usage: MeteredUsage;
};

export type HoldEnding =
  | { readonly kind: 'capture'; readonly usage: MeteredUsage; readonly outcome: string }
  | { readonly kind: 'release'; readonly reason: string }
  | { readonly kind: 'expire' };

/** What ending a hold writes. */
export type EndedHold = {
  readonly hold: HoldRecord;
  readonly posting: Posting | null;
  readonly allowances: readonly AllowanceCount[];
};

export type HoldOpening = Pick<HoldRecord, 'id' | 'holder' | 'model' | 'venue' | 'price'> & {
  readonly now: number;
  readonly ttlMs: number;
};

/** Reserve the price's bound in a wallet; null when it has too little free to spend. */
export function holdFromWallet(
  opening: HoldOpening,
  wallet: Wallet,
): { readonly hold: HoldRecord; readonly posting: Posting } | null {
  const amount = boundOf(opening.price);
  if (wallet.held + amount > wallet.balance) return null;
  return {
    hold: openHold(opening, { payer: { kind: 'wallet', walletId: wallet.id }, amount }),
    posting: post({ wallet, transfers: [], heldChange: gain(amount) }),
  };
}

/** A message of the free allowance, already taken; it reserves no money. */
export function holdFromAllowance(opening: HoldOpening, counted: readonly AllowanceCount[]): HoldRecord {
  return openHold(opening, { payer: { kind: 'free', counted }, amount: noMicrocredits });
}

/**
 * Ends a hold that is still held. null: it has ended already, and the stored outcome is the answer (I4).
 * A capture or a release that comes after the hold's time finds it expired, whether or not the sweeper came by.
 */
export function endHold(
  hold: HoldRecord,
  asked: HoldEnding,
  at: { readonly now: number; readonly wallet: Wallet | null; readonly allowances: readonly AllowanceSeen[] },
): EndedHold | null {
  if (hold.state !== 'held') return null;
  const isDue = isHoldDue(hold, at.now);
  if (asked.kind === 'expire' && !isDue) return null;
  const ended = endedHold(hold, isDue ? { kind: 'expire' } : asked, at.now);
  return {
    hold: ended,
    posting: hold.payer.kind === 'wallet' ? settle(ended, at.wallet) : null,
    allowances:
      hold.payer.kind === 'free' && ended.state !== 'captured'
        ? giveMessageBack(hold.payer.counted, at.allowances)
        : [],
  };
}

/** Its time is up; or the clock was put back so far that waiting for it could take for ever (I7). */
export function isHoldDue(hold: Pick<HoldRecord, 'createdAt' | 'expiresAt'>, now: number): boolean {
  return now >= hold.expiresAt || hold.createdAt - now >= hold.expiresAt - hold.createdAt;
}

export function toHold(hold: HoldRecord): Hold {
  return {
    id: hold.id,
    state: hold.state,
    source: hold.payer.kind === 'wallet' ? 'pro' : 'free',
    model: hold.model,
    venue: hold.venue,
    amount_microcredits: hold.amount,
    captured_microcredits: hold.captured,
    created_at: hold.createdAt,
    expires_at: hold.expiresAt,
    ended_at: hold.endedAt,
  };
}

function openHold(opening: HoldOpening, paid: Pick<HoldRecord, 'payer' | 'amount'>): HoldRecord {
  const { now, ttlMs, ...named } = opening;
  return {
    ...named,
    ...paid,
    state: 'held',
    captured: noMicrocredits,
    createdAt: now,
    expiresAt: now + ttlMs,
    endedAt: null,
    outcome: null,
    usage: noUsage,
  };
}

function endedHold(hold: HoldRecord, ending: HoldEnding, now: number): HoldRecord {
  switch (ending.kind) {
    case 'capture': {
      const captured = costOf(hold.price, { usage: ending.usage, reserved: hold.amount });
      invariant(captured <= hold.amount, `hold ${hold.id} would cost ${captured} of ${hold.amount}`);
      return { ...hold, state: 'captured', captured, endedAt: now, outcome: ending.outcome, usage: ending.usage };
    }
    case 'release':
      return { ...hold, state: 'released', endedAt: now, outcome: ending.reason };
    case 'expire':
      return { ...hold, state: 'expired', endedAt: now, outcome: 'expired' };
  }
}

/** The whole hold leaves `held`; what was captured leaves the balance, and so the rest is returned in the same step. */
function settle(ended: HoldRecord, wallet: Wallet | null): Posting {
  invariant(wallet !== null, `hold ${ended.id} has lost its wallet`);
  const charge: Transfer = {
    ref: transferRef('hold', ended.id),
    from: walletAccount(wallet.id),
    to: revenueAccount,
    amount: ended.captured,
    reason: ended.model,
    at: ended.endedAt ?? ended.createdAt,
  };
  return post({ wallet, transfers: ended.captured > 0 ? [charge] : [], heldChange: loss(ended.amount) });
}
