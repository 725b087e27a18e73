// Money back through BTCPay Server: a pull payment, from which nothing moves until the buyer collects it under its link.
import { toDecimal } from '../../contract/currencies.ts';
import { RailRefused, type RailRefund, RailUnavailable } from '../rail.ts';
import { times, toCents } from './decimal.ts';
import { type Greenfield, GreenfieldRefused } from './greenfield.ts';
import { Invoice, Methods, type Payout, Payouts, PullPayment, PullPayments } from './shapes.ts';

/** What a key must hold for it; BTCPay Server lets such a key see pull payments too. */
export const refundPermission = 'btcpay.store.cancreatenonapprovedpullpayments';

type Worth = (amount: string, currency: string) => number;

/** `store`: the store's path, as in "stores/…". */
export function refundsAt(greenfield: Greenfield, store: string) {
  const invoicePath = (id: string) => `${store}/invoices/${encodeURIComponent(id)}`;
  const list = (signal: AbortSignal) =>
    greenfield.get(`${store}/pull-payments?includeArchived=true`, PullPayments, signal);

  return {
    /**
     * Those of the ids given, and those that name the invoice: by our description, or by the name that BTCPay Server's own pages
     * give them. A key that may not list pull payments sees only the former.
     */
    async of(invoice: Invoice, known: readonly string[], signal: AbortSignal): Promise<readonly RailRefund[]> {
      const listed = await list(signal).catch((error: unknown) => {
        if (error instanceof GreenfieldRefused && error.status === 403) return [];
        throw error;
      });
      const own = listed.filter((pull) => known.includes(pull.id) || isOf(invoice, pull));
      const others = known.filter((id) => own.every((pull) => pull.id !== id));
      const looked = others.map((id) => greenfield.get(`pull-payments/${encodeURIComponent(id)}`, PullPayment, signal));
      const pulls = [...own, ...(await Promise.all(looked))];
      const worth = await worthIn(invoice, pulls, signal);
      const all = await Promise.all(pulls.map((pull) => lookAt(pull, { invoice, worth }, signal)));
      return withoutTwins(all);
    },

    /** Repeatable by id, as long as the same id is not asked for twice at the same moment. */
    async make(
      asked: { readonly id: string; readonly invoiceId: string; readonly amountCents: number },
      signal: AbortSignal,
    ): Promise<RailRefund> {
      const name = `Refund ${asked.id}`;
      try {
        const invoice = await greenfield.get(invoicePath(asked.invoiceId), Invoice, signal);
        // The call has no idempotency key: a pull payment of this name is the one made before. The oldest is the first.
        const before = (await list(signal)).findLast((one) => one.name === name);
        const worth: Worth = (amount, currency) => (currency === invoice.currency ? toCents(amount, currency) : 0);
        if (before !== undefined) return await lookAt(before, { invoice, worth }, signal);
        const body = {
          name,
          description: descriptionOf(invoice),
          refundVariant: 'Custom',
          customAmount: toDecimal(asked.amountCents, invoice.currency),
          customCurrency: invoice.currency,
        };
        const made = await greenfield.post(`${invoicePath(invoice.id)}/refund`, { body, shape: PullPayment }, signal);
        return toRefund(made, [], { invoice, worth });
      } catch (error) {
        throw explained(error);
      }
    },
  };

  async function lookAt(
    pull: PullPayment,
    at: { readonly invoice: Invoice; readonly worth: Worth },
    signal: AbortSignal,
  ): Promise<RailRefund> {
    const path = `pull-payments/${encodeURIComponent(pull.id)}/payouts?includeCancelled=false`;
    return toRefund(pull, await greenfield.get(path, Payouts, signal), at);
  }

  /** BTCPay Server's pages offer refunds in bitcoin: they count by the rate at which the invoice was made. */
  async function worthIn(invoice: Invoice, pulls: readonly PullPayment[], signal: AbortSignal): Promise<Worth> {
    const price = toCents(invoice.amount, invoice.currency);
    const isForeign = pulls.some(({ currency }) => currency !== invoice.currency);
    const methods = isForeign
      ? await greenfield.get(`${invoicePath(invoice.id)}/payment-methods`, Methods, signal)
      : [];
    return (amount, currency) => {
      if (currency === invoice.currency) return toCents(amount, currency);
      const rate = methods.find((method) => method.currency === 'BTC')?.rate;
      if (rate === undefined || (currency !== 'BTC' && currency !== 'SATS')) return price;
      return toCents(times(times(amount, rate), currency === 'SATS' ? '0.00000001' : '1'), invoice.currency);
    };
  }
}

function descriptionOf({ id }: Invoice): string {
  return `Invoice ${id}`;
}

function isOf(invoice: Invoice, { name, description }: PullPayment): boolean {
  return description === descriptionOf(invoice) || name === `Refund ${invoice.id}`;
}

function toRefund(
  pull: PullPayment,
  payouts: readonly Payout[],
  { invoice, worth }: { readonly invoice: Invoice; readonly worth: Worth },
): RailRefund {
  const whole = worth(pull.amount, pull.currency);
  const done = payouts
    .filter(({ state }) => state === 'Completed')
    .reduce((sum, one) => sum + worth(one.originalAmount, one.originalCurrency), 0);
  const isUnderWay = payouts.some(({ state }) => state !== 'Completed' && state !== 'Cancelled');
  const isOver = done >= whole || (pull.archived && !isUnderWay);
  const id = /^Refund (\S{1,100})$/.exec(pull.name ?? '')?.[1] ?? null;
  return {
    providerRefundId: pull.id,
    refundId: id === invoice.id ? null : id,
    // Closed before it was collected in full: what was collected counts, and of nothing collected nothing happened.
    amountCents: isOver && done > 0 ? Math.min(done, whole) : whole,
    state: isOver ? (done > 0 ? 'succeeded' : 'failed') : 'pending',
    collectUrl: pull.archived || isOver ? null : pull.viewLink,
  };
}

/** Two with one name were made by two requests at the same moment: the older is ours, the other counts as made at the provider. */
function withoutTwins(all: readonly RailRefund[]): readonly RailRefund[] {
  return all.map((one, at) => {
    const isLater = one.refundId !== null && all.slice(at + 1).some(({ refundId }) => refundId === one.refundId);
    return isLater ? { ...one, refundId: null } : one;
  });
}

/** What an operator can do about it, where BTCPay Server says no. */
function explained(error: unknown): unknown {
  if (!(error instanceof GreenfieldRefused)) return error;
  const { status, codes } = error;
  if (status === 403)
    return new RailUnavailable(`BTCPay Server lets this key give no money back: give it ${refundPermission}`);
  // No rate to be had just now: the next try may find one.
  if (status === 422 && codes.includes('RefundVariant')) return error;
  if (status === 400 && codes.includes('non-refundable'))
    return new RailRefused({ reason: 'payment_not_final', provider: 'btcpay' });
  if (status === 404) return new RailRefused({ reason: 'payment_unknown', provider: 'btcpay' });
  if (status === 400 || status === 422)
    return new RailRefused({
      reason: 'refund_not_taken',
      provider: 'btcpay',
      told: codes.length === 0 ? `status ${status}` : codes.join(', ').slice(0, 1000),
    });
  return error;
}
