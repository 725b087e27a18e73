// Buying, from the click to the claimed credits. Every unfinished purchase has one runner that carries it on, also after a restart.
import type { OrderId, Provider } from '../../../../../server/contract/orders/orders.ts';
import type { CheckoutView, Purchase, TokenPlace } from '../../../../preload/contract/account.ts';
import type { Refusal } from '../../../../preload/contract/failure.ts';
import type { Clock, Shell } from '../../ports.ts';
import { backoffMs, createBell, type Bell } from '../../bell.ts';
import type { InTurn } from '../../in-turn.ts';
import type { Link } from '../link/link.ts';
import type { OrderTokens } from '../token/order-token.ts';
import type { PurchaseRow } from './purchase-row.ts';
import { checkoutPage, isWorthAGlance, nextStep, toPurchase } from './purchase-rules.ts';
import type { Progress, PurchaseSteps } from './purchase-steps.ts';
import { trouble } from './purchase-trouble.ts';
import type { Purchases } from './purchases.ts';
import { isSameWare, pricedBy, type Ware } from './ware.ts';

export type OpenOutcome =
  | { readonly kind: 'opened'; readonly purchase: Purchase; readonly view: CheckoutView }
  | { readonly kind: 'keychain_missing'; readonly reason: string }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'offline'; readonly purchase: Purchase }
  | { readonly kind: 'over'; readonly purchase: Purchase };

export type BuyRequest = {
  readonly orderId: OrderId;
  readonly ware: Ware;
  readonly provider: Provider;
  readonly keepIn: TokenPlace | null;
};

/** page: on the server's page, also where the app could draw the checkout itself. */
export type ShownAs = 'best' | 'page';

export type PurchaseDesk = {
  buy(request: BuyRequest): Promise<OpenOutcome>;
  /** null: no such purchase. */
  resume(orderId: OrderId, as: ShownAs): Promise<OpenOutcome | null>;
  abandon(orderId: OrderId): Promise<void>;
  /** Close the checkout if it is this order's. */
  closeCheckout(orderId: OrderId): Promise<void>;
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
  readonly link: Link;
  readonly purchases: Purchases;
  readonly tokens: OrderTokens;
  readonly steps: PurchaseSteps;
  readonly inTurn: InTurn;
  readonly onBug: (error: unknown) => void;
  /** A checkout page could not be shown. */
  readonly onPageLost: (error: unknown) => void;
};

type Runner = { readonly bell: Bell; readonly stop: AbortController; readonly ended: Promise<void> };

/** `before`: what a step that was just taken has said; its wait is kept. */
type RunStart = { readonly bell: Bell; readonly stop: AbortSignal; readonly before: Progress | null };

const retryFirstMs = 2_000;
const retryMaxMs = 30_000;

export function createPurchaseDesk(options: DeskOptions): PurchaseDesk {
  const { clock, signal, shell, link, purchases, tokens, steps, inTurn } = options;
  const runners = new Map<OrderId, Runner>();
  const glanced = new Set<OrderId>();
  let openOrder: OrderId | null = null;

  /** One at a time, so that two first purchases share one token. Gives the reason where nothing keeps it. */
  function keepToken(orderId: OrderId, keepIn: TokenPlace | null, add: () => void): Promise<string | null> {
    return inTurn(async () => {
      if (purchases.find(orderId)?.token) return null;
      const chosen = await tokens.choose(keepIn);
      if (chosen.kind === 'missing') return chosen.reason;
      add();
      try {
        const token = chosen.kind === 'shared' ? chosen.token : await tokens.make(orderId, chosen.place);
        purchases.tokenKept(orderId, token);
        return null;
      } catch (error) {
        signal.throwIfAborted();
        return error instanceof Error ? error.message : '';
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
        const reason = await keepToken(orderId, null, () => undefined);
        if (reason === null) return { kind: 'moved' };
        purchases.troubled(orderId, trouble.noPlace(reason));
        return { kind: 'stopped', refusal: null };
      }
      case 'place':
      case 'claim':
        if (row.token === null) return null;
        return await steps[kind](row, row.token);
      case 'follow':
        return await steps.follow(row, stop);
    }
  }

  async function run(orderId: OrderId, { bell, stop, before }: RunStart): Promise<void> {
    for (let tries = 0, last = before; !stop.aborted; last = null) {
      const progress = last ?? (await step(orderId, stop));
      if (progress === null || progress.kind === 'stopped') return;
      tries = progress.kind === 'moved' ? 0 : tries + 1;
      if (progress.kind === 'moved') continue;
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
        if (!signal.aborted && !stop.signal.aborted) options.onBug(error);
      })
      .finally(() => {
        if (runners.get(orderId)?.stop === stop) runners.delete(orderId);
      });
    runners.set(orderId, { bell, stop, ended });
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
      options.onPageLost(error);
      return { kind: 'refused', refusal: { code: 'rejected', detail: trouble.noPage, retryAt: clock.now() } };
    }
  }

  /** Send the order and open its checkout, or say why not. */
  async function place(orderId: OrderId, as: ShownAs): Promise<OpenOutcome> {
    const row = found(orderId);
    if (row.state !== 'starting' || row.token === null) return await open(orderId, as);
    const progress = await steps.place(row, row.token);
    switch (progress.kind) {
      case 'moved':
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
    if (row.state === 'starting' && row.token === null) {
      const reason = await keepToken(orderId, keepIn, () => undefined);
      if (reason !== null) return { kind: 'keychain_missing', reason };
    }
    return await place(orderId, as);
  }

  return {
    async buy(request) {
      const { orderId, ware, provider, keepIn } = request;
      const before = purchases.find(orderId);
      if (before !== null) {
        if (isSameWare(before, ware) && before.provider === provider) return await again(orderId, keepIn, 'best');
        return refuse('This order is for something else. Start the purchase again.');
      }
      const priced = pricedBy(link.lastConfig(), ware);
      if (priced.kind === 'refused') return refuse(priced.detail);
      const reason = await keepToken(orderId, keepIn, () => purchases.add({ orderId, provider, ...priced.price }));
      if (reason === null) return await place(orderId, 'best');
      purchases.drop(orderId);
      return { kind: 'keychain_missing', reason };
    },

    async resume(orderId, as) {
      return purchases.find(orderId) === null ? null : await again(orderId, null, as);
    },

    async abandon(orderId) {
      if (purchases.find(orderId) === null) return;
      purchases.abandoned(orderId, true);
      if (openOrder === orderId) {
        openOrder = null;
        await shell.closeCheckout();
      }
      await restart(orderId);
    },

    async closeCheckout(orderId) {
      if (openOrder !== orderId) return;
      openOrder = null;
      await shell.closeCheckout();
    },

    carryOn() {
      for (const { orderId } of purchases.all()) {
        runners.get(orderId)?.bell.ring();
        start(orderId);
      }
    },

    async close() {
      await Promise.allSettled([...runners.values()].map(async (runner) => await runner.ended));
      await inTurn.idle();
    },
  };
}

function isPayable(row: PurchaseRow): boolean {
  return row.state === 'open' || row.state === 'declined' || row.state === 'seen';
}

function refuse(detail: string): OpenOutcome {
  return { kind: 'refused', refusal: { code: 'rejected', detail, retryAt: null } };
}
