// For whom one buys: the account, its team, or this computer, each with what it has. Drawn only where there is a choice.
import { Laptop, UserRound, UsersRound } from 'lucide-react';
import { useId, type ReactNode } from 'react';
import type { AccountState } from '../../../../preload/contract/account.ts';
import { isSamePayee } from '../../../../preload/contract/same-payee.ts';
import type { Payee } from '../../../../preload/contract/payee.ts';
import { useWays } from '../../../shared/ways.tsx';
import { Button } from '../../../ui/button.tsx';
import { cx } from '../../../ui/cx.ts';
import { Notice } from '../../../ui/notice.tsx';
import { words } from '../../../words.ts';
import { payeeOptions, sayPayee, type PayeeOption } from './payee-view.ts';

type Props = {
  readonly account: AccountState;
  readonly chosen: Payee;
  readonly onChoose: (payee: Payee) => void;
};

export function PayeeChoice({ account, chosen, onChoose }: Props): ReactNode {
  const { signIn } = useWays();
  const options = payeeOptions(account);
  const { payer, issuer } = account.person;
  if (options.length === 1) {
    return payer === 'account' ? (
      <Notice
        className="mb-5"
        actions={
          issuer === null ? undefined : (
            <Button size="sm" onClick={signIn}>
              {words.person.signIn}
            </Button>
          )
        }
      >
        {words.buying.payee.signedOut}
      </Notice>
    ) : null;
  }
  return (
    <PayeeCards
      title={words.buying.payee.title}
      hint={sayPayee(account, chosen)}
      options={options}
      chosen={chosen}
      onChoose={onChoose}
    />
  );
}

type CardsProps = Pick<Props, 'onChoose'> & {
  readonly title: string;
  /** One sentence on what comes of the choice. */
  readonly hint: string | null;
  readonly options: readonly PayeeOption[];
  /** null: none of them can be. */
  readonly chosen: Payee | null;
};

export function PayeeCards({ title, hint, options, chosen, onChoose }: CardsProps): ReactNode {
  const hintId = useId();
  return (
    <fieldset className="mb-6" aria-describedby={hint === null ? undefined : hintId}>
      <legend className="mb-2 text-sm font-medium">{title}</legend>
      <div className="grid gap-3 @lg:auto-cols-fr @lg:grid-flow-col">
        {options.map((option) => (
          <Card
            key={option.payee.kind}
            option={option}
            isChosen={chosen !== null && isSamePayee(option.payee, chosen)}
            onChoose={() => onChoose(option.payee)}
          />
        ))}
      </div>
      {hint === null ? null : (
        <p id={hintId} role="status" className="mt-2 text-sm text-ink-2">
          {hint}
        </p>
      )}
    </fieldset>
  );
}

type CardProps = { readonly option: PayeeOption; readonly isChosen: boolean; readonly onChoose: () => void };

function Card({ option: { payee, label, balance, whyNot }, isChosen, onChoose }: CardProps): ReactNode {
  const more = useId();
  const canChoose = whyNot === null;
  return (
    <label
      data-chosen={isChosen}
      className={cx(
        'flex gap-3 rounded-lg border px-4 py-3 transition-colors has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-focus [&_svg]:mt-0.5 [&_svg]:size-[18px] [&_svg]:shrink-0',
        isChosen
          ? 'border-accent bg-accent-soft [&_svg]:text-accent-ink'
          : 'border-line-strong bg-raised [&_svg]:text-ink-2',
        !isChosen && canChoose && 'hover:bg-hover',
      )}
    >
      <input
        type="radio"
        name="payee"
        value={payee.kind}
        checked={isChosen}
        disabled={!canChoose}
        onChange={onChoose}
        aria-describedby={more}
        className="sr-only"
      />
      {icons[payee.kind]}
      <span className="min-w-0">
        <span className={cx('block font-medium wrap-anywhere', !canChoose && 'text-ink-2')}>{label}</span>
        <span id={more} className="block text-sm text-ink-2 tabular-nums">
          {balance}
          {whyNot === null ? null : <span className="block">{whyNot}</span>}
        </span>
      </span>
    </label>
  );
}

const icons: Readonly<Record<Payee['kind'], ReactNode>> = {
  me: <UserRound aria-hidden="true" />,
  team: <UsersRound aria-hidden="true" />,
  computer: <Laptop aria-hidden="true" />,
};
