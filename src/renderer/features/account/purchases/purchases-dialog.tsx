// Every purchase made here, newest first: where its money is, its receipt, and what can still be done about it.
import { useEffect, useState, type ReactNode } from 'react';
import { useAccount, useCore } from '../../../rpc/core-context.tsx';
import { useWays } from '../../../shared/ways.tsx';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { Spinner } from '../../../ui/spinner.tsx';
import { Waiting } from '../waiting.tsx';
import { PurchaseEntry } from './purchase-entry.tsx';
import { words } from '../../../words.ts';

const pageLength = 20;

type PurchasesDialogProps = { readonly isOpen: boolean; readonly onClose: () => void };

export function PurchasesDialog({ isOpen, onClose }: PurchasesDialogProps): ReactNode {
  return (
    <Dialog isOpen={isOpen} onOpenChange={(open) => !open && onClose()} title={words.purchases.title} size="lg">
      <Purchases />
    </Dialog>
  );
}

function Purchases(): ReactNode {
  const { buyCredits } = useWays();
  const account = useAccount().value;
  const purchases = account?.purchases ?? null;
  const unlisted = account?.unlistedPurchases ?? 0;
  const asking = useRefreshed();
  const [shownMax, setShownMax] = useState(pageLength);
  if (purchases === null) return <Waiting text={words.purchases.loading} />;
  if (purchases.length === 0 && unlisted === 0)
    return (
      <EmptyState
        title={words.purchases.none}
        actions={
          <Button variant="primary" onClick={() => buyCredits()}>
            {words.purchases.buy}
          </Button>
        }
      >
        {words.purchases.noneHint}
      </EmptyState>
    );
  return (
    <>
      <p role="status" className="flex min-h-6 items-center gap-2 text-sm text-ink-3">
        {sayAsking(asking)}
      </p>
      {unlisted > 0 ? (
        <Notice tone="warning" className="mt-2">
          {words.purchases.unlisted(unlisted)}
        </Notice>
      ) : null}
      <ul className="mt-2 divide-y divide-line border-y border-line">
        {purchases.slice(0, shownMax).map((purchase) => (
          <PurchaseEntry key={purchase.orderId} purchase={purchase} />
        ))}
      </ul>
      {purchases.length > shownMax ? (
        <Button variant="ghost" className="mt-3" onClick={() => setShownMax(shownMax + pageLength)}>
          {words.purchases.showOlder}
        </Button>
      ) : null}
    </>
  );
}

type Asking = 'asking' | 'current' | 'failed';

/** Refunds and disputes happen elsewhere, so the server is asked whenever somebody looks. */
function useRefreshed(): Asking {
  const core = useCore();
  const [asking, setAsking] = useState<Asking>('asking');
  useEffect(() => {
    let isThere = true;
    core.account.refreshPurchases().then(
      ({ link }) => isThere && setAsking(link.kind === 'online' ? 'current' : 'failed'),
      () => isThere && setAsking('failed'),
    );
    return () => {
      isThere = false;
    };
  }, [core]);
  return asking;
}

function sayAsking(asking: Asking): ReactNode {
  switch (asking) {
    case 'asking':
      return (
        <>
          <Spinner size={14} label={null} />
          {words.purchases.updating}
        </>
      );
    case 'current':
      return words.purchases.upToDate;
    case 'failed':
      return words.purchases.notUpdated;
  }
}
