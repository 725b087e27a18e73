// Buying credits: the order, its checkout, its life as a stream, and the claim that ends it.
import { z } from 'zod';
import { AmountCents, Currency, Microcredits } from '../money.ts';
import { newOrRepeated } from '../new-or-repeated.ts';
import { problems } from '../problem.ts';
import { eventIterator, route } from '../route.ts';
import { OrderId } from './order-id.ts';

export { OrderId };

export const Provider = z.enum(['sandbox', 'stripe', 'btcpay']);
export type Provider = z.infer<typeof Provider>;

/** Lower-case hex SHA-256 of the whole token string, `tally_` included. */
export const TokenHash = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .brand<'TokenHash'>();
export type TokenHash = z.infer<typeof TokenHash>;

/**
 * open: nothing came in yet. seen: money is on its way. paid: credited, and it stays so.
 * declined: this try failed, another may follow. expired, failed: over without money. refunded: given back in whole.
 * disputed: the buyer's bank took the money back for now, and its credits are frozen until that is decided.
 */
export const OrderState = z.enum(['open', 'seen', 'declined', 'paid', 'expired', 'failed', 'refunded', 'disputed']);
export type OrderState = z.infer<typeof OrderState>;

export const Order = z.object({
  id: OrderId,
  state: OrderState,
  provider: Provider,
  /** null for a free amount. */
  pack_id: z.string().nullable(),
  amount_cents: AmountCents,
  currency: Currency,
  /** What the wallet receives when paid. */
  credits_microcredits: Microcredits,
  is_claimed: z.boolean(),
  /** Epoch milliseconds. */
  created_at: z.int(),
  expires_at: z.int(),
  paid_at: z.int().nullable(),
  /** What was or is being given back so far. */
  refunded_cents: z.int().min(0),
  /** Grows when what is left to pay changes, as by a part of an invoice; the same checkout request then answers with the new methods. */
  checkout_revision: z.int().min(0),
});
export type Order = z.infer<typeof Order>;

const checkoutBase = { request_id: z.string(), order_id: OrderId, provider_txn_id: z.string(), order: Order };

/** `provider_url`: the provider's own page, to which ours leads on; for the system's browser, not for a window of one origin. */
const RedirectPayload = z.object({ url: z.url(), provider_url: z.url().optional() });

/** How to go on: a page to open, a Stripe secret for our own page, or an invoice to draw. */
export const CheckoutAnswer = z.discriminatedUnion('type', [
  z.object({ ...checkoutBase, type: z.literal('redirect'), payload: RedirectPayload }),
  z.object({
    ...checkoutBase,
    type: z.literal('client_secret'),
    payload: z.object({ url: z.url(), client_secret: z.string(), publishable_key: z.string() }),
  }),
  z.object({
    ...checkoutBase,
    type: z.literal('invoice'),
    payload: z.object({
      url: z.url(),
      methods: z.array(
        z.object({
          id: z.string(),
          destination: z.string(),
          payment_link: z.string(),
          amount: z.string(),
          due: z.string(),
          rate: z.string(),
        }),
      ),
    }),
  }),
]);
export type CheckoutAnswer = z.infer<typeof CheckoutAnswer>;

export const payments = {
  /** Start or resume a purchase. The price is the server's; the same order id with the same body answers the same. */
  checkout: route({
    access: 'public',
    limit: 'message',
    method: 'POST',
    path: '/v1/payments/checkout',
    outputStructure: 'detailed',
    successStatus: 201,
    summary: 'Start a purchase',
    tags: ['payments'],
  })
    .input(
      z.object({
        order_id: OrderId,
        pack_id: z.string().min(1).max(64).optional(),
        amount_cents: AmountCents.optional(),
        currency: Currency.optional(),
        provider: Provider,
        /** Whom to credit; may be left out when a bearer token is sent, whose wallet is then topped up. */
        token_hash: TokenHash.optional(),
      }),
    )
    .output(newOrRepeated(CheckoutAnswer))
    .errors({
      token_rejected: problems.token_rejected,
      idempotency_conflict: problems.idempotency_conflict,
      pack_unknown: problems.pack_unknown,
      provider_unknown: problems.provider_unknown,
      provider_refused: problems.provider_refused,
      provider_unavailable: problems.provider_unavailable,
    }),

  /** Our state of an order beside the provider's own word for it. */
  status: route({
    access: 'public',
    limit: 'calm',
    method: 'GET',
    path: '/v1/payments/status',
    summary: 'Status of a purchase',
    tags: ['payments'],
  })
    .input(z.object({ order_id: OrderId }))
    .output(z.object({ request_id: z.string(), order: Order, provider_status: z.string().nullable() }))
    .errors({ order_not_found: problems.order_not_found }),
};

export const orders = {
  /** Server-sent events: the order now, then at each change; the stream ends when the order can change no more. */
  events: route({
    access: 'public',
    limit: 'stream',
    method: 'GET',
    path: '/v1/orders/{id}/events',
    summary: 'Watch a purchase',
    tags: ['payments'],
  })
    .input(z.object({ id: OrderId }))
    .output(eventIterator(Order))
    .errors({ order_not_found: problems.order_not_found }),
};
