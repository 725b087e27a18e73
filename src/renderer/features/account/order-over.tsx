// An order that came to nothing, or was given back: what happened to the money, and the next try with one press.
import type { ReactNode } from 'react';
import type { Provider } from '../../../../server/contract/orders/orders.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import type { PurchaseView } from './purchase-view.ts';
import { words as say } from '../../words.ts';

type OrderOverProps = {
  readonly words: PurchaseView;
  /** What the server takes now. */
  readonly providers: readonly Provider[];
  readonly onAgain: () => void;
  readonly onChoose: () => void;
};

export function OrderOver({ words, providers, onAgain, onChoose }: OrderOverProps): ReactNode {
  return (
    <Notice
      role="status"
      tone={words.tone === 'attention' ? 'warning' : 'info'}
      title={words.label}
      actions={
        <>
          {words.canRepeat ? (
            // What had the focus is gone with the checkout.
            // oxlint-disable-next-line jsx-a11y/no-autofocus
            <Button variant="primary" autoFocus onClick={onAgain}>
              {say.buying.checkout.startAgain}
            </Button>
          ) : null}
          <Button onClick={onChoose}>
            {words.canRepeat && providers.length > 1 ? say.buying.checkout.payAnotherWay : say.buying.choosePack}
          </Button>
        </>
      }
    >
      {words.sentence}
    </Notice>
  );
}
