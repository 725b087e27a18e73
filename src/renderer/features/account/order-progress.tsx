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
import { usePassed } from '../../shared/use-time-left.ts';
import { OrderOver } from './order-over.tsx';
import { PaymentSeen } from './payment-seen.tsx';
import { viewPurchase, type PurchaseView } from './purchase-view.ts';
import type { BuyActions } from './use-buy-flow.ts';
import { Waiting } from './waiting.tsx';

type OrderProgressProps = {
  readonly orderId: OrderId;
  readonly view: CheckoutView | null;
  readonly account: AccountState | null;
  readonly actions: BuyActions;
  readonly onClose: () => void;
  readonly onSaveKit: () => void;
};

export function OrderProgress({ orderId, view, account, actions, onClose, onSaveKit }: OrderProgressProps): ReactNode {
  const purchase = account?.purchases.find((one) => one.orderId === orderId);
  if (account === null || purchase === undefined) return <Waiting text="Looking for your order" />;
  const words = viewPurchase(purchase);
  if (purchase.state === 'claimed')
    return (
      <CreditsAdded
        purchase={purchase}
        balanceMicrocredits={account.credits.proMicrocredits}
        onDone={onClose}
        onSaveKit={onSaveKit}
      />
    );
  if (words.isUnderWay)
    return isPayable(purchase) ? (
      <Payable {...{ purchase, view, account, words, actions, onClose }} />
    ) : (
      <PaymentSeen purchase={purchase} words={words} onClose={onClose} />
    );
  const thing = boughtThing(purchase);
  return (
    <OrderOver
      words={words}
      providers={providersOf(account)}
      onAgain={() => actions.place({ orderId: newOrderId(), thing, provider: purchase.provider })}
      onChoose={() => actions.startOver({ thing, notBy: purchase.provider })}
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
  const { orderId, provider, expiresAt } = purchase;
  const hasLapsed = usePassed(expiresAt);
  const cancel = (): void => void core.account.abandon({ orderId }).catch(() => undefined);
  const show = (as: 'best' | 'page'): void => actions.show(orderId, as);
  const hasOtherWay = providersOf(account).some((one) => one !== provider);
  const drawn = view?.kind === 'invoice' && hasLapsed ? null : view;
  return (
    <div>
      <Summary purchase={purchase} />
      {drawn === null ? null : <Checkout view={drawn} purchase={purchase} onShow={show} />}
      {view?.kind === 'invoice' && hasLapsed ? (
        <Notice role="status" title="Payment time expired">
          Checking whether your payment arrived. If you’ve paid, wait a moment; your payment isn’t lost.
        </Notice>
      ) : (
        <Progress words={words} isOffline={account.link.kind === 'offline'} isLarge={view === null} />
      )}
      <p className="mt-5 text-sm text-ink-3">You can close this and come back from the button next to your credits.</p>
      <div className="-mx-2.5 mt-2 flex flex-wrap gap-x-1">
        {view?.kind === 'invoice' ? (
          <Button variant="ghost" size="sm" onClick={() => show('page')}>
            Pay on the server’s page instead
          </Button>
        ) : null}
        {view !== null && view.kind !== 'invoice' && provider === 'btcpay' ? (
          <Button variant="ghost" size="sm" onClick={() => show('best')}>
            Show QR code here
          </Button>
        ) : null}
        {hasOtherWay ? (
          <Button
            variant="ghost"
            size="sm"
            onClick={() => {
              cancel();
              actions.startOver({ thing: boughtThing(purchase), notBy: provider });
            }}
          >
            Pay another way
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
          Cancel purchase
        </Button>
      </div>
    </div>
  );
}

function Summary({ purchase }: { readonly purchase: Purchase }): ReactNode {
  const credits = formatCredits(purchase.creditsMicrocredits);
  return (
    <p className="mb-4 flex items-baseline justify-between gap-4 tabular-nums">
      <span>
        <span className="font-medium">{credits}</span>
        {purchase.packName === null || purchase.packName === credits ? null : (
          <span className="text-ink-3"> · {purchase.packName}</span>
        )}
      </span>
      <span className="font-medium">{formatMoney(purchase.amountCents, purchase.currency)}</span>
    </p>
  );
}

type ProgressProps = {
  readonly words: PurchaseView;
  readonly isOffline: boolean;
  readonly isLarge: boolean;
};

function Progress({ words, isOffline, isLarge }: ProgressProps): ReactNode {
  if (words.tone === 'attention' || isOffline) {
    return (
      <Notice role="status" tone="warning" className="mt-4">
        {words.tone === 'attention'
          ? words.sentence
          : 'Can’t reach the server. If you pay now, your credits are added when it’s back.'}
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
