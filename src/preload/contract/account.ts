// Credits and purchases as the page sees them. The token itself never comes here.
import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { ServerConfig } from '../../../server/contract/config.ts';
import { OrderId, Provider } from '../../../server/contract/orders.ts';
import { Refusal } from './failure.ts';

/** Where the pro token lives. memory: until the app ends. file: a 0600 file, as the person chose. */
export const TokenPlace = z.enum(['keychain', 'memory', 'file']);
export type TokenPlace = z.infer<typeof TokenPlace>;

/** starting: the order is on its way. Then as the server tells it; claimed when the credits are ours. */
export const PurchaseState = z.enum([
  'starting',
  'open',
  'seen',
  'declined',
  'paid',
  'claimed',
  'expired',
  'failed',
  'refunded',
  'abandoned',
]);

export const Purchase = z.object({
  orderId: OrderId,
  state: PurchaseState,
  provider: Provider,
  packId: z.string(),
  packName: z.string(),
  amountCents: z.int(),
  currency: z.string(),
  creditsMicrocredits: z.int().min(0),
  createdAt: z.int(),
  /** Set when the server's no or silence keeps it from going on; a sentence for the person. */
  trouble: z.string().nullable(),
});
export type Purchase = z.infer<typeof Purchase>;

export const ServerLink = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('checking'), origin: z.string() }),
  z.object({ kind: z.literal('online'), origin: z.string(), config: ServerConfig }),
  /** `since`: epoch milliseconds of the first failed try. */
  z.object({ kind: z.literal('offline'), origin: z.string(), since: z.int() }),
]);
export type ServerLink = z.infer<typeof ServerLink>;

/** What the next message will be paid from, and how much of that is left. Amounts in microcredits, counts in messages. */
export const Credits = z.object({
  mode: z.enum(['free', 'pro', 'exhausted', 'unknown']),
  /** Free to spend: what is held for messages being answered is not in it. */
  proMicrocredits: z.int().min(0),
  heldMicrocredits: z.int().min(0),
  free: z.object({ left: z.int().min(0), limit: z.int().min(0), resetsAt: z.int().nullable() }).nullable(),
  /** Messages that may still be sent today while no server can be reached. */
  grace: z.object({ left: z.int().min(0), limit: z.int().min(0) }),
  /** Epoch milliseconds of the server's word this rests on; null when it was never asked. */
  asOf: z.int().nullable(),
});
export type Credits = z.infer<typeof Credits>;

/**
 * Why credits bought here cannot be spent just now. gone: the place no longer has their key. unreadable: it may still have it.
 * rejected: the server does not know the key.
 */
export const TokenTrouble = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('gone'), place: TokenPlace }),
  z.object({ kind: z.literal('unreadable'), place: TokenPlace, reason: z.string() }),
  z.object({ kind: z.literal('rejected'), place: TokenPlace }),
]);
export type TokenTrouble = z.infer<typeof TokenTrouble>;

export const AccountState = z.object({
  link: ServerLink,
  credits: Credits,
  /** null: no token yet. */
  tokenPlace: TokenPlace.nullable(),
  tokenTrouble: TokenTrouble.nullable(),
  keychain: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('available') }),
    z.object({ kind: z.literal('missing'), reason: z.string() }),
  ]),
  /** Newest first. */
  purchases: z.array(Purchase),
  /** Holds whose end the server has not heard of yet. */
  unsettledRuns: z.int().min(0),
});
export type AccountState = z.infer<typeof AccountState>;

/** How the checkout is shown: in a window of its own that the core opened, or in a frame that the page draws. */
export const CheckoutView = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('window') }),
  z.object({ kind: z.literal('frame'), url: z.url() }),
]);
export type CheckoutView = z.infer<typeof CheckoutView>;

const OpenOutcome = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('opened'), purchase: Purchase, view: CheckoutView }),
  /** There is no keychain and the person has not yet said where else to keep the token; ask, then call again with `keepIn`. */
  z.object({ kind: z.literal('keychain_missing'), reason: z.string() }),
  z.object({ kind: z.literal('refused'), refusal: Refusal }),
  /** The order is kept and goes on by itself when the server is back. */
  z.object({ kind: z.literal('offline'), purchase: Purchase }),
  /** Nothing more can be shown: it is paid, over, or gone. */
  z.object({ kind: z.literal('over'), purchase: Purchase }),
]);

export const account = {
  watch: oc.output(eventIterator(AccountState)),
  refresh: oc.output(AccountState),
  /** Make the token (kept before the order leaves), place the order, open its checkout. Idempotent by orderId. */
  buy: oc
    .input(
      z.object({
        orderId: OrderId,
        packId: z.string().min(1).max(64),
        provider: Provider,
        keepIn: TokenPlace.optional(),
      }),
    )
    .output(OpenOutcome),
  /** Show the checkout of an order again. */
  resume: oc
    .input(z.object({ orderId: OrderId }))
    .output(OpenOutcome)
    .errors({ purchase_not_found: { message: 'This purchase is not known here' } }),
  /** Close a checkout window and stop asking; a payment that comes in all the same is still claimed. */
  abandon: oc.input(z.object({ orderId: OrderId })).output(AccountState),
  /**
   * Go on with free messages instead of the key in use here. A key that is there is kept under another name, never destroyed;
   * a purchase still under way with it stays its own and brings it back when it is paid.
   */
  forgetToken: oc
    .output(AccountState)
    .errors({ token_unreadable: { message: 'The place that keeps the key does not answer, so nothing was changed' } }),
};
