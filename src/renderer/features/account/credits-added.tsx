// The good end of a purchase.
import type { ReactNode } from 'react';
import type { Purchase } from '../../../preload/contract/account.ts';
import { Button } from '../../ui/button.tsx';
import { TallyMark } from '../../ui/tally-mark.tsx';
import { formatCredits } from '../../shared/amounts.ts';
import { useWays } from '../../shared/ways.tsx';
import { words } from '../../words.ts';

export function CreditsAdded({
  purchase,
  balanceMicrocredits,
  onDone,
}: {
  readonly purchase: Purchase;
  readonly balanceMicrocredits: number;
  readonly onDone: () => void;
}): ReactNode {
  const { saveKit } = useWays();
  return (
    <div role="status" className="flex animate-rise flex-col items-center py-8 text-center">
      <TallyMark size={72} className="text-ink" />
      <p className="mt-5 text-xl font-semibold tracking-tight tabular-nums">
        {words.buying.added.title(formatCredits(purchase.creditsMicrocredits))}
      </p>
      <p className="mt-1 text-ink-2 tabular-nums">{words.buying.added.youHave(formatCredits(balanceMicrocredits))}</p>
      {/* What had the focus is gone with the checkout. */}
      {/* oxlint-disable-next-line jsx-a11y/no-autofocus */}
      <Button variant="primary" size="lg" className="mt-6" autoFocus onClick={onDone}>
        {words.buying.backToChat}
      </Button>
      <Button variant="ghost" className="mt-2" onClick={saveKit}>
        {words.buying.saveKit}
      </Button>
      <p className="mt-1 max-w-sm text-sm text-ink-3">{words.buying.added.noAccount}</p>
    </div>
  );
}
