// Before the recovery kit is shown: what it is, and that whoever has it can spend the credits.
import { KeyRound } from 'lucide-react';
import { useCallback, type ReactNode } from 'react';
import { useCore } from '../../../rpc/core-context.tsx';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { useDocument, type DocumentState } from '../use-document.ts';
import { words } from '../../../words.ts';

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
      title={words.tokens.kit.title}
      footer={
        <>
          <Button onClick={onClose}>{isShown ? words.tokens.kit.done : words.tokens.kit.notNow}</Button>
          <Button
            variant={isShown ? 'secondary' : 'primary'}
            icon={<KeyRound className="size-4" />}
            isBusy={kit.kind === 'asking'}
            onClick={show}
          >
            {isShown ? words.tokens.kit.showAgain : words.tokens.kit.show}
          </Button>
        </>
      }
    >
      <p className="text-ink-2">{words.tokens.kit.what}</p>
      <Notice tone="warning" className="mt-4" title={words.tokens.kit.warning}>
        {words.tokens.kit.warningText}
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
        <Notice tone="positive" title={words.tokens.kit.open}>
          {words.tokens.kit.openIn[kit.where]}
        </Notice>
      );
    case 'failed':
      return (
        <Notice tone="danger" title={words.tokens.kit.failed}>
          {kit.code === 'token_missing'
            ? words.tokens.kit.gone
            : kit.code === 'token_unreadable'
              ? words.tokens.storageSilent
              : words.tokens.kit.tryAgain}
        </Notice>
      );
  }
}
