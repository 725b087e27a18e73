// Whether the purchase dialog is open, and for which order; held by the app, since the chat opens it too.
import { useCallback, useState } from 'react';
import type { OrderId } from '../../../../server/contract/orders/orders.ts';

export type Buying = {
  /** null: closed. `orderId` null: a new purchase. */
  readonly subject: { readonly orderId: OrderId | null } | null;
  readonly buy: () => void;
  readonly resume: (orderId: OrderId) => void;
  readonly close: () => void;
};

export function useBuying(): Buying {
  const [subject, setSubject] = useState<Buying['subject']>(null);
  return {
    subject,
    buy: useCallback(() => setSubject({ orderId: null }), []),
    resume: useCallback((orderId: OrderId) => setSubject({ orderId }), []),
    close: useCallback(() => setSubject(null), []),
  };
}
