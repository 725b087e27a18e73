// Starts a purchase, or resumes it: the order is written with our price before the provider hears of it (I9, I13).
import type { ProviderNo } from '../../contract/problem-params.ts';
import type { OrderStore } from '../../storage/orders/order-store.ts';
import type { WalletStore } from '../../storage/wallets/wallet-store.ts';
import { creditsFor, type FreeAmount, isOffered } from '../../contract/orders/free-amount.ts';
import type { Microcredits } from '../../contract/money.ts';
import { OrderId, type Provider, type TokenHash } from '../../contract/orders/orders.ts';
import { type WalletOwner, tokenOwner } from '../../domain/wallets/ledger.ts';
import type { WalletOf } from '../../contract/wallets/wallet-of.ts';
import type { OwnerFound, WhoseWallet } from '../wallets/whose-wallet.ts';
import { type OrderRecord, emptyBooks, nextPoll, refuseUnstarted } from '../../domain/orders/order.ts';
import { type Rail, RailRefused, RailUnavailable } from '../../rails/rail.ts';
import { type CheckoutStarted, checkoutAnswer } from './checkout-answer.ts';
import { orderAsk, writeOf } from './locked-order.ts';
import type { Postbox } from '../letters/postbox.ts';
import type { OrderBell } from './order-bell.ts';
import { refusal, type Refused } from '../refusal.ts';
import { type OrderSettler, pollPlan } from './settle-order.ts';
import { centsWorthMost, wholeWorth } from '../../domain/money.ts';
import { shopCurrency } from '../shop-currency.ts';
import type { UsecaseConfig } from '../usecase-config.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import type { Caller } from '../caller.ts';

/**
 * Whom to credit is named by `tokenHash`, or by `of`: the caller's own wallet or their team's; or by `owner`, which only the
 * operator may name. `externalId` and an order without an id are the operator's too.
 */
export type CheckoutRequest = {
  readonly orderId: OrderId | null;
  readonly externalId?: string | null;
  readonly packId: string | null;
  readonly amount: { readonly cents: number; readonly currency: string } | null;
  /** null: the one that is used where none is named. */
  readonly provider: Provider | null;
  readonly tokenHash: TokenHash | null;
  readonly of?: WalletOf;
  readonly owner?: WalletOwner | null;
  readonly isOperator?: boolean;
};

/** With the server's own choice for whatever the request left out. */
type Chosen = CheckoutRequest & { readonly orderId: OrderId; readonly provider: Provider };

type Priced = {
  readonly kind: 'priced';
  readonly packId: string | null;
  readonly amountCents: number;
  readonly currency: string;
  readonly credits: Microcredits;
};
type Started = { readonly kind: 'started'; readonly isNew: boolean; readonly answer: CheckoutStarted };
type Payee = OwnerFound;

type Starting = {
  readonly storage: Pick<OrderStore, 'readOrder' | 'findOrderCalled' | 'changeOrder'> & Pick<WalletStore, 'readWallet'>;
  readonly rails: ReadonlyMap<Provider, Rail>;
  readonly clock: Clock;
  readonly config: UsecaseConfig;
  readonly settler: OrderSettler;
  readonly bell: OrderBell;
  readonly postbox: Postbox;
  readonly log: Log;
  readonly newId: () => string;
  readonly whose: WhoseWallet;
};

export function startCheckout(deps: Starting) {
  const { storage, rails, clock, config, settler, bell, log } = deps;

  async function firstRow(request: Chosen, payee: Payee): Promise<OrderRecord | Refused> {
    if (!rails.has(request.provider))
      return refusal('provider_unknown', { reason: 'not_offered', provider: request.provider });
    const priced = priceOf(request, config);
    if (priced.kind === 'refused') return priced;
    const order = newOrder({ request, priced, payee }, config, clock.now());
    return storage.changeOrder<OrderRecord>(orderAsk(request.orderId, request.externalId), (seen) => {
      if (seen.order !== null) return { write: null, answer: seen.order };
      return { write: { order, posting: null, letters: [], deliveryId: null }, answer: order };
    });
  }

  /** The same request again gets the same answer. */
  async function refuse({ id, provider }: OrderRecord, no: ProviderNo): Promise<Refused> {
    log.warn({ orderId: id, provider, no }, 'the provider refused a payment');
    await storage.changeOrder(orderAsk(id), ({ order }) => {
      const change = order === null ? null : refuseUnstarted(order, no);
      const write = change && writeOf(deps, { ...change, posting: null }, { now: clock.now() });
      return { write, answer: null };
    });
    bell.ring(id);
    return refusal('provider_refused', no);
  }

  return async (caller: Caller | null, asked: CheckoutRequest, signal: AbortSignal): Promise<Started | Refused> => {
    const request = chosen(asked, deps);
    if ((request.packId === null) === (request.amount === null))
      return refusal('invalid_request', { reason: 'pack_or_amount' });
    const payee = await payeeOf(caller, request, deps);
    if (payee.kind === 'refused') return payee;
    const { externalId = null } = request;
    const before = await (externalId === null
      ? storage.readOrder(request.orderId)
      : storage.findOrderCalled(externalId));
    const order = before ?? (await firstRow(request, payee));
    if ('kind' in order) return order;
    if (!isSamePurchase(order, request, payee)) return refusal('idempotency_conflict', { reason: 'order' });
    if (order.refusal !== null) return refusal('provider_refused', order.refusal);
    try {
      const bound = order.providerTxnId === null ? await settler.bind(order, signal) : order;
      return { kind: 'started', isNew: before === null, answer: checkoutAnswer(bound) };
    } catch (error) {
      if (error instanceof RailRefused) return refuse(order, error.no);
      if (!(error instanceof RailUnavailable)) throw error;
      log.warn(
        { orderId: order.id, provider: order.provider, reason: error.message },
        'a checkout could not be started',
      );
      return refusal('provider_unavailable', { retry_after_s: 5 });
    }
  };
}

/** A provider that is named nowhere is Stripe where it is set up, or else the first that is. */
function chosen({ orderId, provider, ...request }: CheckoutRequest, { rails, newId }: Starting): Chosen {
  const [first = 'stripe'] = rails.keys();
  const usual = rails.has('stripe') ? 'stripe' : first;
  return { ...request, orderId: orderId ?? OrderId.parse(newId()), provider: provider ?? usual };
}

/** In this order: the owner that the operator names, the hash in the request, the caller. An unknown token is refused, unless the purchase is for it. */
async function payeeOf(
  caller: Caller | null,
  { tokenHash, of = 'me', owner = null }: CheckoutRequest,
  { storage, whose }: Pick<Starting, 'storage' | 'whose'>,
): Promise<Payee | Refused> {
  if (owner !== null) return { kind: 'owner', owner };
  if (tokenHash === null && caller?.kind === 'user') return whose(caller, of, 'mayBuy');
  if (
    caller?.kind === 'token' &&
    caller.tokenHash !== tokenHash &&
    (await storage.readWallet(tokenOwner(caller.tokenHash))) === null
  ) {
    return refusal('token_rejected', { reason: 'unknown' });
  }
  if (of === 'team') return refusal('forbidden', { reason: 'team_missing' });
  const hash = tokenHash ?? (caller?.kind === 'token' ? caller.tokenHash : null);
  if (hash === null) return refusal('invalid_request', { reason: 'payee_missing' });
  return { kind: 'owner', owner: tokenOwner(hash) };
}

/** The price is the server's: of the pack, or of the amount at the set rate; the operator's own program may sell at CREDIT_RATE too. */
function priceOf(
  { packId, amount, isOperator = false }: CheckoutRequest,
  { packs, freeAmount, creditRate }: UsecaseConfig,
): Priced | Refused {
  if (amount === null) {
    const pack = packs.find(({ id }) => id === packId);
    if (pack === undefined) return refusal('pack_unknown', { pack: packId ?? '' });
    return {
      kind: 'priced',
      packId: pack.id,
      amountCents: pack.amount_cents,
      currency: pack.currency,
      credits: pack.credits_microcredits,
    };
  }
  if (freeAmount === null && isOperator) {
    const currency = shopCurrency({ packs, freeAmount });
    if (amount.currency !== currency) return refusal('invalid_request', { reason: 'other_currency', currency });
    const maximum = centsWorthMost(creditRate);
    if (amount.cents > maximum)
      return refusal('invalid_request', { reason: 'field_too_big', field: 'amount_cents', maximum, of: 'number' });
    const credits = wholeWorth(amount.cents, creditRate);
    return { kind: 'priced', packId: null, amountCents: amount.cents, currency: amount.currency, credits };
  }
  if (freeAmount === null) return refusal('invalid_request', { reason: 'only_packs' });
  if (amount.currency !== freeAmount.currency || !isOffered(freeAmount, amount.cents))
    return refusal('invalid_request', { reason: 'amount_not_offered', ...offeredBy(freeAmount) });
  const credits = creditsFor(freeAmount, amount.cents);
  return { kind: 'priced', packId: null, amountCents: amount.cents, currency: amount.currency, credits };
}

function offeredBy({ min_cents: least, max_cents: most, step_cents: step, currency }: FreeAmount) {
  return { min_cents: least, max_cents: most, ...(step === undefined ? {} : { step_cents: step }), currency };
}

type Purchase = { readonly request: Chosen; readonly priced: Priced; readonly payee: Payee };

function newOrder({ request, priced, payee }: Purchase, config: UsecaseConfig, now: number): OrderRecord {
  const order: OrderRecord = {
    id: request.orderId,
    state: 'open',
    provider: request.provider,
    packId: priced.packId,
    amountCents: priced.amountCents,
    currency: priced.currency,
    credits: priced.credits,
    owner: payee.owner,
    externalId: request.externalId ?? null,
    providerTxnId: null,
    providerStatus: null,
    checkout: null,
    checkoutRevision: 0,
    refusal: null,
    createdAt: now,
    expiresAt: now + config.orderTtlMs,
    paidAt: null,
    claimedAt: null,
    nextPollAt: null,
    polls: 0,
    books: emptyBooks,
  };
  return { ...order, nextPollAt: nextPoll(order, pollPlan(config), now) };
}

/** Compared by what was asked for, so that a price that changed meanwhile does not turn a repeat into a conflict. */
function isSamePurchase(order: OrderRecord, request: Chosen, payee: Payee): boolean {
  const isSameWare =
    request.amount === null
      ? order.packId === request.packId
      : order.packId === null &&
        order.amountCents === request.amount.cents &&
        order.currency === request.amount.currency;
  return isSameWare && order.provider === request.provider && order.owner === payee.owner;
}
