// Buying, from the click to the claimed credits. Every unfinished purchase has one runner that carries it on, also after a restart.
import type { OrderId, Provider } from '../../../../../server/contract/orders/orders.ts';
import type { CheckoutView, Purchase } from '../../../../preload/contract/account.ts';
import type { SecretTrouble, TokenPlace } from '../../../../preload/contract/secret-trouble.ts';
import type { Refusal } from '../../../../preload/contract/failure.ts';
import { isSamePayee } from '../../../../preload/contract/same-payee.ts';
import type { Payee } from '../../../../preload/contract/payee.ts';
import { backoffMs } from '../../backoff.ts';
import { createBell, type Bell } from '../../bell.ts';
import type { Clock } from '../../ports.ts';
import type { Shell } from '../../shell-port.ts';
import type { ReadableCell } from '../../watchable.ts';
import { kindOf, type Log } from '../log.ts';
import type { LinkSlice } from '../state.ts';
import type { PayeePort } from '../payer/payee-port.ts';
import type { TokenPort } from '../token/token-port.ts';
import type { OrderTokens } from './order-tokens.ts';
import type { PurchaseRow } from './purchase-row.ts';
import { checkoutPage, isWorthAGlance, nextStep, toPurchase } from './purchase-rules.ts';
import type { Progress, PurchaseSteps } from './purchase-steps.ts';
import type { Purchases } from './purchases.ts';
import { isSameWare, pricedBy, type Ware } from './ware.ts';
import { secretTroubleOf } from '../../secrets-unavailable.ts';

export type OpenOutcome =
  | { readonly kind: 'opened'; readonly purchase: Purchase; readonly view: CheckoutView }
  | { readonly kind: 'keychain_missing'; readonly trouble: SecretTrouble }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'offline'; readonly purchase: Purchase }
  | { readonly kind: 'over'; readonly purchase: Purchase };

export type BuyRequest = {
  readonly orderId: OrderId;
  readonly ware: Ware;
  readonly provider: Provider;
  readonly payee: Payee;
  readonly keepIn: TokenPlace | null;
};

/** page: on the server's page, also where the app could draw the checkout itself. */
export type ShownAs = 'best' | 'page';

export type PurchaseDesk = {
  buy(request: BuyRequest): Promise<OpenOutcome>;
  /** null: no such purchase. */
  resume(orderId: OrderId, as: ShownAs): Promise<OpenOutcome | null>;
  abandon(orderId: OrderId): Promise<void>;
  /** Carry on with everything unfinished; also when the server is back. */
  carryOn(): void;
  /** Resolves when no runner is at work any more; the signal has been aborted before. */
  close(): Promise<void>;
};

export type DeskOptions = {
  readonly origin: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly shell: Shell;
  readonly log: Log;
  readonly linkSlice: ReadableCell<LinkSlice>;
  readonly payees: Pick<PayeePort, 'now'>;
  readonly token: Pick<TokenPort, 'inTurn'>;
  readonly tokens: OrderTokens;
  readonly purchases: Purchases;
  readonly steps: PurchaseSteps;
};

type Runner = { readonly bell: Bell; readonly stop: AbortController; readonly ended: Promise<void> };

/** `before`: what a step that was just taken has said; its wait is kept. */
type RunStart = { readonly bell: Bell; readonly stop: AbortSignal; readonly before: Progress | null };

const retryFirstMs = 2_000;
const retryMaxMs = 30_000;

export function createPurchaseDesk(options: DeskOptions): PurchaseDesk {
  const { clock, signal, shell, log, linkSlice, purchases, tokens, steps } = options;
  const runners = new Map<OrderId, Runner>();
  const glanced = new Set<OrderId>();
  let openOrder: OrderId | null = null;

  /** One at a time, so that two first purchases share one token. Gives why it could not be kept. */
  function keepToken(orderId: OrderId, keepIn: TokenPlace | null, add: () => void): Promise<SecretTrouble | null> {
    return options.token.inTurn(async () => {
      if (purchases.find(orderId)?.token) return null;
      const chosen = await tokens.choose(keepIn);
      if (chosen.kind === 'missing') return chosen.trouble;
      add();
      try {
        const token = chosen.kind === 'shared' ? chosen.token : await tokens.make(orderId, chosen.place);
        purchases.tokenKept(orderId, token);
        return null;
      } catch (error) {
        signal.throwIfAborted();
        return secretTroubleOf(error, chosen.kind === 'shared' ? chosen.token.place : chosen.place);
      }
    });
  }

  async function step(orderId: OrderId, stop: AbortSignal): Promise<Progress | null> {
    const row = purchases.find(orderId);
    if (row === null) return null;
    const kind = nextStep(row, clock.now());
    switch (kind) {
      case 'over':
        if (!isWorthAGlance(row, clock.now()) || glanced.has(orderId)) return null;
        glanced.add(orderId);
        return await steps.glance(orderId);
      case 'keep_token': {
        const trouble = await keepToken(orderId, null, () => undefined);
        if (trouble === null) return { kind: 'moved' };
        purchases.troubled(orderId, { code: 'token_not_saved', trouble });
        return { kind: 'stopped', refusal: null };
      }
      case 'place':
        return await steps.place(row);
      case 'claim':
        return row.token === null ? null : await steps.claim(row, row.token);
      case 'follow':
        return await steps.follow(row, stop);
    }
  }

  async function run(orderId: OrderId, { bell, stop, before }: RunStart): Promise<void> {
    for (let tries = 0, last = before; !stop.aborted; last = null) {
      const progress = last ?? (await step(orderId, stop));
      if (progress === null || progress.kind === 'stopped') return;
      if (progress.kind === 'claimed') await closeCheckout(orderId);
      tries = progress.kind === 'later' ? tries + 1 : 0;
      if (progress.kind !== 'later') continue;
      const named = progress.at === null ? 0 : progress.at - clock.now();
      await bell.sleep(stop, { clock, ms: Math.max(named, backoffMs(tries, retryFirstMs, retryMaxMs)) });
    }
  }

  function start(orderId: OrderId, before: Progress | null = null): void {
    if (runners.has(orderId) || signal.aborted) return;
    const stop = new AbortController();
    const bell = createBell();
    const work = run(orderId, { bell, stop: AbortSignal.any([signal, stop.signal]), before });
    const ended = work
      .catch((error: unknown) => {
        if (!signal.aborted && !stop.signal.aborted)
          log.warn({ error: kindOf(error) }, 'a purchase stopped unexpectedly');
      })
      .finally(() => {
        if (runners.get(orderId)?.stop === stop) runners.delete(orderId);
      });
    runners.set(orderId, { bell, stop, ended });
  }

  /** If it is this order's. */
  async function closeCheckout(orderId: OrderId): Promise<void> {
    if (openOrder !== orderId) return;
    openOrder = null;
    await shell.closeCheckout();
  }

  async function restart(orderId: OrderId): Promise<void> {
    const runner = runners.get(orderId);
    runner?.stop.abort();
    await runner?.ended;
    start(orderId);
  }

  const shown = (orderId: OrderId): Purchase => {
    const row = found(orderId);
    return toPurchase(row, purchases.refundsOf(row));
  };

  async function open(orderId: OrderId, as: ShownAs): Promise<OpenOutcome> {
    const row = found(orderId);
    start(orderId);
    if (row.checkout === null || !isPayable(row)) return { kind: 'over', purchase: shown(orderId) };
    if (row.checkout.kind === 'invoice' && as === 'best') {
      const { kind, methods, url } = row.checkout;
      return { kind: 'opened', purchase: shown(orderId), view: { kind, methods: [...methods], url } };
    }
    openOrder = orderId;
    try {
      const view = await shell.openCheckout(checkoutPage(row.checkout, options.origin));
      return { kind: 'opened', purchase: shown(orderId), view };
    } catch (error) {
      signal.throwIfAborted();
      if (openOrder === orderId) openOrder = null;
      log.warn({ error: kindOf(error) }, 'a checkout page could not be shown');
      return { kind: 'refused', refusal: { code: 'page_not_loaded', retryAt: clock.now() } };
    }
  }

  /** Send the order and open its checkout, or say why not. */
  async function place(orderId: OrderId, as: ShownAs): Promise<OpenOutcome> {
    const row = found(orderId);
    if (nextStep(row, clock.now()) !== 'place') return await open(orderId, as);
    const progress = await steps.place(row);
    switch (progress.kind) {
      case 'moved':
      case 'claimed':
        return await open(orderId, as);
      case 'later':
        start(orderId, progress);
        return { kind: 'offline', purchase: shown(orderId) };
      case 'stopped':
        if (progress.refusal !== null) return { kind: 'refused', refusal: progress.refusal };
        return { kind: 'over', purchase: shown(orderId) };
    }
  }

  function found(orderId: OrderId): PurchaseRow {
    const row = purchases.find(orderId);
    if (row === null) throw new Error('A purchase vanished while it was being opened');
    return row;
  }

  async function again(orderId: OrderId, keepIn: TokenPlace | null, as: ShownAs): Promise<OpenOutcome> {
    const row = found(orderId);
    if (row.isAbandoned) {
      purchases.abandoned(orderId, false);
      await restart(orderId);
    }
    if (nextStep(found(orderId), clock.now()) === 'keep_token') {
      const trouble = await keepToken(orderId, keepIn, () => undefined);
      if (trouble !== null) return { kind: 'keychain_missing', trouble };
    }
    return await place(orderId, as);
  }

  return {
    async buy(request) {
      const { orderId, ware, provider, payee: asked, keepIn } = request;
      const before = purchases.find(orderId);
      if (before !== null) {
        const isSame = isSameWare(before, ware) && before.provider === provider && isSamePayee(before.payee, asked);
        return isSame ? await again(orderId, keepIn, 'best') : refuse('order_differs');
      }
      const priced = pricedBy(linkSlice.current().config, ware);
      if (priced.kind === 'refused') return refuse(priced.code);
      const payee = options.payees.now(asked);
      if (payee === null) return refuse('payee_changed');
      const add = (): void => purchases.add({ orderId, provider, payee, ...priced.price });
      if (payee.kind !== 'computer') {
        add();
        return await place(orderId, 'best');
      }
      const trouble = await keepToken(orderId, keepIn, add);
      if (trouble === null) return await place(orderId, 'best');
      purchases.drop(orderId);
      return { kind: 'keychain_missing', trouble };
    },

    async resume(orderId, as) {
      return purchases.find(orderId) === null ? null : await again(orderId, null, as);
    },

    async abandon(orderId) {
      if (purchases.find(orderId) === null) return;
      purchases.abandoned(orderId, true);
      await closeCheckout(orderId);
      await restart(orderId);
    },

    carryOn() {
      for (const { orderId } of purchases.all()) {
        runners.get(orderId)?.bell.ring();
        start(orderId);
      }
    },

    async close() {
      await Promise.allSettled([...runners.values()].map(async (runner) => await runner.ended));
    },
  };
}

function isPayable(row: PurchaseRow): boolean {
  return row.state === 'open' || row.state === 'declined' || row.state === 'seen';
}

function refuse(
  code: 'order_differs' | 'payee_changed' | 'pack_gone' | 'amounts_gone' | 'amount_outside',
): OpenOutcome {
  return { kind: 'refused', refusal: { code, retryAt: null } };
}
