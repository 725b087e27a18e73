// Above the packs: that there are plans, where some are sold.
import type { ReactNode } from 'react';
import { useAccount } from '../../../rpc/core-context.tsx';
import { useWays } from '../../../shared/ways.tsx';
import { Button } from '../../../ui/button.tsx';
import { words } from '../../../words.ts';
import { offeredPlans } from './plan-view.ts';

export function PlansBeside(): ReactNode {
  const { value: account } = useAccount();
  const { showPlans } = useWays();
  if (account === null || offeredPlans(account).length === 0) return null;
  return (
    <p className="mb-4 flex flex-wrap items-center justify-between gap-2 text-ink-2">
      {words.plans.orSubscribe}
      <Button size="sm" onClick={showPlans}>
        {words.plans.upgrade}
      </Button>
    </p>
  );
}
