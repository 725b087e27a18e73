// The way to pay an order, in whichever form the core hands it out.
import { ExternalLink } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import type { CheckoutView, Purchase } from '../../../preload/contract/account.ts';
import type { PageView } from '../../../preload/contract/subscriptions.ts';
import { useCommands } from '../../rpc/use-commands.ts';
import { Button } from '../../ui/button.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import { CheckoutFrame } from './checkout-frame.tsx';
import { InvoiceCheckout } from './invoice/invoice-checkout.tsx';
import { words } from '../../words.ts';

type CheckoutProps = {
  readonly view: CheckoutView;
  readonly purchase: Purchase;
  /** Asks the core for it once more. */
  readonly onShow: (as: 'best' | 'page') => void;
};

export function Checkout({ view, purchase, onShow }: CheckoutProps): ReactNode {
  switch (view.kind) {
    case 'invoice':
      // The purchase has the newer ones: what was shown at first is the whole sum, also when a part has come in since.
      return (
        <InvoiceCheckout methods={purchase.methods.length > 0 ? purchase.methods : view.methods} purchase={purchase} />
      );
    case 'frame':
    case 'window':
    case 'tab':
      return <PageCheckout key={purchase.orderId} view={view} onShow={() => onShow('page')} />;
  }
}

/** A page to pay on, wherever it is shown. */
export function PageCheckout({ view, onShow }: { readonly view: PageView; readonly onShow: () => void }): ReactNode {
  switch (view.kind) {
    case 'frame':
      return <CheckoutFrame url={view.url} />;
    case 'window':
      return <CheckoutWindow onShow={onShow} />;
    case 'tab':
      return <CheckoutTab url={view.url} />;
  }
}

/** Shown again it is another one, so a window that was closed stays closed here. */
function CheckoutWindow({ onShow }: { readonly onShow: () => void }): ReactNode {
  const [isClosed, setClosed] = useState(false);
  useCommands((command) => {
    if (command.kind === 'checkout_closed') setClosed(true);
  });
  return (
    <Elsewhere text={isClosed ? words.buying.checkout.windowClosed : words.buying.checkout.windowOpen}>
      <Button variant={isClosed ? 'primary' : 'secondary'} onClick={onShow}>
        {isClosed ? words.buying.checkout.open : words.buying.checkout.showAgain}
      </Button>
    </Elsewhere>
  );
}

function CheckoutTab({ url }: { readonly url: string }): ReactNode {
  const [hasOpened, setOpened] = useState(false);
  return (
    <Elsewhere text={hasOpened ? words.buying.checkout.tabOpen : words.buying.checkout.tabToOpen}>
      <LinkButton
        href={url}
        variant={hasOpened ? 'secondary' : 'primary'}
        icon={<ExternalLink aria-hidden="true" className="size-4" />}
        onClick={() => setOpened(true)}
      >
        {hasOpened ? words.buying.checkout.openAgain : words.buying.checkout.open}
      </LinkButton>
    </Elsewhere>
  );
}

function Elsewhere({ text, children }: { readonly text: string; readonly children: ReactNode }): ReactNode {
  return (
    <div className="flex flex-col items-center gap-4 rounded-lg border border-line bg-sunken px-6 py-10 text-center">
      <p className="max-w-sm text-ink-2">{text}</p>
      {children}
    </div>
  );
}
