// The plans that are sold: chosen here, paid on a page of the seller's, and followed until they are active.
import type { ReactNode } from 'react';
import type { AccountState } from '../../../../preload/contract/account.ts';
import { useAccount } from '../../../rpc/core-context.tsx';
import { useWays } from '../../../shared/ways.tsx';
import { Button } from '../../../ui/button.tsx';
import { Dialog, DialogActions } from '../../../ui/dialog.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { words } from '../../../words.ts';
import { PageCheckout } from '../checkout.tsx';
import { sayAccount, sayComputer } from '../person/person-view.ts';
import { Waiting } from '../waiting.tsx';
import { PlanCard } from './plan-card.tsx';
import { canSubscribe, offeredPlans, ownOf, runningPlans } from './plan-view.ts';
import { useSubscribing, type Subscribing } from './use-subscribing.ts';

type Props = { readonly isOpen: boolean; readonly onClose: () => void };

export function PlansDialog({ isOpen, onClose }: Props): ReactNode {
  return isOpen ? <OpenPlansDialog onClose={onClose} /> : null;
}

function OpenPlansDialog({ onClose }: Pick<Props, 'onClose'>): ReactNode {
  const { value: account } = useAccount();
  const subscribing = useSubscribing();
  return (
    <Dialog
      isOpen
      onOpenChange={(isStillOpen) => !isStillOpen && onClose()}
      title={words.plans.title}
      size="lg"
      isSticky={subscribing.step.kind !== 'choosing'}
    >
      {account === null ? (
        <Waiting takesFocus text={words.plans.opening} />
      ) : (
        <Step account={account} subscribing={subscribing} onClose={onClose} />
      )}
    </Dialog>
  );
}

type StepProps = {
  readonly account: AccountState;
  readonly subscribing: Subscribing;
  readonly onClose: () => void;
};

function Step({ account, subscribing, onClose }: StepProps): ReactNode {
  const { step, again, back } = subscribing;
  switch (step.kind) {
    case 'choosing':
      return <Choose account={account} subscribing={subscribing} />;
    case 'opening':
      return <Waiting takesFocus text={words.plans.opening} />;
    case 'trouble':
      return (
        <Notice
          role="alert"
          tone="warning"
          actions={
            <>
              <Button variant="primary" onClick={() => again(step.wish)}>
                {words.plans.tryAgain}
              </Button>
              <Button onClick={back}>{words.plans.back}</Button>
            </>
          }
        >
          {step.sentence}
        </Notice>
      );
    case 'page': {
      const { offer } = step.wish;
      const own = offer === null ? null : ownOf(account.plans, offer.plan_id);
      if (own?.status === 'active') return <Active plan={own.planName} onClose={onClose} />;
      return (
        <>
          <PageCheckout view={step.view} onShow={() => again(step.wish)} />
          {offer === null ? null : (
            <p role="status" className="mt-3 text-sm text-ink-2">
              {words.plans.waiting} {words.plans.canClose}
            </p>
          )}
        </>
      );
    }
  }
}

function Active({ plan, onClose }: { readonly plan: string; readonly onClose: () => void }): ReactNode {
  return (
    <>
      <Notice role="status" tone="positive" title={words.plans.active(plan)}>
        {words.plans.activeHint}
      </Notice>
      <DialogActions>
        <Button variant="primary" onClick={onClose}>
          {words.plans.done}
        </Button>
      </DialogActions>
    </>
  );
}

function Choose({ account, subscribing }: Omit<StepProps, 'onClose'>): ReactNode {
  const { buyCredits, signIn } = useWays();
  const offers = offeredPlans(account);
  const { person } = account;
  if (offers.length === 0) return <EmptyState title={words.plans.title}>{words.plans.none}</EmptyState>;
  const payer = person.payer === 'account' ? sayAccount(person) : sayComputer(account);
  return (
    <>
      {canSubscribe(account) ? (
        <p className="text-ink-2">{words.plans.belongsTo(payer)}</p>
      ) : (
        <Notice
          actions={
            <>
              {person.issuer === null ? null : (
                <Button size="sm" variant="primary" onClick={signIn}>
                  {words.person.signIn}
                </Button>
              )}
              <Button size="sm" onClick={buyCredits}>
                {words.credits.buy}
              </Button>
            </>
          }
        >
          {person.issuer === null ? words.plans.nobodyHere : words.plans.nobody}
        </Notice>
      )}
      <ul className="mt-5 grid gap-3 @lg:auto-cols-fr @lg:grid-flow-col">
        {offers.map((offer) => (
          <PlanCard
            key={offer.plan_id}
            offer={offer}
            own={ownOf(account.plans, offer.plan_id)}
            onSubscribe={() => subscribing.subscribe(offer)}
          />
        ))}
      </ul>
      {runningPlans(account).length === 0 ? null : (
        <DialogActions>
          <Button onClick={subscribing.manage}>{words.plans.manage}</Button>
        </DialogActions>
      )}
    </>
  );
}
