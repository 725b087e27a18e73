// Buying credits: the order, its checkout, its life as a stream, and the claim that ends it.
import { z } from 'zod';
import { AmountCents, Currency, Microcredits } from '../money.ts';
import { EntityId } from '../entity-id.ts';
import { WalletOf } from '../wallets/wallet-of.ts';
import { newOrRepeated } from '../new-or-repeated.ts';
import { problems } from '../problem.ts';
import { eventIterator, route } from '../route.ts';
import { OrderId, OrderName } from './order-id.ts';
import { LocalStatus, ProviderStatus } from './order-status.ts';
import { ofForm } from '../text-form.ts';

export { OrderId };

export const Provider = z.enum(['sandbox', 'stripe', 'btcpay']);
export type Provider = z.infer<typeof Provider>;

/** Lower-case hex SHA-256 of the whole token string, `tally_` included. */
export const TokenHash = ofForm('token_hash').brand<'TokenHash'>();
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
  /** What the operator's own program calls it, where it has another name for it. */
  external_id: z.string().optional(),
});
export type Order = z.infer<typeof Order>;

const checkoutBase = { request_id: z.string(), order_id: OrderName, provider_txn_id: z.string(), order: Order };

/** `provider_url`: the provider's own page, to which ours leads on; for the system's browser, not for a window of one origin. */
/** What older clients look for beside the way to go on. */
const payload = {
  order_id: OrderName.optional(),
  amount_cents: AmountCents.optional(),
  currency: Currency.optional(),
};
const RedirectPayload = z.object({ ...payload, url: z.url(), provider_url: z.url().optional() });

/** How to go on: a page to open, a Stripe secret for our own page, or an invoice to draw. */
export const CheckoutAnswer = z.discriminatedUnion('type', [
  z.object({ ...checkoutBase, type: z.literal('redirect'), payload: RedirectPayload }),
  z.object({
    ...checkoutBase,
    type: z.literal('client_secret'),
    payload: z.object({ ...payload, url: z.url(), client_secret: z.string(), publishable_key: z.string() }),
  }),
  z.object({
    ...checkoutBase,
    type: z.literal('invoice'),
    payload: z.object({
      ...payload,
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
        /** A UUID. With the operator's key it may be left out, or be any name of the operator's own, such as ORD-abc. */
        order_id: OrderName.optional(),
        pack_id: z.string().min(1).max(64).optional(),
        amount_cents: AmountCents.optional(),
        currency: Currency.optional(),
        /** Left out: Stripe where it is set up, else the first way to pay. */
        provider: Provider.optional(),
        /** Which wallet to credit. Whoever sends a token or is signed in may leave it out, and buys for their own wallet. */
        token_hash: TokenHash.optional(),
        /** team: the wallet of the team that the sign-in names, for its owners. */
        for: WalletOf.optional(),
        /** Which wallet to credit, for the operator's key: a person's, or a team's. */
        user_id: EntityId.optional(),
        team_id: EntityId.optional(),
      }),
    )
    .output(newOrRepeated(CheckoutAnswer))
    .errors({
      token_rejected: problems.token_rejected,
      operator_key_rejected: problems.operator_key_rejected,
      forbidden: problems.forbidden,
      idempotency_conflict: problems.idempotency_conflict,
      pack_unknown: problems.pack_unknown,
      provider_unknown: problems.provider_unknown,
      provider_refused: problems.provider_refused,
      provider_unavailable: problems.provider_unavailable,
    }),

  /**
   * Our state of an order beside the provider's own word for it. Whoever knows the UUID of an order may ask by it; by any other name
   * only the operator with X-Api-Key, and to everybody else there is no such order.
   */
  status: route({
    access: 'public',
    limit: 'calm',
    method: 'GET',
    path: '/v1/payments/status',
    summary: 'Status of a purchase',
    tags: ['payments'],
  })
    .input(
      z.object({
        order_id: OrderName.optional(),
        /** In place of order_id. */
        provider_txn_id: z.string().min(1).max(255).optional(),
        /** Only an order that is paid this way. */
        provider: Provider.optional(),
      }),
    )
    .output(
      z.object({
        request_id: z.string(),
        order: Order,
        provider_status: z.string().nullable(),
        /** Left out by servers from before there was this. */
        local: LocalStatus.optional(),
        /** null: no payment was started at the provider yet. */
        provider: ProviderStatus.nullish(),
      }),
    )
    .errors({ order_not_found: problems.order_not_found }),
};

export const orders = {
  /** One's own orders, newest first; with `of=team` those of the team, for its owners. */
  list: route({
    access: 'user',
    limit: 'calm',
    method: 'GET',
    path: '/v1/orders',
    summary: 'Your orders',
    tags: ['payments'],
  })
    .input(
      z.object({
        of: WalletOf.default('me'),
        limit: z.coerce.number().int().min(1).max(200).default(50),
        cursor: z.string().min(1).max(400).optional(),
      }),
    )
    .output(z.object({ request_id: z.string(), orders: z.array(Order), next_cursor: z.string().nullable() }))
    .errors({ forbidden: problems.forbidden }),

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
