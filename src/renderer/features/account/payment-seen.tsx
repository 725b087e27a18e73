// The money is on its way, or there and being fetched: nothing to do but wait, and not even here.
import { useEffect, useRef, type ReactNode } from 'react';
import type { Purchase } from '../../../preload/contract/account.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { TallyMark } from '../../ui/tally-mark.tsx';
import { formatCredits } from '../../shared/amounts.ts';
import type { PurchaseView } from './purchase-view.ts';
import { words as say } from '../../words.ts';

type PaymentSeenProps = {
  readonly purchase: Purchase;
  readonly words: PurchaseView;
  readonly onClose: () => void;
};

export function PaymentSeen({ purchase, words, onClose }: PaymentSeenProps): ReactNode {
  const close = useRef<HTMLButtonElement>(null);
  // What had the focus is gone with the checkout; a frame later, for the dialog first has to note where the focus is to return.
  useEffect(() => {
    const frame = requestAnimationFrame(() => close.current?.focus());
    return () => cancelAnimationFrame(frame);
  }, []);
  const credits = formatCredits(purchase.creditsMicrocredits);
  return (
    <div className="flex flex-col items-center pt-6 pb-2 text-center">
      <TallyMark size={64} isDrawing className="text-ink" />
      <div role="status" className="mt-5 flex flex-col items-center">
        <p className="text-xl font-semibold tracking-tight tabular-nums">{say.buying.seen.onTheWay(credits)}</p>
        {words.tone === 'attention' ? (
          <Notice tone="warning" className="mt-4 max-w-md text-left">
            {words.sentence}
          </Notice>
        ) : (
          <p className="mt-2 max-w-md text-ink-2">{words.sentence}</p>
        )}
      </div>
      <p className="mt-5 text-sm text-ink-3">{say.buying.seen.canQuit}</p>
      <Button ref={close} className="mt-4" onClick={onClose}>
        {say.buying.backToChat}
      </Button>
    </div>
  );
}
