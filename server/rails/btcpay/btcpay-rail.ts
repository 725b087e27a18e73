// Bitcoin and Lightning by the operator's own BTCPay Server. A webhook only says which invoice to look at.
import { toDecimal } from '../../contract/currencies.ts';
import type { Order, OrderId } from '../../contract/orders/orders.ts';
import type { Clock } from '../../lib/clock.ts';
import { type Rail, type RailMethod, RailRefused, type RailRefund, RailUnavailable, ownerNamed } from '../rail.ts';
import { quoteAtBtcpay, toCents } from './decimal.ts';
import { eventIn } from './event.ts';
import { type Greenfield, type GreenfieldOptions, GreenfieldRefused, connectGreenfield } from './greenfield.ts';
import { mayBePartPaid, mayHaveRefunds, needsPayments, readingOf, withRefunds } from './reading.ts';
import { refundsAt } from './refunds.ts';
import { Invoice, Invoices, type Method, Methods } from './shapes.ts';

export type BtcpayOptions = GreenfieldOptions & {
  readonly storeId: string;
  readonly webhookSecret: string;
  readonly pageUrl: (orderId: OrderId) => string;
  readonly clock: Clock;
};

const methodIds = ['BTC-LN', 'BTC-CHAIN'] as const;
const monitoringMinutes = 1440;

/** Throws when the webhook secret is empty: then anybody could make webhooks that we would act on. */
export function createBtcpayRail(options: BtcpayOptions): Rail {
  const { storeId, webhookSecret, clock } = options;
  if (webhookSecret === '') throw new Error('BTCPAY_WEBHOOK_SECRET must not be empty.');
  const greenfield = connectGreenfield(options);
  const store = `stores/${encodeURIComponent(storeId)}`;
  const refunds = refundsAt(greenfield, store);
  /** By our id, so that two askers at once wait for the same one. */
  const making = new Map<string, Promise<RailRefund>>();
  const invoicePath = (id: string) => `${store}/invoices/${encodeURIComponent(id)}`;

  return {
    provider: 'btcpay',
    quote: quoteAtBtcpay,

    async start(order, signal) {
      const invoice = (await findInvoice(greenfield, { store, order }, signal)) ?? (await createInvoice(order, signal));
      if (!isPriceOf(invoice, order))
        throw new RailUnavailable(`the invoice ${invoice.id} of order ${order.id} has another price than the order`);
      const offered = await offeredFor(invoice.id, signal);
      if (offered.length === 0)
        throw new RailUnavailable(`the invoice ${invoice.id} can be paid in no way that we know`);
      return {
        providerTxnId: invoice.id,
        checkout: { type: 'invoice', url: options.pageUrl(order.id), methods: offered },
      };
    },

    async read({ providerTxnId, refunds: known, isPartShown }, signal) {
      const invoice = await greenfield.get(invoicePath(providerTxnId), Invoice, signal);
      if (invoice.id !== providerTxnId)
        throw new RailUnavailable(`asked for ${providerTxnId}, told of another invoice`);
      const isAllSettled = needsPayments(invoice) && (await areAllSettled(providerTxnId, signal));
      const told = readingOf(invoice, { isAllSettled, now: clock.now() });
      const methods = mayBePartPaid(told, isPartShown) ? await offeredFor(invoice.id, signal) : [];
      const reading = methods.length === 0 ? told : { ...told, methods };
      if (known.length === 0 && !mayHaveRefunds(invoice)) return reading;
      return withRefunds(reading, await refunds.of(invoice, known, signal), invoice);
    },

    verify: (delivery) => eventIn(delivery, { webhookSecret, storeId }),

    async ownerOf(invoiceId, signal) {
      try {
        return ownerNamed((await greenfield.get(invoicePath(invoiceId), Invoice, signal)).metadata?.orderId);
      } catch (error) {
        // The key may see this store's invoices alone, and old ones are deleted.
        if (error instanceof GreenfieldRefused && error.status === 404) return { kind: 'unknown' };
        throw error;
      }
    },

    async refund({ id, providerTxnId: invoiceId, amountCents }, signal) {
      const earlier = making.get(id);
      if (earlier !== undefined) return earlier;
      const made = refunds.make({ id, invoiceId, amountCents }, signal).finally(() => making.delete(id));
      making.set(id, made);
      return made;
    },

    close: () => greenfield.close(),
  };

  function createInvoice(order: Order, signal: AbortSignal): Promise<Invoice> {
    const minutesLeft = Math.ceil((order.expires_at - clock.now()) / 60_000);
    if (minutesLeft < 1) throw new RailUnavailable(`the time of order ${order.id} is over`);
    const body = {
      amount: toDecimal(order.amount_cents, order.currency),
      currency: order.currency,
      metadata: { orderId: order.id },
      checkout: {
        speedPolicy: 'MediumSpeed',
        paymentMethods: methodIds,
        lazyPaymentMethods: false,
        expirationMinutes: minutesLeft,
        monitoringMinutes,
        paymentTolerance: 0,
        redirectURL: options.pageUrl(order.id),
      },
    };
    return greenfield.post(`${store}/invoices`, { body, shape: Invoice }, signal).catch((error: unknown) => {
      throw explained(error, order);
    });
  }

  /** With what is due now; shortly after a part payment BTCPay Server makes a new Lightning invoice for the rest. */
  async function offeredFor(invoiceId: string, signal: AbortSignal): Promise<readonly RailMethod[]> {
    const methods = await greenfield.get(`${invoicePath(invoiceId)}/payment-methods`, Methods, signal);
    return methodIds.flatMap((id) => methods.filter((method) => method.paymentMethodId === id).flatMap(toMethod));
  }

  async function areAllSettled(invoiceId: string, signal: AbortSignal): Promise<boolean> {
    const methods = await greenfield.get(`${invoicePath(invoiceId)}/payment-methods`, Methods, signal);
    const payments = methods.flatMap((method) => method.payments ?? []);
    const standing = payments.filter(({ status }) => status !== 'Invalid');
    return standing.length > 0 && standing.every(({ status }) => status === 'Settled');
  }
}

/** The create call cannot be repeated safely, so after an unknown outcome the invoice is looked for first. */
async function findInvoice(
  greenfield: Greenfield,
  { store, order }: { readonly store: string; readonly order: Order },
  signal: AbortSignal,
): Promise<Invoice | null> {
  const found = await greenfield.get(`${store}/invoices?orderId=${encodeURIComponent(order.id)}`, Invoices, signal);
  const own = found.filter((invoice) => invoice.metadata?.orderId === order.id);
  return (
    own.toSorted((left, right) => left.createdTime - right.createdTime || (left.id < right.id ? -1 : 1))[0] ?? null
  );
}

/** A refusal is final, except where BTCPay Server has no rate right now ("generic-error"). */
function explained(error: unknown, order: Order): unknown {
  if (!(error instanceof GreenfieldRefused)) return error;
  const isFinal = error.status === 422 || (error.status === 400 && !error.codes.includes('generic-error'));
  if (!isFinal) return error;
  const told = error.reasons.length === 0 ? `status ${error.status}` : error.reasons.join('; ').slice(0, 1000);
  const { amount_cents, currency } = order;
  return new RailRefused({ reason: 'payment_not_taken', provider: 'btcpay', amount_cents, currency, told });
}

function isPriceOf(invoice: Invoice, order: Order): boolean {
  return invoice.currency === order.currency && toCents(invoice.amount, invoice.currency) === order.amount_cents;
}

function toMethod(method: Method): readonly RailMethod[] {
  const { destination, paymentLink, due } = method;
  if (method.activated === false || destination == null || destination === '') return [];
  const scheme = method.paymentMethodId === 'BTC-LN' ? 'lightning' : 'bitcoin';
  const link =
    paymentLink ?? (scheme === 'lightning' ? `lightning:${destination}` : `bitcoin:${destination}?amount=${due}`);
  // The link becomes an address to press in our page, so nothing but these two schemes may stand in it.
  if (!link.toLowerCase().startsWith(`${scheme}:`)) return [];
  const { paymentMethodId: id, amount, rate } = method;
  return [{ id, destination, paymentLink: link, amount, due, rate }];
}
