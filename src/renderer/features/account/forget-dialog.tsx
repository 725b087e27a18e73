// Asks before the app goes on without credits that were paid for: what is lost by it, and what is kept.
import { useState, type ReactNode } from 'react';
import { useAccount, useCore } from '../../rpc/core-context.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Notice } from '../../ui/notice.tsx';
import { sayForgetting } from './token-trouble.ts';

type ForgetDialogProps = { readonly isOpen: boolean; readonly onClose: () => void };

export function ForgetDialog({ isOpen, onClose }: ForgetDialogProps): ReactNode {
  const core = useCore();
  const trouble = useAccount().value?.tokenTrouble ?? null;
  const [hasFailed, setFailed] = useState(false);
  const close = (): void => {
    setFailed(false);
    onClose();
  };
  const forget = (): void => {
    core.account.forgetToken().then(close, () => setFailed(true));
  };
  return (
    <Dialog
      isOpen={isOpen && trouble !== null}
      onOpenChange={(open) => {
        if (!open) close();
      }}
      isSticky
      title="Go on without these credits?"
      footer={
        <>
          <Button onClick={close}>Keep the key</Button>
          <Button variant="primary" onClick={forget}>
            Use free messages
          </Button>
        </>
      }
    >
      <p className="text-ink-2">{trouble === null ? null : sayForgetting(trouble)}</p>
      {hasFailed ? (
        <Notice tone="danger" role="alert" className="mt-4" title="Nothing was changed">
          The place that keeps the key does not answer just now. Unlock it, then try again.
        </Notice>
      ) : null}
    </Dialog>
  );
}
