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
        The kit is a page with your token, as text and as a QR code. Use it to restore your credits on another computer,
        or if you lose this one. There’s no account, so nothing else can restore them.
      </p>
      <Notice tone="warning" className="mt-4" title="Anyone with this page can spend your credits">
        Print it, or save it where you keep your passwords. Make sure nobody can see your screen, and never send it by
        email.
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
            ? 'It opened in a new window. Print or save it, then close the window.'
            : 'It opened in a new tab, which shows it only once. Print or save it, then close the tab. If no tab opened, allow pop-ups for this page and show the kit again.'}
        </Notice>
      );
    case 'failed':
      return (
        <Notice tone="danger" title="Couldn’t show the kit">
          {kit.code === 'token_missing'
            ? 'There’s no token on this computer any more. Nothing was changed.'
            : kit.code === 'token_unreadable'
              ? 'Can’t access the token’s storage. Unlock it and try again.'
              : 'Nothing was changed. Try again.'}
        </Notice>
      );
  }
}
