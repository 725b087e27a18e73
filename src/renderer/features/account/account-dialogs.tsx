// The account's dialogs: all purchases, the recovery kit, a token from elsewhere, and forgetting the one in use.
import type { ReactNode } from 'react';
import { KitDialog } from './token/kit-dialog.tsx';
import { ForgetDialog } from './token/forget-dialog.tsx';
import { HaveTokenDialog } from './token/have-token-dialog.tsx';
import { PurchasesDialog } from './purchases/purchases-dialog.tsx';
import type { AccountDialogs as Dialogs } from './use-account-dialogs.ts';
import type { Buying } from './use-buying.ts';

type AccountDialogsProps = { readonly dialogs: Dialogs; readonly buying: Buying };

export function AccountDialogs({ dialogs: { shown, show, close }, buying }: AccountDialogsProps): ReactNode {
  const saveKit = (): void => show('kit');
  return (
    <>
      <PurchasesDialog
        isOpen={shown === 'purchases'}
        onClose={close}
        onBuy={() => {
          close();
          buying.buy();
        }}
        onContinue={(orderId) => {
          close();
          buying.resume(orderId);
        }}
      />
      <KitDialog isOpen={shown === 'kit'} onClose={close} />
      <HaveTokenDialog isOpen={shown === 'token'} onClose={close} onSaveKit={saveKit} />
      <ForgetDialog isOpen={shown === 'forget'} onClose={close} onSaveKit={saveKit} />
    </>
  );
}
