// The packs side by side with what a message comes to in each, a sum of one's own, and the way to pay.
import { FlaskConical } from 'lucide-react';
import { useRef, useState, type ReactNode } from 'react';
import type { ServerConfig } from '../../../../server/contract/config.ts';
import type { Provider } from '../../../../server/contract/orders/orders.ts';
import type { AccountState } from '../../../preload/contract/account.ts';
import type { Payee } from '../../../preload/contract/payee.ts';
import { Button } from '../../ui/button.tsx';
import { DialogActions } from '../../ui/dialog.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { AmountChoice } from './amount-choice.tsx';
import { formatCredits } from '../../shared/amounts.ts';
import type { Before } from './buy-flow.ts';
import type { Buyable } from './buyable.ts';
import { PayeeChoice } from './payee/payee-choice.tsx';
import { firstPayee, payeeNow, type PayeeWish } from './payee/payee-view.ts';
import { PackCard } from './pack-card.tsx';
import { buyableOf, chosenNow, firstChoice, priceOf, sayWrong, type Picked } from './pack-choice.ts';
import { offerPacks } from './pack-offer.ts';
import { sayProvider } from './purchase-view.ts';
import { WayToPay } from './way-to-pay.tsx';
import { words } from '../../words.ts';

export type Choice = { readonly thing: Buyable; readonly provider: Provider; readonly payee: Payee };

type ChooseFormProps = {
  readonly account: AccountState;
  readonly config: ServerConfig;
  readonly before: Before | null;
  /** For whom somebody comes to buy; null: for whoever pays. */
  readonly wish: PayeeWish;
  readonly onChosen: (choice: Choice) => void;
};

export function ChooseForm({ account, config, before, wish, onChosen }: ChooseFormProps): ReactNode {
  const [first] = useState(() => firstChoice(config, before));
  const [picked, setPicked] = useState<Picked>(first.picked);
  const [wantedProvider, setProvider] = useState<Provider | null>(first.provider);
  const [text, setText] = useState(first.amountText);
  const [hasTried, setTried] = useState(false);
  // Whoever signs in or out while nothing was chosen changes who pays, and with it whom one buys for.
  const [wantedPayee, setPayee] = useState<Payee | null>(null);
  const payee = wantedPayee === null ? firstPayee(account, before?.payee ?? wish) : payeeNow(account, wantedPayee);
  const field = useRef<HTMLInputElement>(null);
  const { providers, free_amount: freeAmount } = config;
  const provider = providers.find((one) => one === wantedProvider) ?? providers[0];
  const chosen = chosenNow(config, picked, text);
  if (provider === undefined || chosen === null)
    return <EmptyState title={words.buying.choose.nothing}>{words.buying.choose.nothingHint}</EmptyState>;
  const price = priceOf(chosen);
  const submit = (): void => {
    const thing = buyableOf(chosen);
    if (thing !== null) return onChosen({ thing, provider, payee });
    setTried(true);
    field.current?.focus();
  };
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <PayeeChoice account={account} chosen={payee} onChoose={setPayee} />
      <p className="text-ink-2">
        {config.local_message_microcredits === 0
          ? words.buying.choose.localFree
          : words.buying.choose.localCosts(formatCredits(config.local_message_microcredits))}{' '}
        {payee.kind === 'computer' ? words.buying.choose.oneTime : words.buying.choose.oneTimeForAccount}
      </p>
      <fieldset className="mt-5 grid gap-3 @lg:auto-cols-fr @lg:grid-flow-col">
        <legend className="sr-only">{words.buying.choose.pack}</legend>
        {offerPacks(config.packs, config.local_message_microcredits).map((offer) => (
          <PackCard
            key={offer.pack.id}
            offer={offer}
            isChosen={chosen.kind === 'pack' && offer.pack.id === chosen.pack.id}
            onChoose={() => setPicked({ kind: 'pack', packId: offer.pack.id })}
          />
        ))}
      </fieldset>
      {freeAmount === null ? null : (
        <AmountChoice
          offer={freeAmount}
          text={text}
          error={hasTried ? sayWrong(chosen) : null}
          isChosen={chosen.kind === 'amount'}
          field={field}
          onChoose={() => setPicked({ kind: 'amount' })}
          onText={setText}
        />
      )}
      {providers.length > 1 ? <WayToPay providers={providers} chosen={provider} onChoose={setProvider} /> : null}
      <DialogActions>
        <p className="mr-auto flex min-w-0 items-center gap-2 text-sm text-ink-3">
          {config.is_sandbox ? (
            <>
              <FlaskConical aria-hidden="true" className="size-4" />
              {words.buying.choose.isTest}
            </>
          ) : providers.length === 1 ? (
            words.buying.choose.soldAndPaidBy(config.name, sayProvider(provider))
          ) : (
            words.buying.choose.soldBy(config.name)
          )}
        </p>
        <Button type="submit" variant="primary" size="lg">
          {price === null ? words.buying.choose.pay : words.buying.choose.payPrice(price)}
        </Button>
      </DialogActions>
    </form>
  );
}
