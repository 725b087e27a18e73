// The purchase, from the choice of a pack to the credits. Closing it at any step loses nothing.
import type { ReactNode } from 'react';
import type { OrderId } from '../../../../server/contract/orders/orders.ts';
import { newOrderId } from '../../rpc/new-id.ts';
import { useAccount, useCore } from '../../rpc/core-context.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Notice } from '../../ui/notice.tsx';
import { ChoosePack } from './choose-pack.tsx';
import { ChooseTokenPlace } from './token/choose-token-place.tsx';
import { OrderProgress } from './order-progress.tsx';
import type { BuyStep } from './buy-flow.ts';
import type { PayeeWish } from './payee/payee-view.ts';
import { Waiting } from './waiting.tsx';
import { useBuyFlow, type BuyActions } from './use-buy-flow.ts';
import type { Buying } from './use-buying.ts';
import { words } from '../../words.ts';

export function BuyDialog({ buying }: { readonly buying: Buying }): ReactNode {
  return buying.subject === null ? null : (
    <OpenBuyDialog key={buying.subject.orderId ?? 'new'} {...buying.subject} onClose={buying.close} />
  );
}

type OpenBuyDialogProps = {
  readonly orderId: OrderId | null;
  readonly wish: PayeeWish;
  readonly onClose: () => void;
};

function OpenBuyDialog({ orderId, wish, onClose }: OpenBuyDialogProps): ReactNode {
  const [step, actions] = useBuyFlow(orderId);
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={titleOf(step)}
      size={step.kind === 'asking_place' ? 'md' : 'lg'}
      isSticky={step.kind !== 'choosing'}
    >
      <Step step={step} wish={wish} actions={actions} onClose={onClose} />
    </Dialog>
  );
}

function Step({
  step,
  wish,
  actions,
  onClose,
}: {
  readonly step: BuyStep;
  readonly wish: PayeeWish;
  readonly actions: BuyActions;
  readonly onClose: () => void;
}): ReactNode {
  const core = useCore();
  const { value: account } = useAccount();
  switch (step.kind) {
    case 'choosing':
      return (
        <ChoosePack
          account={account}
          before={step.before}
          wish={wish}
          onRefresh={() => void core.account.refresh().catch(() => undefined)}
          onChosen={(choice) => actions.place({ ...choice, orderId: newOrderId() })}
        />
      );
    case 'placing':
      return <Waiting takesFocus text={step.wish === null ? words.buying.opening : words.buying.placing} />;
    case 'asking_place':
      return (
        <ChooseTokenPlace
          trouble={step.trouble}
          onChosen={(keepIn) => actions.place({ ...step.wish, keepIn })}
          onBack={() => actions.startOver()}
        />
      );
    case 'checkout':
    case 'following':
      return (
        <OrderProgress
          orderId={step.orderId}
          view={step.kind === 'checkout' ? step.view : null}
          account={account}
          actions={actions}
          onClose={onClose}
        />
      );
    case 'trouble':
      return (
        <Notice
          role="alert"
          tone="warning"
          title={words.buying.notContinued}
          actions={
            <>
              {step.canRetry ? (
                <Button
                  variant="primary"
                  onClick={() => (step.wish === null ? actions.show(step.orderId) : actions.place(step.wish))}
                >
                  {words.buying.tryAgain}
                </Button>
              ) : null}
              <Button onClick={() => actions.startOver()}>{words.buying.choosePack}</Button>
            </>
          }
        >
          {step.sentence}
        </Notice>
      );
  }
}

function titleOf(step: BuyStep): string {
  switch (step.kind) {
    case 'choosing':
      return words.buying.title;
    case 'asking_place':
      return words.buying.placeTitle;
    case 'placing':
    case 'checkout':
    case 'following':
    case 'trouble':
      return words.buying.purchaseTitle;
  }
}
