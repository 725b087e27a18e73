// Who pays for messages: the credits of this computer, or the account. Nothing changes it but the person.
import { useId, type ReactNode } from 'react';
import type { AccountState } from '../../../../preload/contract/account.ts';
import type { PayerChoice as Payer } from '../../../../preload/contract/person.ts';
import { useCore } from '../../../rpc/core-context.tsx';
import { words } from '../../../words.ts';
import { sayAccount, sayComputer } from './person-view.ts';

export function PayerChoice({ account }: { readonly account: AccountState }): ReactNode {
  const core = useCore();
  const name = useId();
  const { payer } = account.person;
  const options: readonly (readonly [Payer, string])[] = [
    ['account', sayAccount(account.person)],
    ['computer', sayComputer(account)],
  ];
  return (
    <fieldset>
      <legend className="text-sm text-ink-3">{words.person.payer.title}</legend>
      <div className="mt-1.5 flex flex-col gap-1">
        {options.map(([value, label]) => (
          <label
            key={value}
            className="flex cursor-pointer items-center gap-2.5 rounded-md px-2 py-1.5 hover:bg-hover has-checked:bg-hover has-focus-visible:outline-2 has-focus-visible:outline-accent"
          >
            <input
              type="radio"
              name={name}
              className="size-4 shrink-0 accent-(--color-accent) outline-none"
              checked={payer === value}
              onChange={() => void core.account.payWith({ payer: value }).catch(() => undefined)}
            />
            <span className="min-w-0 wrap-anywhere">{label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
