// Credits and purchases as the page sees them. The token itself never comes here.
import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { ServerConfig } from '../../../server/contract/config.ts';
import { PlanId } from '../../../server/contract/plans/plans.ts';
import { Uuid } from '../../../server/contract/uuid.ts';
import { OrderId, Provider } from '../../../server/contract/orders/orders.ts';
import { Refusal, ServerSaid } from './failure.ts';
import { Payee } from './payee.ts';
import { PayerChoice, Person } from './person.ts';
import { OwnPlan, PageOutcome } from './subscriptions.ts';
import { SecretTrouble, TokenPlace } from './secret-trouble.ts';

/** starting: the order is on its way. Then as the server tells it; claimed when the credits are there, which takes no step where they are a person's or a team's. */
export const PurchaseState = z.enum([
  'starting',
  'open',
  'seen',
  'declined',
  'paid',
  'claimed',
  'expired',
  'failed',
  'disputed',
  'refunded',
  'abandoned',
]);

/** A refund that is under way or done. failed: the money did not arrive, and the credits were restored. */
export const PurchaseRefund = z.object({
  id: z.string(),
  amountCents: z.int().min(0),
  state: z.enum(['pending', 'succeeded', 'failed']),
  /** Where the person fetches it (Bitcoin); whoever has this address can take the money. */
  collectUrl: z.url().nullable(),
});
export type PurchaseRefund = z.infer<typeof PurchaseRefund>;

/** One way to pay an invoice. `paymentLink` goes into the QR code and to the wallet; amounts are decimal texts in bitcoin. */
export const InvoiceMethod = z.object({
  /** As the provider names it: BTC-LN, BTC-CHAIN, BTC-LNURL. */
  id: z.string(),
  destination: z.string(),
  paymentLink: z.string(),
  amount: z.string(),
  due: z.string(),
  /** What one bitcoin costs in the purchase's currency. */
  rate: z.string(),
});
export type InvoiceMethod = z.infer<typeof InvoiceMethod>;

/** Why a purchase does not go on just now. */
export const PurchaseTrouble = z.discriminatedUnion('code', [
  z.object({
    code: z.enum([
      'offline',
      /** The server answers, but not as it should. */
      'broken',
      'busy',
      /** Paid; the credits follow. */
      'claim_later',
      /** The server named a payment page that is not safe to open. */
      'page_unsafe',
      'order_unknown',
      /** The order's token is no longer where it was kept. */
      'token_gone',
      'other_token',
      /** It is for an account whose session is over. */
      'signed_out',
      /** It is for another account than the one that is signed in. */
      'somebody_else',
      /** The sign-in names another team than the one that it is for. */
      'other_team',
      /** Whoever it is for cannot be proven: their issuer cannot be asked. */
      'sign_in_away',
      /** The server does not take the account just now. */
      'sign_in_refused',
    ]),
  }),
  z.object({ code: z.enum(['token_not_saved', 'token_unreadable', 'sign_in_unreadable']), trouble: SecretTrouble }),
  z.object({ code: z.literal('refused'), ...ServerSaid }),
  /** A sentence of an earlier version, as it stands in its file. */
  z.object({ code: z.literal('other'), text: z.string() }),
]);
export type PurchaseTrouble = z.infer<typeof PurchaseTrouble>;

export const Purchase = z.object({
  orderId: OrderId,
  state: PurchaseState,
  provider: Provider,
  payee: Payee,
  /** null: an amount of the person's own choice. */
  packId: z.string().nullable(),
  packName: z.string().nullable(),
  amountCents: z.int(),
  currency: z.string(),
  creditsMicrocredits: z.int().min(0),
  createdAt: z.int(),
  /** Until when it can be paid; null until the server has said so. */
  expiresAt: z.int().nullable(),
  paidAt: z.int().nullable(),
  /** Of `amountCents`, what went back or is on its way back. The state is `refunded` only when that is all of it. */
  refundedCents: z.int().min(0),
  refunds: z.array(PurchaseRefund),
  /** How an invoice can be paid by now, with what is still due; empty where it is no invoice or no more can be paid. */
  methods: z.array(InvoiceMethod),
  /** Set when the server's no or silence keeps it from going on. */
  trouble: PurchaseTrouble.nullable(),
});
export type Purchase = z.infer<typeof Purchase>;

export const ServerLink = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('checking'), origin: z.string() }),
  z.object({ kind: z.literal('online'), origin: z.string(), config: ServerConfig }),
  /** `since`: epoch milliseconds of the first failed try. */
  z.object({ kind: z.literal('offline'), origin: z.string(), since: z.int() }),
]);
export type ServerLink = z.infer<typeof ServerLink>;

/** What the next message will be paid from (plan: what the account's plan includes), and how much of that is left. Amounts in microcredits, counts in messages. */
export const Credits = z.object({
  mode: z.enum(['free', 'pro', 'plan', 'exhausted', 'unknown']),
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
 * Why credits bought here cannot be spent now. gone: the token is no longer where it was kept. unreadable: it may still be there.
 * rejected: the server does not know the token.
 */
export const TokenTrouble = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('gone'), place: TokenPlace }),
  z.object({ kind: z.literal('unreadable'), place: TokenPlace, trouble: SecretTrouble }),
  z.object({ kind: z.literal('rejected'), place: TokenPlace }),
]);
export type TokenTrouble = z.infer<typeof TokenTrouble>;

export const AccountState = z.object({
  link: ServerLink,
  credits: Credits,
  /** null: no token yet. */
  tokenPlace: TokenPlace.nullable(),
  /** What that token has free to spend, also while the account pays; null: not known. */
  computerMicrocredits: z.int().min(0).nullable(),
  tokenTrouble: TokenTrouble.nullable(),
  keychain: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('available') }),
    z.object({ kind: z.literal('missing'), trouble: SecretTrouble }),
  ]),
  /** Who is signed in, and who pays. */
  person: Person,
  /** What whoever pays has subscribed to, newest first. */
  plans: z.array(OwnPlan),
  /** Newest first. */
  purchases: z.array(Purchase),
  /** How many purchases there are beside those, which the app cannot read; left out: none. */
  unlistedPurchases: z.int().min(1).optional(),
  /** Holds whose end the server has not heard of yet. */
  unsettledRuns: z.int().min(0),
});
export type AccountState = z.infer<typeof AccountState>;

/**
 * How the checkout is shown. window: in one of its own that the core opened. frame: the page draws it. tab: it refuses frames, so
 * the page links to it. invoice: the page draws the methods itself; `url` is the server's page for the same order.
 */
export const CheckoutView = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('window') }),
  z.object({ kind: z.literal('frame'), url: z.url() }),
  z.object({ kind: z.literal('tab'), url: z.url() }),
  z.object({ kind: z.literal('invoice'), methods: z.array(InvoiceMethod).min(1), url: z.url() }),
]);
export type CheckoutView = z.infer<typeof CheckoutView>;

/**
 * How a receipt or a recovery kit is shown; the page itself never gets to see what stands in it. window: the core has opened one.
 * tab: the page opens the address, which is relative to its own, in a new tab within a minute; it works once, and for no script.
 */
export const DocumentView = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('window') }),
  z.object({ kind: z.literal('tab'), url: z.string().min(1) }),
]);
export type DocumentView = z.infer<typeof DocumentView>;

/** A BCP 47 tag, as `navigator.language` gives it; an unknown one is read as English. */
const Locale = z.string().min(1).max(60);

/** A token that paid here before and was put aside. `id` is no secret. */
export const KeptToken = z.object({
  id: z.string().min(1).max(64),
  place: TokenPlace,
  keptAt: z.int(),
  /** In microcredits, when it was last in use; null: never known. */
  lastKnownBalance: z.int().min(0).nullable(),
});
export type KeptToken = z.infer<typeof KeptToken>;

const OpenOutcome = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('opened'), purchase: Purchase, view: CheckoutView }),
  /** There is no keychain and the person has not yet said where else to keep the token; ask, then call again with `keepIn`. */
  z.object({ kind: z.literal('keychain_missing'), trouble: SecretTrouble }),
  z.object({ kind: z.literal('refused'), refusal: Refusal }),
  /** The order is kept and goes on by itself when the server is back. */
  z.object({ kind: z.literal('offline'), purchase: Purchase }),
  /** Nothing more can be shown: it is paid, over, or gone. */
  z.object({ kind: z.literal('over'), purchase: Purchase }),
]);

/** Unless it says `moved`, nothing was changed. */
export const MoveOutcome = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('moved'), state: AccountState }),
  /** Not a token at all: something is missing or was added while copying. */
  z.object({ kind: z.literal('malformed') }),
  /** The server does not know it; it may belong to another server. */
  z.object({ kind: z.literal('unknown') }),
  z.object({ kind: z.literal('offline') }),
  /** As with `buy`: ask where else to keep it, then call again with `keepIn`. */
  z.object({ kind: z.literal('keychain_missing'), trouble: SecretTrouble }),
  /** The place that keeps the tokens does not answer. */
  z.object({ kind: z.literal('unreadable') }),
]);
export type MoveOutcome = z.infer<typeof MoveOutcome>;

/** `payee` left out: the token of this computer. */
const buyBase = { orderId: OrderId, provider: Provider, payee: Payee.optional(), keepIn: TokenPlace.optional() };

export const account = {
  watch: oc.output(eventIterator(AccountState)),
  refresh: oc.output(AccountState),
  /** Ask the server how every order made here stands, refunds and disputes included. What cannot be asked stays as it was. */
  refreshPurchases: oc.output(AccountState),
  /** Make the token where it is for one (kept before the order leaves), place the order, open its checkout. Idempotent by orderId. */
  buy: oc
    .input(
      z.union([
        z.strictObject({ ...buyBase, packId: z.string().min(1).max(64) }),
        /** Within the bounds of the server's configuration. */
        z.strictObject({ ...buyBase, amount: z.object({ cents: z.int().min(1), currency: z.string().length(3) }) }),
      ]),
    )
    .output(OpenOutcome),
  /** Show the checkout of an order again. `as: 'page'`: on the server's page, also where the app could draw it. */
  resume: oc
    .input(z.object({ orderId: OrderId, as: z.enum(['best', 'page']).optional() }))
    .output(OpenOutcome)
    .errors({ purchase_not_found: {} }),
  /** Close a checkout window and stop asking; a payment that comes in all the same is still claimed. */
  abandon: oc.input(z.object({ orderId: OrderId })).output(AccountState),
  /** A document that can be printed. */
  receipt: oc
    .input(z.object({ orderId: OrderId, locale: Locale.optional() }))
    .output(DocumentView)
    .errors({
      purchase_not_found: {},
      purchase_unpaid: {},
    }),
  /** A document with the token as text and as QR code. Ask for a confirmation first: whoever sees it can spend the credits. */
  recoveryKit: oc
    .input(z.object({ locale: Locale.optional() }))
    .output(DocumentView)
    .errors({
      token_missing: {},
      token_unreadable: {},
    }),
  /** Spend the credits of a token from another machine. The token in use here is kept under another name, never destroyed. */
  useToken: oc.input(z.object({ token: z.string().max(400), keepIn: TokenPlace.optional() })).output(MoveOutcome),
  /** Tokens of this server that were put aside, newest first. */
  keptTokens: oc.output(z.array(KeptToken)),
  /** Go back to one of them; the one in use is put aside in its stead. */
  restoreToken: oc
    .input(z.object({ id: z.string().min(1).max(64) }))
    .output(MoveOutcome)
    .errors({ token_not_found: {} }),
  /**
   * Go on with free messages instead of the token in use here. A token that is there is kept under another name, never destroyed;
   * a purchase still under way with it stays its own and brings it back when it is paid.
   */
  forgetToken: oc.output(AccountState).errors({ token_unreadable: {} }),
  /** Begin to sign in, in the person's own browser; the state tells how it goes on. Begins anew where one is under way. */
  signIn: oc.output(AccountState),
  cancelSignIn: oc.output(AccountState),
  /** Forgets the session here, and revokes it where its issuer can be asked. The token kept here pays again, as before. */
  signOut: oc.output(AccountState),
  /** Open the page on which a subscription is begun; the state tells when it is active. Idempotent by `id`. `payee` left out: whoever pays. */
  subscribe: oc.input(z.object({ id: Uuid, planId: PlanId, payee: Payee.optional() })).output(PageOutcome),
  /** Open the page on which subscriptions are changed and ended. */
  managePlans: oc.input(z.object({ payee: Payee.optional() }).optional()).output(PageOutcome),
  payWith: oc.input(z.object({ payer: PayerChoice })).output(AccountState),
};
