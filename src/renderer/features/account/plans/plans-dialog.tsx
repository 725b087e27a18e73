// The plans that are sold: chosen here, paid on a page of the seller's, and followed until they are active.
import { useState, type ReactNode } from 'react';
import type { AccountState } from '../../../../preload/contract/account.ts';
import type { Payee } from '../../../../preload/contract/payee.ts';
import type { OwnPlan } from '../../../../preload/contract/subscriptions.ts';
import { useAccount } from '../../../rpc/core-context.tsx';
import { useWays } from '../../../shared/ways.tsx';
import { Button } from '../../../ui/button.tsx';
import { Dialog, DialogActions } from '../../../ui/dialog.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { words } from '../../../words.ts';
import { PageCheckout } from '../checkout.tsx';
import { sayAccount, sayComputer } from '../person/person-view.ts';
import { PayeeCards } from '../payee/payee-choice.tsx';
import { Waiting } from '../waiting.tsx';
import { PlanCard } from './plan-card.tsx';
import { canSubscribe, manageable, offeredPlans, ownOf, planPayees } from './plan-view.ts';
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
      const own = offer === null ? null : ownOf(account.plans, offer.plan_id, ofWhom(step.wish.payee));
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
  const [wanted, setWanted] = useState<Payee | null>(null);
  const offers = offeredPlans(account);
  const { person } = account;
  if (offers.length === 0)
    return (
      <>
        <EmptyState title={words.plans.title}>{words.plans.none}</EmptyState>
        <Manage account={account} subscribing={subscribing} />
      </>
    );
  const options = planPayees(account);
  const free = options.filter(({ whyNot }) => whyNot === null).map(({ payee }) => payee);
  const payee = free.find(({ kind }) => kind === wanted?.kind) ?? free[0] ?? null;
  const whose = payee ?? (options.length === 0 && canSubscribe(account) ? computer : null);
  return (
    <>
      {options.length > 1 ? (
        <PayeeCards title={words.plans.for} hint={null} options={options} chosen={payee} onChoose={setWanted} />
      ) : canSubscribe(account) ? (
        <p className="text-ink-2">
          {words.plans.belongsTo(person.payer === 'account' ? sayAccount(person) : sayComputer(account))}
        </p>
      ) : (
        <Notice
          actions={
            <>
              {person.issuer === null ? null : (
                <Button size="sm" variant="primary" onClick={signIn}>
                  {words.person.signIn}
                </Button>
              )}
              <Button size="sm" onClick={() => buyCredits()}>
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
            own={ownOf(account.plans, offer.plan_id, ofWhom(payee ?? options.at(-1)?.payee ?? computer))}
            onSubscribe={whose === null ? null : () => subscribing.subscribe(offer, whose)}
          />
        ))}
      </ul>
      <Manage account={account} subscribing={subscribing} />
    </>
  );
}

function Manage({ account, subscribing }: Omit<StepProps, 'onClose'>): ReactNode {
  const all = manageable(account);
  return all.length === 0 ? null : (
    <DialogActions>
      {all.map(({ payee, label }) => (
        <Button key={payee.kind} onClick={() => subscribing.manage(payee)}>
          {label}
        </Button>
      ))}
    </DialogActions>
  );
}

const computer: Payee = { kind: 'computer' };

function ofWhom({ kind }: Payee): OwnPlan['for'] {
  return kind === 'team' ? 'team' : 'me';
}
