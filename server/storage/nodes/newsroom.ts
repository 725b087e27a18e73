// The port by which the nodes of one database hear of what another has written, sooner than they would look for it.
import type { OrderId } from '../../contract/orders/orders.ts';

/** An order changed; a webhook was filed; there is something to tell the receivers of events; nodes agreed on other settings. */
export type News =
  | { readonly kind: 'order'; readonly id: OrderId }
  | { readonly kind: 'inbox' }
  | { readonly kind: 'outbox' }
  | { readonly kind: 'settings' };

/** missed: for a while nothing was heard, so that everything is to be looked at again. */
export type Heard = News | { readonly kind: 'missed' };

/** Nothing may depend on it: what is not heard of is found by looking again, as before. */
export type Newsroom = {
  /** Calls `listener` with all news, also of this node, until the returned function is called. It must not throw. */
  hear(listener: (heard: Heard) => void): () => void;
  close(): Promise<void>;
};
