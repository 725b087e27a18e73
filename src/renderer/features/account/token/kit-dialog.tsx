// Before the recovery kit is shown: what it is, and that whoever has it can spend the credits.
import { KeyRound } from 'lucide-react';
import { useCallback, type ReactNode } from 'react';
import { useCore } from '../../../rpc/core-context.tsx';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { useDocument, type DocumentState } from '../use-document.ts';

type KitDialogProps = { readonly isOpen: boolean; readonly onClose: () => void };

export function KitDialog({ isOpen, onClose }: KitDialogProps): ReactNode {
  return isOpen ? <OpenKitDialog onClose={onClose} /> : null;
}

function OpenKitDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const core = useCore();
  const ask = useCallback(() => core.account.recoveryKit({ locale: navigator.language }), [core]);
  const [kit, show] = useDocument(ask);
  const isShown = kit.kind === 'shown';
  return (
    <Dialog
      isOpen
      onOpenChange={(open) => !open && onClose()}
      title="Save your recovery kit"
      footer={
        <>
          <Button onClick={onClose}>{isShown ? 'Done' : 'Not now'}</Button>
          <Button
            variant={isShown ? 'secondary' : 'primary'}
            icon={<KeyRound className="size-4" />}
            isBusy={kit.kind === 'asking'}
            onClick={show}
          >
            {isShown ? 'Show it again' : 'Show my recovery kit'}
          </Button>
        </>
      }
    >
      <p className="text-ink-2">
        The kit is one page with the token of your credits, as text and as a QR code. With it you spend the same credits
        on another computer, and get them back if this one is lost. There is no account that could do it instead.
      </p>
      <Notice tone="warning" className="mt-4" title="Whoever has this page can spend your credits">
        Print it, or save it where you keep your passwords. Show it only when nobody looks over your shoulder, and never
        send it by mail.
      </Notice>
      <div role="status" className="mt-4 empty:hidden">
        {sayKit(kit)}
      </div>
    </Dialog>
  );
}

function sayKit(kit: DocumentState): ReactNode {
  switch (kit.kind) {
    case 'idle':
    case 'asking':
      return null;
    case 'shown':
      return (
        <Notice tone="positive" title="Your recovery kit is open">
          {kit.where === 'window'
            ? 'It has a window of its own. Print or save it, then close that window.'
            : 'It is in a new tab, which shows it once. Print or save it, then close that tab. If no tab came, allow this page to open one and show the kit again.'}
        </Notice>
      );
    case 'failed':
      return (
        <Notice tone="danger" title="The kit could not be shown">
          {kit.code === 'token_missing'
            ? 'There is no token here any more. Nothing was changed.'
            : kit.code === 'token_unreadable'
              ? 'The place that keeps the token does not answer. Unlock it, then try again.'
              : 'Nothing was changed. Try again.'}
        </Notice>
      );
  }
}
