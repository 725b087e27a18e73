// Asks before the app goes on without credits that were paid for: what is lost by it, what is kept, and the kit before that.
import { useState, type ReactNode } from 'react';
import { useAccount, useCore } from '../../../rpc/core-context.tsx';
import { useWays } from '../../../shared/ways.tsx';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { sayForgetting, type Holding } from './token-trouble.ts';
import { words } from '../../../words.ts';

type ForgetDialogProps = { readonly isOpen: boolean; readonly onClose: () => void };

export function ForgetDialog({ isOpen, onClose }: ForgetDialogProps): ReactNode {
  const core = useCore();
  const { saveKit } = useWays();
  const account = useAccount().value;
  const [hasFailed, setFailed] = useState(false);
  const place = account?.tokenTrouble?.place ?? account?.tokenPlace ?? null;
  // While the dialog closes, what it said stays, although the token is forgotten by then.
  const [last, setLast] = useState<Holding | null>(null);
  const now: Holding | null =
    account === null || place === null ? null : { place, trouble: account.tokenTrouble, credits: account.credits };
  const text = sayForgettingOf(now ?? last);
  const close = (): void => {
    setFailed(false);
    onClose();
  };
  const forget = (): void => {
    setLast(now);
    core.account.forgetToken().then(close, () => setFailed(true));
  };
  if (text === null) return null;
  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={(open) => {
        if (!open) close();
      }}
      isSticky
      title={text.title}
      footer={
        <>
          {text.offersKit ? (
            <Button variant="ghost" className="mr-auto -ml-3" onClick={saveKit}>
              {words.tokens.actions.saveKit}
            </Button>
          ) : null}
          <Button onClick={close}>{text.keep}</Button>
          <Button variant="primary" onClick={forget}>
            {text.forget}
          </Button>
        </>
      }
    >
      <p>{text.loss}</p>
      <p className="mt-2 text-ink-2">{text.rest}</p>
      {hasFailed ? (
        <Notice tone="danger" role="alert" className="mt-4" title={words.tokens.nothingChanged}>
          {words.tokens.storageSilent}
        </Notice>
      ) : null}
    </Dialog>
  );
}

const sayForgettingOf = (holding: Holding | null) => (holding === null ? null : sayForgetting(holding));
