// The good end of a purchase.
import type { ReactNode } from 'react';
import type { AccountState, Purchase } from '../../../preload/contract/account.ts';
import { Button } from '../../ui/button.tsx';
import { TallyMark } from '../../ui/tally-mark.tsx';
import { formatCredits } from '../../shared/amounts.ts';
import { useWays } from '../../shared/ways.tsx';
import { words } from '../../words.ts';

type Props = {
  readonly purchase: Purchase;
  readonly account: AccountState;
  /** Whose they are, where they are not this computer's. */
  readonly owner: string | null;
  readonly onDone: () => void;
};

export function CreditsAdded({ purchase, account, owner, onDone }: Props): ReactNode {
  const { saveKit } = useWays();
  const say = words.buying.added;
  const has = account.computerMicrocredits;
  return (
    <div role="status" className="flex animate-rise flex-col items-center py-8 text-center">
      <TallyMark size={72} className="text-ink" />
      <p className="mt-5 text-xl font-semibold tracking-tight tabular-nums">
        {say.title(formatCredits(purchase.creditsMicrocredits))}
      </p>
      <p className="mt-1 text-ink-2 tabular-nums">
        {owner !== null ? say.inWallet(owner) : has === null ? null : say.youHave(formatCredits(has))}
      </p>
      {/* What had the focus is gone with the checkout. */}
      {/* oxlint-disable-next-line jsx-a11y/no-autofocus */}
      <Button variant="primary" size="lg" className="mt-6" autoFocus onClick={onDone}>
        {words.buying.backToChat}
      </Button>
      {owner === null ? (
        <>
          <Button variant="ghost" className="mt-2" onClick={saveKit}>
            {words.buying.saveKit}
          </Button>
          <p className="mt-1 max-w-sm text-sm text-ink-3">{say.noAccount}</p>
        </>
      ) : null}
    </div>
  );
}
