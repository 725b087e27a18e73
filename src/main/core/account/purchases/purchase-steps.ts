// The steps of a purchase, each safe to repeat: place the order, follow it, claim it. purchase-rules.ts decides which comes next.
import type { CheckoutAnswer, Order, OrderId } from '../../../../../server/contract/orders/orders.ts';
import type { PurchaseTrouble } from '../../../../preload/contract/account.ts';
import type { Refusal } from '../../../../preload/contract/failure.ts';
import type { Clock } from '../../ports.ts';
import { secretTroubleOf } from '../../secrets-unavailable.ts';
import type { LinkPort, ServerAnswer } from '../link/link-port.ts';
import type { PayeePort, Proof, Unproven } from '../payer/payee-port.ts';
import { saidBy, toRefusal } from '../refusal.ts';
import type { KeptToken, TokenPort } from '../token/token-port.ts';
import { followOrder } from './follow-order.ts';
import type { OrderTokens } from './order-tokens.ts';
import type { Checkout, PurchaseRow } from './purchase-row.ts';
import { isNews, isPayable, readCheckout } from './purchase-rules.ts';
import type { Purchases } from './purchases.ts';

/** moved: look what comes next. claimed: the same, and the credits are ours. later: try again, not before `at`. stopped: only a person or a new start goes on. */
export type Progress =
  | { readonly kind: 'moved' }
  | { readonly kind: 'claimed' }
  | { readonly kind: 'later'; readonly at: number | null }
  | { readonly kind: 'stopped'; readonly refusal: Refusal | null };

export type PurchaseSteps = {
  place(row: PurchaseRow): Promise<Progress>;
  follow(row: PurchaseRow, signal: AbortSignal): Promise<Progress>;
  claim(row: PurchaseRow, token: KeptToken): Promise<Progress>;
  /** Look at an order once. */
  glance(orderId: OrderId): Promise<Progress>;
};

export type StepOptions = {
  readonly clock: Clock;
  readonly link: LinkPort;
  readonly token: TokenPort;
  readonly payees: PayeePort;
  readonly tokens: OrderTokens;
  readonly purchases: Purchases;
};

const orderMsMax = 10_000;
const moved: Progress = { kind: 'moved' };
const stopped: Progress = { kind: 'stopped', refusal: null };

export function createPurchaseSteps(options: StepOptions): PurchaseSteps {
  const { clock, link, token: paying, payees, tokens, purchases } = options;
  /** Which state of its checkout is kept here, where that is not the first. */
  const revisions = new Map<OrderId, number>();

  function wait(orderId: OrderId, trouble: PurchaseTrouble, at: number | null = null): Progress {
    purchases.troubled(orderId, trouble);
    return { kind: 'later', at };
  }

  function stop(orderId: OrderId, trouble: PurchaseTrouble): Progress {
    purchases.troubled(orderId, trouble);
    return stopped;
  }

  function placed(orderId: OrderId, checkout: CheckoutAnswer): Progress {
    if (checkout.order.id !== orderId || checkout.order_id !== orderId) return wait(orderId, { code: 'broken' });
    const shown = readCheckout(checkout, link.origin);
    if (shown === null) {
      purchases.failed(orderId, { code: 'page_unsafe' });
      return { kind: 'stopped', refusal: { code: 'page_unsafe', retryAt: null } };
    }
    keepCheckout(checkout, shown);
    purchases.told(checkout.order);
    return moved;
  }

  function keepCheckout({ order }: CheckoutAnswer, shown: Checkout): void {
    revisions.set(order.id, order.checkout_revision);
    purchases.placed(order.id, shown);
  }

  /** Repeatable: the same order is placed once, and answered with its checkout as it is by now. */
  function send(row: PurchaseRow, proof: Proof, until: AbortSignal | null): Promise<ServerAnswer<CheckoutAnswer>> {
    const question = { msMax: orderMsMax, token: proof.token, ...(until === null ? {} : { signal: until }) };
    return link.ask(question, async (server, own) => {
      const ware =
        row.packId === null ? { amount_cents: row.amountCents, currency: row.currency } : { pack_id: row.packId };
      const request = { order_id: row.orderId, ...ware, provider: row.provider, ...proof.names };
      return (await server.payments.checkout(request, own)).body;
    });
  }

  async function prove({ payee, token }: PurchaseRow, until: AbortSignal | null): Promise<Proof | Unproven> {
    if (payee.kind !== 'computer') return await payees.prove(payee, until);
    if (token === null) return { kind: 'unproven', trouble: { code: 'token_gone' }, isLasting: true };
    // No bearer: the hash alone says whom to credit, so a top-up also works where the wallet is still unknown.
    return { kind: 'proven', token: null, names: { token_hash: token.hash } };
  }

  /** A sign-in that the server does not take is renewed and shown once more. */
  async function askForCheckout(
    row: PurchaseRow,
    until: AbortSignal | null = null,
  ): Promise<ServerAnswer<CheckoutAnswer> | Unproven> {
    for (let tries = 1; ; tries += 1) {
      const proof = await prove(row, until);
      if (proof.kind === 'unproven') return proof;
      const answer = await send(row, proof, until);
      if (proof.token === null || answer.kind !== 'problem' || answer.code !== 'token_rejected') return answer;
      payees.refused(proof.token);
      if (tries === 2) return { kind: 'unproven', trouble: { code: 'sign_in_refused' }, isLasting: false };
    }
  }

  /** For when another amount is left to pay than the one shown. What cannot be asked is asked again at the order's next word. */
  async function renewCheckout(orderId: OrderId, stop: AbortSignal): Promise<void> {
    const row = purchases.find(orderId);
    if (row === null || stop.aborted) return;
    const answer = await askForCheckout(row, stop);
    if (answer.kind !== 'ok' || answer.value.order.id !== orderId) return;
    const shown = readCheckout(answer.value, link.origin);
    if (shown?.kind === 'invoice') keepCheckout(answer.value, shown);
  }

  const isOutdated = (row: PurchaseRow | null, order: Order): boolean =>
    row?.checkout?.kind === 'invoice' &&
    isPayable(order.state) &&
    order.checkout_revision !== (revisions.get(order.id) ?? 0);

  return {
    async place(row) {
      const answer = await askForCheckout(row);
      switch (answer.kind) {
        case 'unproven':
          return answer.isLasting ? stop(row.orderId, answer.trouble) : wait(row.orderId, answer.trouble);
        case 'ok':
          return placed(row.orderId, answer.value);
        case 'problem':
          if (answer.code === 'rate_limited' || answer.code === 'plan_rate_limited') {
            return wait(row.orderId, { code: 'busy' }, answer.retryAt);
          }
          purchases.failed(row.orderId, { code: 'refused', ...saidBy(answer) });
          return { kind: 'stopped', refusal: toRefusal(answer) };
        case 'broken':
          return wait(row.orderId, { code: 'broken' }, answer.retryAt);
        case 'unreachable':
          return wait(row.orderId, { code: 'offline' });
      }
    },

    async follow(row, stop) {
      let isLost = false;
      let renewing: Promise<void> | null = null;
      const renew = (): void => {
        renewing ??= renewCheckout(row.orderId, stop)
          // It throws only when it was told to stop, and then nothing is left to do.
          .catch(() => undefined)
          .finally(() => {
            renewing = null;
          });
      };
      await followOrder({
        link,
        clock,
        signal: stop,
        orderId: row.orderId,
        isQuiet: row.isAbandoned,
        onOrder(order) {
          const now = purchases.find(row.orderId);
          if (isNews(now, order)) purchases.told(order);
          if (isOutdated(now, order)) renew();
          return order.state !== 'open' && order.state !== 'seen' && order.state !== 'declined';
        },
        onFailure(failure) {
          isLost = failure.kind === 'problem' && failure.code === 'order_not_found';
          if (!isLost && failure.kind !== 'problem') purchases.troubled(row.orderId, { code: 'offline' });
          return isLost;
        },
      });
      if (isLost) return stop404(row);
      // Nothing is left to do where the credits are a person's.
      return purchases.find(row.orderId)?.state === 'claimed' ? { kind: 'claimed' } : moved;
    },

    async claim(row, kept) {
      const found = await paying.find(kept);
      if (found.kind === 'gone') return stop(row.orderId, { code: 'token_gone' });
      if (found.kind === 'unreadable') return wait(row.orderId, { code: 'token_unreadable', trouble: found.trouble });
      const answer = await link.ask(
        { msMax: orderMsMax, token: found.token },
        async (server, own) => await server.pro.claim({ order_id: row.orderId }, own),
      );
      const refused = readClaim(row, answer);
      if (refused !== null) return refused;
      try {
        await paying.inTurn(async () => await paying.activate(found.token, kept));
      } catch (error) {
        return wait(row.orderId, { code: 'token_unreadable', trouble: secretTroubleOf(error, kept.place) });
      }
      purchases.claimed(row.orderId);
      await tokens.tidy();
      return { kind: 'claimed' };
    },

    async glance(orderId) {
      const answer = await link.ask(
        { msMax: orderMsMax, token: null },
        async (server, own) => await server.payments.status({ order_id: orderId }, own),
      );
      if (answer.kind === 'ok' && answer.value.order.id === orderId) purchases.told(answer.value.order);
      return moved;
    },
  };

  function stop404(row: PurchaseRow): Progress {
    purchases.failed(row.orderId, { code: 'order_unknown' });
    return stopped;
  }

  /** null: the credits are ours. */
  function readClaim(
    row: PurchaseRow,
    answer: ServerAnswer<{ readonly order: { readonly id: OrderId } }>,
  ): Progress | null {
    switch (answer.kind) {
      case 'ok':
        return answer.value.order.id === row.orderId ? null : wait(row.orderId, { code: 'claim_later' });
      case 'broken':
        return wait(row.orderId, { code: 'claim_later' }, answer.retryAt);
      case 'unreachable':
        return wait(row.orderId, { code: 'claim_later' });
      case 'problem':
        if (answer.code === 'order_unpaid' || answer.code === 'rate_limited') {
          return wait(row.orderId, { code: 'claim_later' }, answer.retryAt);
        }
        return stop(row.orderId, { code: answer.code === 'order_not_found' ? 'order_unknown' : 'other_token' });
    }
  }
}
