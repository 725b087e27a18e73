// One plan that can be subscribed to: what it costs, what it includes, and how it stands with it.
import { Check } from 'lucide-react';
import type { ReactNode } from 'react';
import type { SubscriptionOffer } from '../../../../../server/contract/billing/subscription.ts';
import type { OwnPlan } from '../../../../preload/contract/subscriptions.ts';
import { formatMoney } from '../../../shared/amounts.ts';
import { Button } from '../../../ui/button.tsx';
import { words } from '../../../words.ts';
import { includedIn } from './plan-view.ts';

type Props = {
  readonly offer: SubscriptionOffer;
  /** The subscription to it that runs; null: none. */
  readonly own: OwnPlan | null;
  /** null: nobody is here for whom one could. */
  readonly onSubscribe: (() => void) | null;
};

export function PlanCard({ offer, own, onSubscribe }: Props): ReactNode {
  const { name, price } = offer;
  return (
    <li className="flex flex-col rounded-lg border border-line-strong bg-raised p-4">
      <h3 className="text-sm font-medium text-ink-2">{name}</h3>
      <p className="mt-2 flex flex-wrap items-baseline gap-x-1.5">
        <span className="text-xl font-semibold tracking-tight tabular-nums">
          {formatMoney(price.amount_cents, price.currency)}
        </span>
        <span className="text-sm text-ink-3">{words.plans.every(price.every)}</span>
      </p>
      <ul className="mt-3 mb-4 flex flex-1 flex-col gap-1 text-sm text-ink-2">
        {includedIn(offer).map((line) => (
          <li key={line} className="flex gap-2">
            <Check aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-positive" />
            {line}
          </li>
        ))}
      </ul>
      {own === null || own.status === 'pending' ? (
        onSubscribe === null ? null : (
          <Button variant="primary" aria-label={`${words.plans.subscribe}: ${name}`} onClick={onSubscribe}>
            {words.plans.subscribe}
          </Button>
        )
      ) : (
        <p className="text-sm font-medium text-ink">{words.plans.status(own)}</p>
      )}
    </li>
  );
}
