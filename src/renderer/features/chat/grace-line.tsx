// Says, while no server can be reached, how many messages are left without it.
import { CloudOff } from 'lucide-react';
import type { AccountState } from '../../../preload/contract/account.ts';

export function GraceLine({ account }: { readonly account: AccountState | null }) {
  if (account?.link.kind !== 'offline') return null;
  const { left } = account.credits.grace;
  return (
    <p className="flex items-center gap-1.5 text-ink-3">
      <CloudOff aria-hidden="true" className="size-3.5 shrink-0" />
      {left === 0 ? 'The credit server is out of reach, and today’s offline messages are used up.' : `The credit server is out of reach. ${left} more ${left === 1 ? 'message' : 'messages'} today without it; they cost nothing.`}
    </p>
  );
}
