// What a purchase needs next, and how it looks. Pure.
import type { CheckoutAnswer, Order, OrderState } from '../../../../../server/contract/orders/orders.ts';
import type { Purchase, PurchaseRefund } from '../../../../preload/contract/account.ts';
import type { CheckoutPage } from '../../shell-port.ts';
import type { Checkout, PurchaseRow } from './purchase-row.ts';

/** keep_token: nothing has left, and it credits a token. place: send or resend the order. follow: wait for money. claim: take what is paid. */
export type Step = 'keep_token' | 'place' | 'follow' | 'claim' | 'over';

/** A payment may be confirmed some time after its invoice ran out. */
const lateMoneyMs = 60 * 60_000;
const glanceMsMax = 7 * 24 * 60 * 60_000;

export function nextStep(row: PurchaseRow, now: number): Step {
  switch (row.state) {
    case 'starting':
      // Without a checkout nobody could pay, so there is nothing to wait for.
      if (row.isAbandoned) return 'over';
      return row.payee.kind === 'computer' && row.token === null ? 'keep_token' : 'place';
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
    case 'disputed':
    case 'refunded':
      return 'over';
  }
}

/**
 * An order that expired lately is looked at once at each start, since money may have come in late. So is a disputed one, since the
 * dispute may have been won.
 */
export function isWorthAGlance(row: PurchaseRow, now: number): boolean {
  if (row.state === 'disputed') return true;
  return row.state === 'expired' && now - (row.expiresAt ?? row.createdAt) < glanceMsMax;
}

/** Whether the server's word changes anything that is kept here. */
export function isNews(row: PurchaseRow | null, order: Order): boolean {
  if (row === null || row.trouble !== null) return true;
  const isSameState = row.state === order.state || (row.state === 'claimed' && order.state === 'paid');
  return (
    !isSameState ||
    row.expiresAt !== order.expires_at ||
    row.paidAt !== order.paid_at ||
    row.refundedCents !== order.refunded_cents
  );
}

export function toPurchase(row: PurchaseRow, refunds: PurchaseRefund[]): Purchase {
  return {
    orderId: row.orderId,
    state: shownState(row),
    provider: row.provider,
    payee: row.payee,
    packId: row.packId,
    packName: row.packName,
    amountCents: row.amountCents,
    currency: row.currency,
    creditsMicrocredits: row.creditsMicrocredits,
    createdAt: row.createdAt,
    expiresAt: row.expiresAt,
    paidAt: row.paidAt,
    refundedCents: row.refundedCents,
    refunds,
    methods: row.checkout?.kind === 'invoice' && isPayable(row.state) ? [...row.checkout.methods] : [],
    trouble: row.trouble,
  };
}

/** Whether the buyer still has to pay the price, or a part of it. */
export function isPayable(state: OrderState | PurchaseRow['state']): boolean {
  return state === 'open' || state === 'declined';
}

/** An abandoned purchase is shown as such unless money came in for it after all. */
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
    case 'disputed':
    case 'refunded':
      return row.state;
  }
}

/** Which checkout pages may be opened: those over https, and over http only where the server itself is reached by http. */
export function isOpenable(url: string, origin: string): boolean {
  const parsed = URL.parse(url);
  if (parsed === null || parsed.username !== '' || parsed.password !== '') return false;
  return parsed.protocol === 'https:' || (parsed.protocol === 'http:' && origin.startsWith('http:'));
}

/** What is shown of the server's answer; null where its page is not safe to open. */
export function readCheckout(answer: CheckoutAnswer, server: string): Checkout | null {
  const { url } = answer.payload;
  if (!isOpenable(url, server)) return null;
  switch (answer.type) {
    case 'client_secret':
      return { kind: 'card', url };
    case 'redirect':
      return { kind: new URL(url).origin === new URL(server).origin ? 'page' : 'elsewhere', url };
    case 'invoice': {
      const methods = answer.payload.methods
        .filter((method) => /^(?:lightning|bitcoin):/i.test(method.payment_link))
        .map(({ payment_link: paymentLink, ...method }) => ({ ...method, paymentLink }));
      return methods.length === 0 ? { kind: 'page', url } : { kind: 'invoice', url, methods };
    }
  }
}

/** When a bank wants more proof, Stripe leads there through addresses of its own. */
const cardHosts = 'https://*.stripe.com';

export function checkoutPage({ kind, url }: Checkout, server: string): CheckoutPage {
  const own = [...new Set([new URL(server).origin, new URL(url).origin])];
  switch (kind) {
    case 'page':
    case 'invoice':
      return { url, mayVisit: own, mayLoad: 'same' };
    case 'card':
    case 'elsewhere':
      return { url, mayVisit: [...own, cardHosts], mayLoad: 'any_https' };
  }
}
