// What was bought and what is being bought, newest first.
import { ChevronRight, CircleAlert, CircleCheck, CircleDashed, CircleSlash } from 'lucide-react';
import type { ReactNode } from 'react';
import type { OrderId } from '../../../../server/contract/orders.ts';
import type { Purchase } from '../../../preload/contract/account.ts';
import { Button } from '../../ui/button.tsx';
import { formatCredits, formatMoney } from './amounts.ts';
import { viewPurchase, type PurchaseTone } from './purchase-view.ts';

const shownMax = 4;

const toneIcons: Readonly<Record<PurchaseTone, ReactNode>> = {
  waiting: <CircleDashed aria-hidden="true" className="size-4 text-ink-3" />,
  good: <CircleCheck aria-hidden="true" className="size-4 text-positive" />,
  attention: <CircleAlert aria-hidden="true" className="size-4 text-warning" />,
  over: <CircleSlash aria-hidden="true" className="size-4 text-ink-3" />,
};

export function PurchaseList({
  purchases,
  onContinue,
}: {
  readonly purchases: readonly Purchase[];
  readonly onContinue: (orderId: OrderId) => void;
}): ReactNode {
  return (
    <section aria-label="Purchases" className="max-h-60 overflow-y-auto border-t border-line px-5 py-3">
      <h3 className="mb-1 text-xs font-medium text-ink-3">Purchases</h3>
      <ul>
        {purchases.slice(0, shownMax).map((purchase) => (
          <PurchaseRow key={purchase.orderId} purchase={purchase} onContinue={onContinue} />
        ))}
      </ul>
    </section>
  );
}

function PurchaseRow({
  purchase,
  onContinue,
}: {
  readonly purchase: Purchase;
  readonly onContinue: (orderId: OrderId) => void;
}): ReactNode {
  const view = viewPurchase(purchase);
  const day = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' }).format(purchase.createdAt);
  return (
    <li className="flex min-h-10 items-center gap-2.5 py-1">
      {toneIcons[view.tone]}
      <div className="min-w-0 flex-1">
        <p className="truncate text-sm">{formatCredits(purchase.creditsMicrocredits)}</p>
        <p className="truncate text-xs text-ink-3">
          {view.label} · {day}
        </p>
        {/* What whoever runs the server asks for. */}
        <p className="truncate font-mono text-2xs text-ink-3 select-all" title={`Order ${purchase.orderId}`}>
          {purchase.orderId}
        </p>
      </div>
      {view.isUnderWay ? (
        <Button size="sm" variant="ghost" className="text-accent-ink" onClick={() => onContinue(purchase.orderId)}>
          Continue
          <ChevronRight className="size-4" />
        </Button>
      ) : (
        <span className="text-sm text-ink-3 tabular-nums">{formatMoney(purchase.amountCents, purchase.currency)}</span>
      )}
    </li>
  );
}
