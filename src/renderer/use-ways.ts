// Where the ways between the features lead. Only one dialog is open at a time: what opens one closes the others.
import { useMemo } from 'react';
import type { AccountDialogs } from './features/account/use-account-dialogs.ts';
import type { Buying } from './features/account/use-buying.ts';
import type { Ways } from './shared/ways.tsx';

type Places = Pick<Ways, 'newChat' | 'openConnections' | 'openModels' | 'openTools' | 'onBuyOffered'> & {
  readonly buying: Buying;
  readonly dialogs: AccountDialogs;
};

export function useWaysTo({
  newChat,
  openConnections,
  openModels,
  openTools,
  onBuyOffered,
  buying,
  dialogs,
}: Places): Ways {
  const { buy, resume, close: closeBuying } = buying;
  const { show, close: closeDialogs } = dialogs;
  return useMemo(
    () => ({
      newChat,
      openConnections,
      openModels,
      openTools,
      onBuyOffered,
      buyCredits: (payer) => {
        closeDialogs();
        buy(payer);
      },
      continuePurchase: (orderId) => {
        closeDialogs();
        resume(orderId);
      },
      saveKit: () => {
        closeBuying();
        show('kit');
      },
      forgetToken: () => show('forget'),
      showPlans: () => {
        closeBuying();
        show('plans');
      },
      signIn: () => {
        closeBuying();
        show('sign_in');
      },
    }),
    [newChat, openConnections, openModels, openTools, onBuyOffered, buy, resume, closeBuying, show, closeDialogs],
  );
}
