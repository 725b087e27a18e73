// The checkout page in every state it can be in, over real HTTP, without a payment behind it: the orders are made up.
import { randomUUID } from 'node:crypto';
import Fastify from 'fastify';
import { Currency, Microcredits } from '../../../server/contract/money.ts';
import { OrderId, type Order, type Provider } from '../../../server/contract/orders/orders.ts';
import { createBtcpayPanel } from '../../../server/http/checkout/btcpay-panel.ts';
import { addCheckout } from '../../../server/http/checkout/checkout.ts';
import { createSandboxPanel } from '../../../server/http/checkout/sandbox-panel.ts';
import { createStripePanel } from '../../../server/http/checkout/stripe-panel.ts';
import { addHeaders } from '../../../server/http/headers.ts';
import { systemClock } from '../../../server/lib/clock.ts';
import type { CheckoutStarted } from '../../../server/usecases/orders/checkout-answer.ts';
import { startStripeSim } from '../../support/stripe-sim/stripe-sim.ts';

type Way = 'card' | 'stripe page' | 'bitcoin' | 'sandbox' | 'none';
type Picture = { readonly name: string; readonly way: Way; readonly query?: string } & Partial<Order>;

const paid = { paid_at: Date.UTC(2026, 1, 2, 12) };

export const pictures: readonly Picture[] = [
  { name: 'open-card', way: 'card' },
  { name: 'open-stripe-page', way: 'stripe page' },
  { name: 'open-bitcoin', way: 'bitcoin' },
  { name: 'open-chain', way: 'bitcoin', query: 'way=BTC-CHAIN' },
  { name: 'open-sandbox', way: 'sandbox' },
  { name: 'declined', way: 'card', state: 'declined' },
  { name: 'cancelled', way: 'stripe page', query: 'back=cancelled' },
  { name: 'settling', way: 'card', query: 'back=done' },
  { name: 'unavailable', way: 'none' },
  { name: 'seen', way: 'bitcoin', state: 'seen' },
  { name: 'paid', way: 'card', state: 'paid', ...paid },
  { name: 'refunded-in-part', way: 'card', state: 'paid', refunded_cents: 400, ...paid },
  { name: 'refunded', way: 'card', state: 'refunded', refunded_cents: 1099, ...paid },
  { name: 'disputed', way: 'card', state: 'disputed', ...paid },
  { name: 'expired', way: 'bitcoin', state: 'expired' },
  { name: 'failed', way: 'card', state: 'failed' },
];

export type Gallery = {
  readonly url: string;
  /** Where a picture hangs, its query included. */
  address(name: string, language: string): string;
  close(): Promise<void>;
};

export async function openGallery(): Promise<Gallery> {
  const sim = await startStripeSim();
  const shown = new Map(pictures.map((picture) => [orderOf(picture).id, picture]));
  const ids = new Map([...shown].map(([id, { name }]) => [name, id]));
  const app = Fastify();
  await addHeaders(app, ['*']);
  await addCheckout(app, {
    clock: systemClock,
    base: '',
    packs: [pack],
    sandboxBilling: null,
    panels: [
      createStripePanel(`${sim.url}/v3/`),
      createBtcpayPanel(),
      createSandboxPanel({ act: async () => ({ kind: 'unknown' }), stateOf: async () => null }),
    ],
    orders: {
      async status(id) {
        const picture = shown.get(id);
        if (picture === undefined) return { kind: 'refused', code: 'order_not_found', params: {} };
        return { kind: 'order', order: { ...orderOf(picture), id }, providerStatus: null };
      },
      async started(id) {
        const picture = shown.get(id);
        return picture === undefined ? null : startedOf({ ...orderOf(picture), id }, picture.way);
      },
    },
  });
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  return {
    url,
    address(name, language) {
      const query = pictures.find((picture) => picture.name === name)?.query;
      return `${url}/checkout/${ids.get(name) ?? randomUUID()}?lang=${language}${query === undefined ? '' : `&${query}`}`;
    },
    async close() {
      await app.close();
      await sim.close();
    },
  };
}

const pack = {
  id: 'regular',
  name: 'Regular',
  credits_microcredits: Microcredits.parse(500_000_000),
  amount_cents: 1099,
  currency: Currency.parse('EUR'),
};

const providers: Readonly<Record<Way, Provider>> = {
  card: 'stripe',
  'stripe page': 'stripe',
  none: 'stripe',
  bitcoin: 'btcpay',
  sandbox: 'sandbox',
};

function orderOf({ name: _name, way, query: _query, ...own }: Picture): Order {
  return {
    id: OrderId.parse(randomUUID()),
    state: 'open',
    provider: providers[way],
    pack_id: pack.id,
    amount_cents: pack.amount_cents,
    currency: pack.currency,
    credits_microcredits: pack.credits_microcredits,
    is_claimed: false,
    created_at: Date.now(),
    expires_at: Date.now() + 15 * 60_000,
    paid_at: null,
    refunded_cents: 0,
    checkout_revision: 0,
    ...own,
  };
}

function startedOf(order: Order, way: Way): CheckoutStarted | null {
  const base = { order_id: order.id, provider_txn_id: 'txn', order };
  const url = 'https://example.org/pay';
  switch (way) {
    case 'none':
      return null;
    case 'card':
      return {
        ...base,
        type: 'client_secret',
        payload: { url, client_secret: 'pi_1_secret_2', publishable_key: 'pk_test_simulator' },
      };
    case 'stripe page':
      return { ...base, type: 'redirect', payload: { url, provider_url: 'https://checkout.stripe.com/c/pay/cs_1' } };
    case 'sandbox':
      return { ...base, type: 'redirect', payload: { url } };
    case 'bitcoin':
      return { ...base, type: 'invoice', payload: { url, methods: [lightning, chain] } };
  }
}

const bolt11 = `lnbc171700n1p${'qypqxpq9qcrsszg2pvxq6rs0zqg3yyc5z5tpwxqergd3c8g7rusq'.repeat(4)}`;
const sums = { amount: '0.00017170', due: '0.00017170', rate: '64007.12' };
const lightning = { id: 'BTC-LN', destination: bolt11, payment_link: `lightning:${bolt11}`, ...sums };
const address = 'bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq';
const chain = { id: 'BTC-CHAIN', destination: address, payment_link: `bitcoin:${address}?amount=0.00017170`, ...sums };
