// The ways to pay, side by side, each with what one needs for it. Underneath they are radio buttons.
import { Bitcoin, CreditCard, FlaskConical } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Provider } from '../../../../server/contract/orders/orders.ts';
import { cx } from '../../ui/cx.ts';
import { sayProvider } from './purchase-view.ts';
import { words } from '../../words.ts';

type WayToPayProps = {
  readonly providers: readonly Provider[];
  readonly chosen: Provider;
  readonly onChoose: (provider: Provider) => void;
};

export function WayToPay({ providers, chosen, onChoose }: WayToPayProps): ReactNode {
  return (
    <fieldset className="mt-6">
      <legend className="mb-2 text-sm font-medium">{words.buying.choose.payWith}</legend>
      <div className="grid gap-3 @lg:auto-cols-fr @lg:grid-flow-col">
        {providers.map((provider) => (
          <label
            key={provider}
            data-chosen={provider === chosen}
            className={cx(
              'flex gap-3 rounded-lg border px-4 py-3 transition-colors has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-focus [&_svg]:mt-0.5 [&_svg]:size-[18px] [&_svg]:shrink-0',
              provider === chosen
                ? 'border-accent bg-accent-soft [&_svg]:text-accent-ink'
                : 'border-line-strong bg-raised hover:bg-hover [&_svg]:text-ink-2',
            )}
          >
            <input
              type="radio"
              name="provider"
              value={provider}
              checked={provider === chosen}
              tabIndex={provider === chosen ? 0 : -1}
              onChange={() => onChoose(provider)}
              aria-describedby={`pay-${provider}`}
              className="sr-only"
            />
            {icons[provider]}
            <span className="min-w-0">
              <span className="block font-medium">{sayProvider(provider)}</span>
              <span id={`pay-${provider}`} className="block text-sm text-ink-2">
                {words.buying.choose.needs[provider]}
              </span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

const icons: Readonly<Record<Provider, ReactNode>> = {
  stripe: <CreditCard aria-hidden="true" />,
  btcpay: <Bitcoin aria-hidden="true" />,
  sandbox: <FlaskConical aria-hidden="true" />,
};
