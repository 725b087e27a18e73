// A purchase left half-way, quietly beside the credits, so that it is never lost from sight.
import { CircleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Purchase } from '../../../preload/contract/account.ts';
import { Spinner } from '../../ui/spinner.tsx';
import { viewPurchase } from './purchase-view.ts';
import { words } from '../../words.ts';

export function PurchaseChip({
  purchase,
  onContinue,
}: {
  readonly purchase: Purchase;
  readonly onContinue: () => void;
}): ReactNode {
  const view = viewPurchase(purchase);
  return (
    <button
      type="button"
      onClick={onContinue}
      aria-label={words.buying.chip(view.label)}
      className="inline-flex h-7 shrink-0 @max-2xs:hidden items-center gap-1.5 rounded-full border border-line bg-accent-soft px-2.5 text-sm font-medium text-accent-ink transition-colors hover:border-line-strong"
    >
      {view.tone === 'attention' ? (
        <CircleAlert aria-hidden="true" className="size-4" />
      ) : (
        <Spinner size={15} label={null} />
      )}
      <span className="hidden @3xl:inline">{view.label}</span>
    </button>
  );
}
