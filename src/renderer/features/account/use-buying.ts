// Whether the purchase dialog is open, and for which order; held by the app, since the chat opens it too.
import { useCallback, useMemo, useState } from 'react';
import type { OrderId } from '../../../../server/contract/orders/orders.ts';
import type { PayerChoice } from '../../../preload/contract/person.ts';
import type { PayeeWish } from './payee/payee-view.ts';

export type Buying = {
  /** null: closed. `orderId` null: a new purchase. `wish`: for whom, where one comes to buy for somebody. */
  readonly subject: { readonly orderId: OrderId | null; readonly wish: PayeeWish } | null;
  /** `payer`: who was to pay for a message that was refused; left out: whoever pays now. */
  readonly buy: (payer?: PayerChoice) => void;
  readonly resume: (orderId: OrderId) => void;
  readonly close: () => void;
};

export function useBuying(): Buying {
  const [subject, setSubject] = useState<Buying['subject']>(null);
  const buy = useCallback((payer?: PayerChoice) => setSubject({ orderId: null, wish: payer ?? null }), []);
  const resume = useCallback((orderId: OrderId) => setSubject({ orderId, wish: null }), []);
  const close = useCallback(() => setSubject(null), []);
  return useMemo(() => ({ subject, buy, resume, close }), [subject, buy, resume, close]);
}
