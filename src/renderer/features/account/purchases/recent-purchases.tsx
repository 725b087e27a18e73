// The latest purchases in the credits panel, and the way to all of them.
import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import type { OrderId } from '../../../../../server/contract/orders/orders.ts';
import type { Purchase } from '../../../../preload/contract/account.ts';
import { Button } from '../../../ui/button.tsx';
import { formatCredits, formatMoney } from '../../../shared/amounts.ts';
import { viewPurchase } from '../purchase-view.ts';
import { toneIcons } from './tone-icons.tsx';
import { words } from '../../../words.ts';

const shownMax = 3;

type RecentPurchasesProps = {
  readonly purchases: readonly Purchase[];
  readonly onContinue: (orderId: OrderId) => void;
  readonly onAll: () => void;
};

export function RecentPurchases({ purchases, onContinue, onAll }: RecentPurchasesProps): ReactNode {
  return (
    <section aria-label={words.purchases.title} className="border-t border-line px-5 pt-2.5 pb-3">
      <div className="-mr-2.5 mb-0.5 flex items-center justify-between">
        <h2 className="text-xs font-medium text-ink-3">{words.purchases.title}</h2>
        <Button size="sm" variant="ghost" onClick={onAll}>
          {words.purchases.all}
          <ChevronRight className="size-4" />
        </Button>
      </div>
      <ul>
        {purchases.slice(0, shownMax).map((purchase) => (
          <Row key={purchase.orderId} purchase={purchase} onContinue={onContinue} />
        ))}
      </ul>
    </section>
  );
}

function Row({
  purchase,
  onContinue,
}: {
  readonly purchase: Purchase;
  readonly onContinue: (orderId: OrderId) => void;
}): ReactNode {
  const view = viewPurchase(purchase);
  const day = words.formats.shortDay(purchase.createdAt);
  return (
    <li className="flex min-h-10 items-center gap-2.5 py-1">
      {toneIcons[view.tone]}
      <div className="min-w-0 flex-1">
        <p className="truncate text-sm">{formatCredits(purchase.creditsMicrocredits)}</p>
        <p className="truncate text-xs text-ink-3">
          {view.label} · {day}
        </p>
      </div>
      {view.isUnderWay ? (
        <Button
          size="sm"
          variant="ghost"
          className="-mr-2.5 text-accent-ink"
          onClick={() => onContinue(purchase.orderId)}
        >
          {words.purchases.continue}
          <ChevronRight className="size-4" />
        </Button>
      ) : (
        <span className="text-sm text-ink-3 tabular-nums">{formatMoney(purchase.amountCents, purchase.currency)}</span>
      )}
    </li>
  );
}
