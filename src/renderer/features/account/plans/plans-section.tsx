// In the panel: the plans one has, and the way to those that are sold.
import type { ReactNode } from 'react';
import type { AccountState } from '../../../../preload/contract/account.ts';
import { Button } from '../../../ui/button.tsx';
import { words } from '../../../words.ts';
import { offeredPlans, planTitle } from './plan-view.ts';

export function PlansSection({
  account,
  onShow,
}: {
  readonly account: AccountState;
  readonly onShow: () => void;
}): ReactNode {
  const running = account.plans.filter(({ status }) => status !== 'canceled');
  if (offeredPlans(account).length === 0 && running.length === 0) return null;
  return (
    <section aria-label={words.plans.title} className="flex flex-col gap-3 border-t border-line px-5 py-4">
      {running.length === 0 ? null : (
        <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1.5 text-sm">
          {running.map((plan) => (
            <div key={plan.id} className="contents">
              <dt className="text-ink-3">{planTitle(account, plan)}</dt>
              <dd className="min-w-0 text-right wrap-anywhere">{words.plans.status(plan)}</dd>
            </div>
          ))}
        </dl>
      )}
      <Button className="w-full" onClick={onShow}>
        {running.length === 0 ? words.plans.upgrade : words.plans.manage}
      </Button>
    </section>
  );
}
