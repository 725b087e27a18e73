// A quiet line above the chat while the companion server cannot be reached.
import type { ReactNode } from 'react';
import { useAccount, useCore } from '../../rpc/core-context.tsx';
import { Button } from '../../ui/button.tsx';
import { Banner } from '../../ui/notice.tsx';
import { words } from '../../words.ts';

export function ServerOfflineBanner(): ReactNode {
  const core = useCore();
  const { value: account } = useAccount();
  if (account === null || account.link.kind !== 'offline') return null;
  const { left } = account.credits.grace;
  return (
    <Banner
      actions={
        <Button size="sm" variant="ghost" onClick={() => void core.account.refresh().catch(() => undefined)}>
          {words.credits.offlineBanner.tryAgain}
        </Button>
      }
    >
      {left === 0 ? words.credits.offlineBanner.used : words.credits.offlineBanner.some}
    </Banner>
  );
}
