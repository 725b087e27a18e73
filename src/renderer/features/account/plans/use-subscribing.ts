// The steps of subscribing and managing, as one reducer with the calls that move it.
import { safe } from '@orpc/client';
import { useState } from 'react';
import type { SubscriptionOffer } from '../../../../../server/contract/billing/subscription.ts';
import type { Payee } from '../../../../preload/contract/payee.ts';
import type { PageOutcome, PageView } from '../../../../preload/contract/subscriptions.ts';
import { useCore } from '../../../rpc/core-context.tsx';
import { newSubscriptionId } from '../../../rpc/new-id.ts';
import { sayNo } from '../../../shared/trouble-words.ts';
import { words } from '../../../words.ts';

/** `offer` null: the page on which subscriptions are managed. `id`: the same through every retry. */
export type Wish = { readonly offer: SubscriptionOffer | null; readonly payee: Payee; readonly id: string };

export type SubscribeStep =
  | { readonly kind: 'choosing' }
  | { readonly kind: 'opening'; readonly wish: Wish }
  | { readonly kind: 'page'; readonly wish: Wish; readonly view: PageView }
  | { readonly kind: 'trouble'; readonly wish: Wish; readonly sentence: string };

export type Subscribing = {
  readonly step: SubscribeStep;
  readonly subscribe: (offer: SubscriptionOffer, payee: Payee) => void;
  readonly manage: (payee: Payee) => void;
  readonly again: (wish: Wish) => void;
  readonly back: () => void;
};

export function useSubscribing(): Subscribing {
  const core = useCore();
  const [step, setStep] = useState<SubscribeStep>({ kind: 'choosing' });

  const again = (wish: Wish): void => {
    setStep({ kind: 'opening', wish });
    const { offer, payee, id } = wish;
    const asked =
      offer === null
        ? core.account.managePlans({ payee })
        : core.account.subscribe({ id, planId: offer.plan_id, payee });
    void safe(asked).then(([, outcome]) =>
      setStep((now) =>
        now.kind === 'opening' && now.wish === wish ? after(wish, outcome ?? { kind: 'offline' }) : now,
      ),
    );
  };

  return {
    step,
    again,
    subscribe: (offer, payee) => again({ offer, payee, id: newSubscriptionId() }),
    manage: (payee) => again({ offer: null, payee, id: newSubscriptionId() }),
    back: () => setStep({ kind: 'choosing' }),
  };
}

function after(wish: Wish, outcome: PageOutcome): SubscribeStep {
  switch (outcome.kind) {
    case 'opened':
      return { kind: 'page', wish, view: outcome.view };
    case 'refused':
      return { kind: 'trouble', wish, sentence: sayNo(outcome.refusal) };
    case 'offline':
      return { kind: 'trouble', wish, sentence: words.plans.offline };
    case 'nobody':
      return { kind: 'trouble', wish, sentence: words.plans.nobodyHere };
  }
}
