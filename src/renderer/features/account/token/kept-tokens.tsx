// Tokens that were put aside here, each with a way back to it.
import type { ReactNode } from 'react';
import type { KeptToken } from '../../../../preload/contract/account.ts';
import { useAsked } from '../../../rpc/core-context.tsx';
import { Button } from '../../../ui/button.tsx';
import { formatCredits } from '../../../shared/amounts.ts';
import { sayDay } from '../../../shared/time-words.ts';
import { sayTokenPlace } from '../credits-view.ts';
import { words } from '../../../words.ts';

export function KeptTokens({ onUse }: { readonly onUse: (id: string) => void }): ReactNode {
  const asked = useAsked('kept', (core) => core.account.keptTokens());
  const kept = asked.kind === 'answered' ? asked.answer : [];
  if (asked.kind === 'failed')
    return (
      <p className="mt-6 flex items-center justify-between gap-3 text-sm text-ink-2">
        {words.tokens.kept.unreadable}
        <Button size="sm" onClick={asked.again}>
          {words.tokens.kept.tryAgain}
        </Button>
      </p>
    );
  if (kept.length === 0) return null;
  return (
    <section aria-label={words.tokens.kept.title} className="mt-6">
      <h3 className="text-sm font-medium">{words.tokens.kept.title}</h3>
      <ul className="mt-1 divide-y divide-line border-y border-line">
        {kept.map((token) => (
          <Kept key={token.id} token={token} onUse={() => onUse(token.id)} />
        ))}
      </ul>
    </section>
  );
}

function Kept({ token, onUse }: { readonly token: KeptToken; readonly onUse: () => void }): ReactNode {
  const balance =
    token.lastKnownBalance === null
      ? words.tokens.kept.unknownBalance
      : words.tokens.kept.whenLastUsed(formatCredits(token.lastKnownBalance));
  const day = sayDay(token.keptAt);
  return (
    <li className="flex items-center justify-between gap-3 py-2.5">
      <p className="min-w-0">
        <span className="block tabular-nums">{balance}</span>
        <span className="block text-sm text-ink-3">{words.tokens.kept.setAside(sayTokenPlace(token.place), day)}</span>
      </p>
      <Button size="sm" aria-label={words.tokens.kept.againWith(balance, day)} onClick={onUse}>
        {words.tokens.kept.again}
      </Button>
    </li>
  );
}
