// One order from its checkout to its credits: the checkout itself, and beneath it what the server says, live.
import type { ReactNode } from 'react';
import type { OrderId } from '../../../../server/contract/orders.ts';
import type { AccountState, CheckoutView, Purchase } from '../../../preload/contract/account.ts';
import { newOrderId } from '../../rpc/new-id.ts';
import { useCore } from '../../rpc/core-context.tsx';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { formatCredits, formatMoney } from './amounts.ts';
import { CreditsAdded } from './credits-added.tsx';
import { CheckoutFrame } from './checkout-frame.tsx';
import { Waiting } from './waiting.tsx';
import { viewPurchase, type PurchaseView } from './purchase-view.ts';
import type { BuyActions } from './use-buy-flow.ts';

type OrderProgressProps = {
  readonly orderId: OrderId;
  readonly view: CheckoutView | null;
  readonly account: AccountState | null;
  readonly actions: BuyActions;
  readonly onClose: () => void;
};

export function OrderProgress({ orderId, view, account, actions, onClose }: OrderProgressProps): ReactNode {
  const core = useCore();
  const purchase = account?.purchases.find((one) => one.orderId === orderId);
  if (account === null || purchase === undefined) return <Waiting text="Looking for your order" />;
  if (purchase.state === 'claimed')
    return <CreditsAdded purchase={purchase} balanceMicrocredits={account.credits.proMicrocredits} onDone={onClose} />;
  const words = viewPurchase(purchase);
  const again = (): void =>
    purchase.packId === null
      ? actions.startOver()
      : actions.place({ orderId: newOrderId(), packId: purchase.packId, provider: purchase.provider });
  if (!words.isUnderWay)
    return (
      <Over words={words} canRepeat={purchase.state !== 'refunded'} onAgain={again} onChoose={actions.startOver} />
    );
  const showsCheckout =
    view !== null && (purchase.state === 'open' || purchase.state === 'declined' || purchase.state === 'starting');
  return (
    <div>
      <Summary purchase={purchase} />
      {showsCheckout ? <Checkout view={view} orderId={orderId} onShow={() => actions.show(orderId)} /> : null}
      <Progress words={words} isLarge={!showsCheckout} />
      <div className="mt-5 flex flex-wrap items-center justify-between gap-3">
        <p className="min-w-0 flex-1 basis-60 text-sm text-ink-3">
          You can close this. The purchase goes on, and its sign beside your credits brings you back.
        </p>
        {purchase.state === 'open' || purchase.state === 'declined' || purchase.state === 'starting' ? (
          <Button
            variant="ghost"
            size="sm"
            onClick={() => {
              void core.account.abandon({ orderId }).catch(() => undefined);
              onClose();
            }}
          >
            Cancel this purchase
          </Button>
        ) : null}
      </div>
    </div>
  );
}

function Summary({ purchase }: { readonly purchase: Purchase }): ReactNode {
  return (
    <p className="mb-4 flex items-baseline justify-between gap-4 tabular-nums">
      <span>
        <span className="font-medium">{formatCredits(purchase.creditsMicrocredits)}</span>
        {purchase.packName === formatCredits(purchase.creditsMicrocredits) ? null : (
          <span className="text-ink-3"> · {purchase.packName}</span>
        )}
      </span>
      <span className="font-medium">{formatMoney(purchase.amountCents, purchase.currency)}</span>
    </p>
  );
}

function Checkout({
  view,
  orderId,
  onShow,
}: {
  readonly view: CheckoutView;
  readonly orderId: OrderId;
  readonly onShow: () => void;
}): ReactNode {
  switch (view.kind) {
    case 'frame':
      return <CheckoutFrame url={view.url} key={orderId} />;
    case 'window':
      return (
        <div className="flex flex-col items-center gap-4 rounded-lg border border-line bg-sunken px-6 py-10 text-center">
          <p className="max-w-sm text-ink-2">
            The checkout is open in its own window. Pay there; this goes on by itself.
          </p>
          <Button onClick={onShow}>Show again</Button>
        </div>
      );
  }
}

function Progress({ words, isLarge }: { readonly words: PurchaseView; readonly isLarge: boolean }): ReactNode {
  if (words.tone === 'attention') {
    return (
      <Notice role="status" tone="warning" className="mt-4">
        {words.sentence}
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

function Over({
  words,
  canRepeat,
  onAgain,
  onChoose,
}: {
  readonly words: PurchaseView;
  readonly canRepeat: boolean;
  readonly onAgain: () => void;
  readonly onChoose: () => void;
}): ReactNode {
  return (
    <Notice
      role="status"
      title={words.label}
      actions={
        <>
          {canRepeat ? (
            <Button variant="primary" onClick={onAgain}>
              Start again
            </Button>
          ) : null}
          <Button onClick={onChoose}>Choose a pack</Button>
        </>
      }
    >
      {words.sentence}
    </Notice>
  );
}
