// The packs side by side with what a message comes to in each, and the way to pay where there is more than one.
import { FlaskConical } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import type { ServerConfig } from '../../../../server/contract/config.ts';
import type { Provider } from '../../../../server/contract/orders.ts';
import type { ServerLink } from '../../../preload/contract/account.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { formatCredits, formatMoney } from './amounts.ts';
import { PackCard } from './pack-card.tsx';
import { offerPacks } from './pack-offer.ts';
import { sayProvider } from './purchase-view.ts';
import { Waiting } from './waiting.tsx';

type Choice = { readonly packId: string; readonly provider: Provider };
type ChoosePackProps = {
  readonly link: ServerLink | null;
  readonly onRefresh: () => void;
  readonly onChosen: (choice: Choice) => void;
};

export function ChoosePack({ link, onRefresh, onChosen }: ChoosePackProps): ReactNode {
  if (link === null || link.kind === 'checking') return <Waiting text="Asking the server for its prices" />;
  if (link.kind === 'offline') {
    return (
      <Notice
        tone="warning"
        title="The server cannot be reached just now"
        actions={<Button onClick={onRefresh}>Try again</Button>}
      >
        Prices come from {new URL(link.origin).host}. This goes on by itself once it answers; a purchase already begun
        is not lost.
      </Notice>
    );
  }
  return <Packs config={link.config} onChosen={onChosen} />;
}

function Packs({
  config,
  onChosen,
}: {
  readonly config: ServerConfig;
  readonly onChosen: (choice: Choice) => void;
}): ReactNode {
  const offers = offerPacks(config.packs, config.local_message_microcredits);
  const [packId, setPackId] = useState(() => offers[Math.floor((offers.length - 1) / 2)]?.pack.id);
  const [wanted, setProvider] = useState<Provider | null>(null);
  const chosen = offers.find((offer) => offer.pack.id === packId) ?? offers[0];
  const provider = wanted !== null && config.providers.includes(wanted) ? wanted : config.providers[0];
  if (chosen === undefined || provider === undefined)
    return (
      <EmptyState title="Nothing is for sale here">
        This server offers no packs, or no way to pay for them. Its operator can add both.
      </EmptyState>
    );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onChosen({ packId: chosen.pack.id, provider });
      }}
    >
      <p className="text-ink-2">
        {config.local_message_microcredits === 0
          ? 'Messages to models on this computer are free.'
          : `A message to a model on this computer costs ${formatCredits(config.local_message_microcredits)}.`}{' '}
        One payment, no account, no subscription.
      </p>
      <fieldset className="mt-5 grid gap-3 sm:auto-cols-fr sm:grid-flow-col">
        <legend className="sr-only">Pack</legend>
        {offers.map((offer) => (
          <PackCard
            key={offer.pack.id}
            offer={offer}
            isChosen={offer === chosen}
            onChoose={() => setPackId(offer.pack.id)}
          />
        ))}
      </fieldset>
      {config.providers.length > 1 ? (
        <div className="mt-5 flex flex-wrap items-center justify-between gap-3">
          <span className="text-sm text-ink-2">Pay with</span>
          <Segmented
            label="Pay with"
            value={provider}
            options={config.providers.map((value) => ({ value, label: sayProvider(value) }))}
            onChange={setProvider}
          />
        </div>
      ) : null}
      <div className="mt-6 flex flex-wrap items-center justify-between gap-3">
        <p className="flex items-center gap-2 text-sm text-ink-3">
          {config.is_sandbox ? (
            <>
              <FlaskConical aria-hidden="true" className="size-4" />
              Test server: no money moves.
            </>
          ) : (
            `Sold by ${config.name}.`
          )}
        </p>
        <Button type="submit" variant="primary" size="lg">
          Pay {formatMoney(chosen.pack.amount_cents, chosen.pack.currency)}
        </Button>
      </div>
    </form>
  );
}
