// The receipt of a purchase: who sold what to which account for how much, and what went back. Holds no secret. Pure but for its nonce.
import type { Provider } from '../../../../../server/contract/orders/orders.ts';
import type { SecretDocument } from '../../ports.ts';
import type { PurchaseRow, StoredRefund } from '../purchases/purchase-row.ts';
import { localised, type Localised } from './localised.ts';
import { markup, type Markup } from './markup.ts';
import { facts, makeSheet } from './sheet.ts';

export type Seller = {
  /** As the server calls itself; null while that is not known. */
  readonly name: string | null;
  readonly origin: string;
  readonly isSandbox: boolean;
};

/** null: not paid, so there is nothing to confirm. */
export function makeReceipt(row: PurchaseRow, seller: Seller, locale: string): SecretDocument | null {
  const state = sayState(row);
  if (state === null) return null;
  const say = localised(locale);
  const body = markup`
${seller.isSandbox ? markup`<p class="warning">This was a test purchase. No real money moved.</p>` : ''}
${facts([
  ['Seller', seller.name === null ? seller.origin : `${seller.name}, ${seller.origin}`],
  ['Order', markup`<span class="mono">${row.orderId}</span>`],
  ['Ordered', say.time(row.createdAt)],
  ...(row.paidAt === null ? [] : [['Paid', say.time(row.paidAt)] as const]),
  ['Bought', sayBought(row, say)],
  ['Credited to', markup`<span class="mono">${row.token === null ? '' : accountId(row.token.hash)}</span>`],
  ['Payment method', sayProvider(row.provider)],
  ['Price', markup`<strong>${say.money(row.amountCents, row.currency)}</strong>`],
  ['Status', state],
])}
${refundsOf(row, say)}
<p>The account number under “Credited to” identifies the account and cannot be used to spend its credits. If something is wrong, contact the seller and give the order number.</p>`;
  return makeSheet({ title: 'Receipt', body });
}

/** A pack that is named after its credits needs no second word for them. */
export function sayBought(row: Pick<PurchaseRow, 'packName' | 'creditsMicrocredits'>, say: Localised): string {
  const credits = say.credits(row.creditsMicrocredits);
  return row.packName === null || row.packName === credits ? credits : `${row.packName}: ${credits}`;
}

/** Tells accounts apart and opens none: the first quarter of the token’s SHA-256, in groups of four. */
export function accountId(tokenHash: string): string {
  return tokenHash.slice(0, 16).replaceAll(/(.{4})(?=.)/g, '$1 ');
}

function sayState(row: PurchaseRow): string | null {
  switch (row.state) {
    case 'paid':
    case 'claimed':
      return row.refundedCents === 0 ? 'Paid' : 'Partly refunded';
    case 'refunded':
      return 'Refunded in full';
    case 'disputed':
      return 'Disputed: your bank has asked for the money back, and the dispute is not decided yet';
    case 'starting':
    case 'open':
    case 'seen':
    case 'declined':
    case 'expired':
    case 'failed':
      return null;
  }
}

function sayProvider(provider: Provider): string {
  switch (provider) {
    case 'stripe':
      return 'Card or another method offered by Stripe';
    case 'btcpay':
      return 'Bitcoin or Lightning';
    case 'sandbox':
      return 'Test payment';
  }
}

function refundsOf(row: PurchaseRow, say: Localised): Markup {
  if (row.refundedCents === 0 && row.refunds.length === 0) return markup``;
  const rows = row.refunds.map(
    (refund) =>
      [say.time(refund.createdAt), `${say.money(refund.amountCents, row.currency)}, ${sayRefund(refund)}`] as const,
  );
  const kept = Math.max(0, row.amountCents - row.refundedCents);
  return markup`<h2>Refunds</h2>
${facts([
  ...rows,
  ['Total refunded', say.money(row.refundedCents, row.currency)],
  ['Remaining', markup`<strong>${say.money(kept, row.currency)}</strong>`],
])}`;
}

function sayRefund({ state }: StoredRefund): string {
  switch (state) {
    case 'pending':
      return 'pending';
    case 'succeeded':
      return 'completed';
    case 'failed':
      return 'failed';
  }
}
