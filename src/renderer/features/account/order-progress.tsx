// One order from its checkout to its credits: the checkout itself, and beneath it what the server says, live.
import type { ReactNode } from 'react';
import type { OrderId } from '../../../../server/contract/orders/orders.ts';
import type { AccountState, CheckoutView, Purchase } from '../../../preload/contract/account.ts';
import { newOrderId } from '../../rpc/new-id.ts';
import { useCore } from '../../rpc/core-context.tsx';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { formatCredits, formatMoney } from '../../shared/amounts.ts';
import { boughtThing } from './buyable.ts';
import { Checkout } from './checkout.tsx';
import { CreditsAdded } from './credits-added.tsx';
import { useWays } from '../../shared/ways.tsx';
import { usePassed } from '../../shared/use-time-left.ts';
import { OrderOver } from './order-over.tsx';
import { sayOwner } from './payee/payee-view.ts';
import { PaymentSeen } from './payment-seen.tsx';
import { viewPurchase, type PurchaseView } from './purchase-view.ts';
import type { BuyActions } from './use-buy-flow.ts';
import { Waiting } from './waiting.tsx';
import { words as say } from '../../words.ts';

type OrderProgressProps = {
  readonly orderId: OrderId;
  readonly view: CheckoutView | null;
  readonly account: AccountState | null;
  readonly actions: BuyActions;
  readonly onClose: () => void;
};

export function OrderProgress({ orderId, view, account, actions, onClose }: OrderProgressProps): ReactNode {
  const purchase = account?.purchases.find((one) => one.orderId === orderId);
  if (account === null || purchase === undefined) return <Waiting text={say.buying.looking} />;
  const words = viewPurchase(purchase);
  const owner = sayOwner(account.person, purchase.payee);
  if (purchase.state === 'claimed') return <CreditsAdded {...{ purchase, account, owner }} onDone={onClose} />;
  if (words.isUnderWay)
    return isPayable(purchase) ? (
      <Payable {...{ purchase, view, account, words, actions, onClose }} />
    ) : (
      <PaymentSeen purchase={purchase} words={words} onClose={onClose} />
    );
  const thing = boughtThing(purchase);
  const { provider, payee } = purchase;
  return (
    <OrderOver
      words={words}
      providers={providersOf(account)}
      onAgain={() => actions.place({ orderId: newOrderId(), thing, provider, payee })}
      onChoose={() => actions.startOver({ thing, payee, notBy: provider })}
    />
  );
}

type PayableProps = {
  readonly purchase: Purchase;
  readonly view: CheckoutView | null;
  readonly account: AccountState;
  readonly words: PurchaseView;
  readonly actions: BuyActions;
  readonly onClose: () => void;
};

function Payable({ purchase, view, account, words, actions, onClose }: PayableProps): ReactNode {
  const core = useCore();
  const { orderId, provider, payee, expiresAt } = purchase;
  const hasLapsed = usePassed(expiresAt);
  const cancel = (): void => void core.account.abandon({ orderId }).catch(() => undefined);
  const show = (as: 'best' | 'page'): void => actions.show(orderId, as);
  const hasOtherWay = providersOf(account).some((one) => one !== provider);
  const drawn = view?.kind === 'invoice' && hasLapsed ? null : view;
  return (
    <div>
      <Summary purchase={purchase} owner={sayOwner(account.person, payee)} />
      {drawn === null ? null : <Checkout view={drawn} purchase={purchase} onShow={show} />}
      {view?.kind === 'invoice' && hasLapsed ? (
        <Notice role="status" title={say.buying.checkout.timeOver}>
          {say.buying.checkout.checkingLate}
        </Notice>
      ) : (
        <Progress
          words={words}
          isOffline={account.link.kind === 'offline'}
          isLarge={view === null}
          isForSignIn={purchase.trouble?.code === 'signed_out' && account.person.issuer !== null}
        />
      )}
      <p className="mt-5 text-sm text-ink-3">{say.buying.checkout.canClose}</p>
      <div className="-mx-2.5 mt-2 flex flex-wrap gap-x-1">
        {view?.kind === 'invoice' ? (
          <Button variant="ghost" size="sm" onClick={() => show('page')}>
            {say.buying.checkout.payOnPage}
          </Button>
        ) : null}
        {view !== null && view.kind !== 'invoice' && provider === 'btcpay' ? (
          <Button variant="ghost" size="sm" onClick={() => show('best')}>
            {say.buying.checkout.showCode}
          </Button>
        ) : null}
        {hasOtherWay ? (
          <Button
            variant="ghost"
            size="sm"
            onClick={() => {
              cancel();
              actions.startOver({ thing: boughtThing(purchase), payee, notBy: provider });
            }}
          >
            {say.buying.checkout.payAnotherWay}
          </Button>
        ) : null}
        <Button
          variant="ghost"
          size="sm"
          className="@lg:ml-auto"
          onClick={() => {
            cancel();
            onClose();
          }}
        >
          {say.buying.checkout.cancel}
        </Button>
      </div>
    </div>
  );
}

function Summary({ purchase, owner }: { readonly purchase: Purchase; readonly owner: string | null }): ReactNode {
  const credits = formatCredits(purchase.creditsMicrocredits);
  return (
    <p className="mb-4 flex items-baseline justify-between gap-4 tabular-nums">
      <span>
        <span className="font-medium">{credits}</span>
        {purchase.packName === null || purchase.packName === credits ? null : (
          <span className="text-ink-3"> · {purchase.packName}</span>
        )}
        {owner === null ? null : <span className="block text-sm text-ink-2">{say.buying.payee.isFor(owner)}</span>}
      </span>
      <span className="font-medium">{formatMoney(purchase.amountCents, purchase.currency)}</span>
    </p>
  );
}

type ProgressProps = {
  readonly words: PurchaseView;
  readonly isOffline: boolean;
  readonly isLarge: boolean;
  /** It waits until somebody signs in. */
  readonly isForSignIn: boolean;
};

function Progress({ words, isOffline, isLarge, isForSignIn }: ProgressProps): ReactNode {
  const { signIn } = useWays();
  if (words.tone === 'attention' || isOffline) {
    return (
      <Notice
        role="status"
        tone="warning"
        className="mt-4"
        actions={
          isForSignIn ? (
            <Button size="sm" variant="primary" onClick={signIn}>
              {say.person.signIn}
            </Button>
          ) : undefined
        }
      >
        {words.tone === 'attention' ? words.sentence : say.buying.checkout.serverAway}
      </Notice>
    );
  }
  return isLarge ? (
    <Waiting text={words.sentence} />
  ) : (
    <p role="status" className="mt-4 flex items-center gap-3 text-ink-2">
      <Spinner size={18} label={null} />
      {words.sentence}
    </p>
  );
}

function isPayable({ state }: Purchase): boolean {
  return state === 'starting' || state === 'open' || state === 'declined';
}

function providersOf({ link }: AccountState): readonly Purchase['provider'][] {
  return link.kind === 'online' ? link.config.providers : [];
}
