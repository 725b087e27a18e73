// The life of one payment: what happens to it at the provider and with us, in its order, and what must have become of the
// money at the end, however much of it we heard and in whatever order.
import type { OrderState } from '../../../../../server/contract/orders/orders.ts';

/** happens: at the provider. passes: time, for the provider and for us. refunds: our operator gives back; null: all that is left. */
export type Act<Sim> =
  | { readonly kind: 'happens'; does(sim: Sim, orderId: string): unknown }
  | { readonly kind: 'passes'; readonly ms: number }
  | { readonly kind: 'refunds'; readonly cents: number | null };

/** Of an order of 5.00 for 100 credits. Written by hand, so that all ways which agree with each other are not all wrong. */
export type End = {
  readonly state: OrderState;
  /** Whole credits in the buyer's wallet, and in suspense. */
  readonly wallet: number;
  readonly aside: number;
  readonly refundedCents: number;
};

export type Life<Sim> = { readonly name: string; readonly acts: readonly Act<Sim>[]; readonly end: End };

export const hour = 3_600_000;

export function happens<Sim>(does: (sim: Sim, orderId: string) => unknown): Act<Sim> {
  return { kind: 'happens', does };
}

export function passes(ms: number): Act<never> {
  return { kind: 'passes', ms };
}

export function refunds(cents: number | null): Act<never> {
  return { kind: 'refunds', cents };
}

/** Nothing bought, nothing kept. */
export function nothing(state: OrderState): End {
  return { state, wallet: 0, aside: 0, refundedCents: 0 };
}

export function bought(more: Partial<End> = {}): End {
  return { state: 'paid', wallet: 100, aside: 0, refundedCents: 0, ...more };
}
