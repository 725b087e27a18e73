// The receipt of a purchase: who sold what to which account for how much, and what went back. Holds no secret. Pure but for its nonce.
import type { Provider } from '../../../../../server/contract/orders.ts';
import type { SecretDocument } from '../../ports.ts';
import type { PurchaseRow, StoredRefund } from '../purchase-row.ts';
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
  ['Paid by', sayProvider(row.provider)],
  ['Price', markup`<strong>${say.money(row.amountCents, row.currency)}</strong>`],
  ['State', state],
])}
${refundsOf(row, say)}
<p>“Credited to” names the account and opens nothing. Ask whoever runs the server, with the order number, if something is not right.</p>`;
  return makeSheet({ title: 'Receipt', body });
}

/** A pack that is named after its credits needs no second word for them. */
export function sayBought(row: Pick<PurchaseRow, 'packName' | 'creditsMicrocredits'>, say: Localised): string {
  const credits = say.credits(row.creditsMicrocredits);
  return row.packName === null || row.packName === credits ? credits : `${row.packName}: ${credits}`;
}

/** Tells accounts apart and opens none: the first half of a half of the token’s SHA-256, in groups of four. */
export function accountId(tokenHash: string): string {
  return tokenHash.slice(0, 16).replaceAll(/(.{4})(?=.)/g, '$1 ');
}

function sayState(row: PurchaseRow): string | null {
  switch (row.state) {
    case 'paid':
    case 'claimed':
      return row.refundedCents === 0 ? 'Paid' : 'Paid, and given back in part';
    case 'refunded':
      return 'Given back in full';
    case 'disputed':
      return 'Disputed: the buyer’s bank was asked to take the payment back, and it is not decided yet';
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
      return 'Card or another way offered by Stripe';
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
  return markup`<h2>Given back</h2>
${facts([
  ...rows,
  ['In total', say.money(row.refundedCents, row.currency)],
  ['Remains paid', markup`<strong>${say.money(kept, row.currency)}</strong>`],
])}`;
}

function sayRefund({ state }: StoredRefund): string {
  switch (state) {
    case 'pending':
      return 'on its way';
    case 'succeeded':
      return 'done';
    case 'failed':
      return 'did not arrive, and was taken back';
  }
}
