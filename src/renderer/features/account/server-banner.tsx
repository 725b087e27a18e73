// Quiet lines above the chat: the companion server is away, or the page has lost the app itself.
import type { ReactNode } from 'react';
import { useAccount, useConnection, useCore } from '../../rpc/core-context.tsx';
import { Button } from '../../ui/button.tsx';
import { Banner } from '../../ui/notice.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { connectionNote } from '../../shared/connection-note.ts';
import { useNow } from '../../shared/use-now.ts';

export function ServerOfflineBanner(): ReactNode {
  const core = useCore();
  const { value: account } = useAccount();
  if (account === null || account.link.kind !== 'offline') return null;
  const { left } = account.credits.grace;
  return (
    <Banner
      actions={
        <Button size="sm" variant="ghost" onClick={() => void core.account.refresh().catch(() => undefined)}>
          Try again
        </Button>
      }
    >
      You’re offline.{' '}
      {left === 0
        ? 'You’ve used today’s offline messages; everything else still works.'
        : 'You can keep chatting; usage syncs later.'}
    </Banner>
  );
}

/** Nothing for the first second; then a word; after a while what to do. */
export function ConnectionNote(): ReactNode {
  const note = connectionNote(useConnection(), useNow(500));
  if (note === null) return null;
  return (
    <div role="status" className="pointer-events-none fixed inset-x-0 top-3 z-50 flex justify-center px-4">
      <p className="flex max-w-full animate-appear items-center gap-2.5 rounded-full border border-line bg-float px-4 py-2 text-sm shadow-float">
        <Spinner size={16} label={null} />
        {note}
      </p>
    </div>
  );
}
