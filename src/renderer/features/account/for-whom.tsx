// Above the packs: whom bought credits belong to, where that is not who pays now; and the plans, where some are sold.
import type { ReactNode } from 'react';
import { useAccount } from '../../rpc/core-context.tsx';
import { useWays } from '../../shared/ways.tsx';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { words } from '../../words.ts';
import { offeredPlans } from './plans/plan-view.ts';

export function ForWhom(): ReactNode {
  const { value: account } = useAccount();
  const { showPlans } = useWays();
  if (account === null) return null;
  return (
    <>
      {account.person.payer === 'account' ? <Notice className="mb-4">{words.person.payer.boughtHere}</Notice> : null}
      {offeredPlans(account).length === 0 ? null : (
        <p className="mb-4 flex flex-wrap items-center justify-between gap-2 text-ink-2">
          {words.plans.orSubscribe}
          <Button size="sm" onClick={showPlans}>
            {words.plans.upgrade}
          </Button>
        </p>
      )}
    </>
  );
}
