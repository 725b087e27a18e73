// What the checkout page has to say, whatever the language. Each state says what happened to the money and what to do next.
import type { OrderState } from '../../contract/orders/orders.ts';

/**
 * What the page tells of an order. settling: the buyer has done their part, and the provider's word is not here yet. cancelled:
 * they came back without paying. refunded_in_part: paid, and some of it given back. unavailable: could be paid, but not here and now.
 */
export type PageState = OrderState | 'settling' | 'cancelled' | 'refunded_in_part' | 'unavailable';

export type StateText = { readonly title: string; readonly body: string };

type MethodTexts = {
  readonly name: string;
  /** What the code is, for whoever does not see it. */
  readonly code: string;
  readonly open: string;
  readonly destination: string;
  readonly copy: string;
};

export type CheckoutTexts = {
  /** The language's own name for itself. */
  readonly name: string;
  readonly states: Readonly<Record<PageState, StateText>>;
  readonly unknown: StateText;
  readonly page: {
    readonly language: string;
    readonly pack: string;
    readonly price: string;
    /** `shown` is `count` as it is written here. */
    readonly credits: (count: number, shown: string) => string;
    readonly freeAmount: string;
    readonly givenBack: string;
    readonly paidOn: string;
    readonly orderNumber: string;
    readonly timeLeft: string;
    readonly oneMinuteLeft: string;
    readonly busy: string;
    /** Out of waiting, for whoever has not paid after all. */
    readonly backToPaying: string;
    /** Where no script runs and nothing moves by itself. */
    readonly reloads: string;
  };
  readonly card: {
    readonly legend: string;
    readonly loading: string;
    readonly pay: (price: string) => string;
    readonly unreachable: string;
    readonly script: string;
  };
  /** The provider's own page. */
  readonly elsewhere: { readonly legend: string; readonly explain: string; readonly go: string };
  readonly bitcoin: {
    readonly legend: string;
    readonly explain: string;
    /** In satoshis, as they are written here: what came in, and what was asked for. */
    readonly part: (paid: string, total: string) => string;
    readonly rate: (price: string) => string;
    readonly copyAmount: string;
    readonly copied: string;
    readonly showFirst: string;
    readonly lightning: MethodTexts;
    readonly chain: MethodTexts;
  };
  readonly sandbox: {
    readonly notice: string;
    readonly explain: string;
    readonly legend: string;
    readonly pay: (price: string) => string;
    readonly decline: string;
    readonly expire: string;
  };
  readonly subscription: SubscriptionTexts;
};

/** In which is counted how long one payment lasts. */
type Unit = 'day' | 'week' | 'month' | 'year';

/** The page to which a provider's pages for subscriptions lead back, and those pages as the sandbox has them. */
export type SubscriptionTexts = {
  readonly back: Readonly<Record<'done' | 'cancelled' | 'portal', StateText>>;
  /** As in "€10.00 per month", or "€10.00 every 3 months". */
  readonly price: Readonly<Record<Unit, (price: string, count: number) => string>>;
  readonly begin: StateText;
  readonly agree: (price: string) => string;
  readonly leave: string;
  /** The page's time is over, or it has been used. */
  readonly over: StateText;
  readonly portal: StateText;
  readonly none: string;
  readonly standing: Readonly<Record<'active' | 'ending' | 'past_due' | 'incomplete', (day: string) => string>>;
  readonly cancel: string;
  readonly keep: string;
  readonly renew: string;
  readonly fail: string;
  readonly payNow: string;
  readonly invoice: Readonly<Record<'open' | 'failed' | 'paid', StateText>>;
};
