// The ways that lead from one feature to another. The app says where each of them goes; a component that needs one takes it from here.
import { createContext, use, type ReactNode } from 'react';
import type { PayerChoice } from '../../preload/contract/person.ts';
import type { OrderId } from '../../../server/contract/orders/orders.ts';

export type Ways = {
  readonly newChat: () => void;
  readonly openConnections: () => void;
  readonly openModels: () => void;
  readonly openTools: () => void;
  /** `payer`: who was to pay for a message that was refused; left out: whoever pays now. */
  readonly buyCredits: (payer?: PayerChoice) => void;
  readonly continuePurchase: (orderId: OrderId) => void;
  readonly saveKit: () => void;
  readonly forgetToken: () => void;
  readonly signIn: () => void;
  readonly showPlans: () => void;
  /** Told while a card in the chat shows its own button to buy credits. */
  readonly onBuyOffered: (isOffered: boolean) => void;
};

const WaysContext = createContext<Ways | null>(null);

export function WaysProvider({ ways, children }: { readonly ways: Ways; readonly children: ReactNode }): ReactNode {
  return <WaysContext value={ways}>{children}</WaysContext>;
}

export function useWays(): Ways {
  const ways = use(WaysContext);
  if (ways === null) throw new Error('useWays needs a WaysProvider above it');
  return ways;
}
