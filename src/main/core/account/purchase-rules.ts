// What a purchase needs next, and how it looks. Pure.
import type { Purchase } from '../../../preload/contract/account.ts';
import type { PurchaseRow } from './purchases.ts';

/** keep_token: nothing has left. place: send or resend the order. follow: wait for money. claim: take what is paid. */
export type Step = 'keep_token' | 'place' | 'follow' | 'claim' | 'over';

/** A payment may be confirmed some time after its invoice ran out. */
const lateMoneyMs = 60 * 60_000;
const glanceMsMax = 7 * 24 * 60 * 60_000;

export function nextStep(row: PurchaseRow, now: number): Step {
  switch (row.state) {
    case 'starting':
      // Without a checkout nobody could pay, so there is nothing to wait for.
      if (row.isAbandoned) return 'over';
      return row.token === null ? 'keep_token' : 'place';
    case 'open':
    case 'seen':
    case 'declined':
      if (row.isAbandoned && row.expiresAt !== null && now > row.expiresAt + lateMoneyMs) return 'over';
      return 'follow';
    case 'paid':
      return 'claim';
    case 'claimed':
    case 'expired':
    case 'failed':
    case 'refunded':
      return 'over';
  }
}

/** An order that ran out lately is looked at once more at each start: money may have come in behind it. */
export function isWorthAGlance(row: PurchaseRow, now: number): boolean {
  return row.state === 'expired' && now - (row.expiresAt ?? row.createdAt) < glanceMsMax;
}

export function toPurchase(row: PurchaseRow): Purchase {
  return {
    orderId: row.orderId,
    state: shownState(row),
    provider: row.provider,
    packId: row.packId,
    packName: row.packName,
    amountCents: row.amountCents,
    currency: row.currency,
    creditsMicrocredits: row.creditsMicrocredits,
    createdAt: row.createdAt,
    expiresAt: row.expiresAt,
    paidAt: null,
    refundedCents: 0,
    refunds: [],
    trouble: row.trouble,
  };
}

/** Money that came in is shown, also where the person had turned away. */
function shownState(row: PurchaseRow): Purchase['state'] {
  if (!row.isAbandoned) return row.state;
  switch (row.state) {
    case 'starting':
    case 'open':
    case 'seen':
    case 'declined':
    case 'expired':
      return 'abandoned';
    case 'paid':
    case 'claimed':
    case 'failed':
    case 'refunded':
      return row.state;
  }
}

/** Which checkout pages may be opened: the web's, and never a plain one beside an encrypted server. */
export function isOpenable(url: string, origin: string): boolean {
  const parsed = URL.parse(url);
  if (parsed === null || parsed.username !== '' || parsed.password !== '') return false;
  return parsed.protocol === 'https:' || (parsed.protocol === 'http:' && origin.startsWith('http:'));
}
