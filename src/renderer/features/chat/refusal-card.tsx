// The server's no, in the place of the answer: what it says, and the one thing to do about it.
import { ArrowUp, Coins, LogIn, RotateCcw, Settings } from 'lucide-react';
import { useEffect } from 'react';
import type { Refusal } from '../../../preload/contract/failure.ts';
import { words } from '../../words.ts';
import { useAccount, useCore } from '../../rpc/core-context.tsx';
import { Button } from '../../ui/button.tsx';
import { TallyMark } from '../../ui/tally-mark.tsx';
import { useNow } from '../../shared/use-now.ts';
import { hasPlans, isOfPlan, planRefusal } from './refusal-plan.ts';
import { sayRefused } from './refusal-words.ts';
import { useWays } from '../../shared/ways.tsx';
import { useTimeLeft } from '../../shared/use-time-left.ts';
import { sayWait } from '../../shared/wait-text.ts';

type RefusalCardProps = {
  readonly refusal: Refusal;
  /** What is over and answered since needs no more buttons. */
  readonly isActionable: boolean;
  readonly onTryAgain: () => void;
};

export function RefusalCard({ refusal, isActionable, onTryAgain }: RefusalCardProps) {
  const { buyCredits, openConnections, forgetToken, signIn, showPlans, onBuyOffered } = useWays();
  const core = useCore();
  const { value: account } = useAccount();
  const plan = planRefusal(refusal, account?.credits ?? null);
  const payer = 'payer' in refusal ? refusal.payer : undefined;
  const offersCredits = isActionable && plan.main === 'buy';
  useEffect(() => {
    if (!offersCredits) return;
    onBuyOffered(true);
    return () => onBuyOffered(false);
  }, [offersCredits, onBuyOffered]);
  const now = useNow();
  const leftMs = useTimeLeft(plan.retryAt);
  const wait = sayWait(leftMs);
  const retry = (isMain: boolean) => (
    <Button
      variant={isMain ? 'primary' : 'ghost'}
      icon={<RotateCcw className="size-4" />}
      disabledReason={wait === null ? null : words.refusals.canTryAgainIn(wait)}
      onClick={onTryAgain}
    >
      {wait === null ? words.refusals.tryAgain : words.refusals.tryAgainIn(wait)}
    </Button>
  );
  return (
    <section
      aria-label={words.refusalTitles[refusal.code]}
      className="rounded-xl border border-line bg-raised p-5 shadow-rest"
    >
      <div className="flex gap-4">
        <TallyMark size={36} count={plan.main === 'buy' ? 0 : 5} showsRest className="mt-0.5 text-ink-2" />
        <div className="min-w-0 flex-1">
          <h2 className="text-lg font-semibold tracking-tight">{words.refusalTitles[refusal.code]}</h2>
          <p className="mt-1 text-base wrap-anywhere text-ink-2">{sayRefused(refusal, now)}</p>
          {isActionable ? (
            <div className="mt-4 flex flex-wrap gap-2">
              {offersCredits ? (
                <Button variant="primary" icon={<Coins className="size-4" />} onClick={() => buyCredits(payer)}>
                  {words.refusals.buy}
                </Button>
              ) : null}
              {plan.main === 'settings' ? (
                <Button variant="primary" icon={<Settings className="size-4" />} onClick={openConnections}>
                  {words.refusals.openSettings}
                </Button>
              ) : null}
              {isOfPlan(refusal.code) && hasPlans(account) ? (
                <Button
                  variant={offersCredits ? 'secondary' : 'primary'}
                  icon={<ArrowUp className="size-4" />}
                  onClick={showPlans}
                >
                  {words.plans.upgrade}
                </Button>
              ) : null}
              {plan.main === 'sign_in' ? (
                <>
                  <Button variant="primary" icon={<LogIn className="size-4" />} onClick={signIn}>
                    {words.refusals.signIn}
                  </Button>
                  <Button onClick={() => void core.account.payWith({ payer: 'computer' }).catch(() => undefined)}>
                    {words.refusals.payWithComputer}
                  </Button>
                </>
              ) : null}
              {refusal.code === 'token_rejected' && plan.main === 'settings' ? (
                <Button onClick={forgetToken}>{words.refusals.continueWithout}</Button>
              ) : null}
              {plan.main === 'try_again' || plan.offersRetry ? retry(plan.main === 'try_again') : null}
            </div>
          ) : null}
        </div>
      </div>
    </section>
  );
}
