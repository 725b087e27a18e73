// The account's dialogs: signing in, plans, all purchases, the recovery kit, a token from elsewhere, and forgetting the one in use.
import type { ReactNode } from 'react';
import { KitDialog } from './token/kit-dialog.tsx';
import { ForgetDialog } from './token/forget-dialog.tsx';
import { HaveTokenDialog } from './token/have-token-dialog.tsx';
import { SignInDialog } from './person/sign-in-dialog.tsx';
import { PlansDialog } from './plans/plans-dialog.tsx';
import { PurchasesDialog } from './purchases/purchases-dialog.tsx';
import type { AccountDialogs as Dialogs } from './use-account-dialogs.ts';

export function AccountDialogs({ dialogs: { shown, close } }: { readonly dialogs: Dialogs }): ReactNode {
  return (
    <>
      <PurchasesDialog isOpen={shown === 'purchases'} onClose={close} />
      <KitDialog isOpen={shown === 'kit'} onClose={close} />
      <HaveTokenDialog isOpen={shown === 'token'} onClose={close} />
      <PlansDialog isOpen={shown === 'plans'} onClose={close} />
      <SignInDialog isOpen={shown === 'sign_in'} onClose={close} />
      <ForgetDialog isOpen={shown === 'forget'} onClose={close} />
    </>
  );
}
