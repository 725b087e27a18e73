// In the panel: who one is, what the account has, who pays, and the way in and out.
import { LogIn, LogOut, UserRound } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import type { AccountState } from '../../../../preload/contract/account.ts';
import { useCore } from '../../../rpc/core-context.tsx';
import { Button } from '../../../ui/button.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { words } from '../../../words.ts';
import { PayerChoice } from './payer-choice.tsx';
import { hasPersonPart, sayWhoPays, standingRows } from './person-view.ts';

type Props = { readonly account: AccountState; readonly onSignIn: () => void };

export function PersonSection({ account, onSignIn }: Props): ReactNode {
  const { person } = account;
  if (!hasPersonPart(person)) return null;
  return (
    <section aria-label={words.person.account} className="flex flex-col gap-3 border-t border-line px-5 py-4">
      <Session account={account} onSignIn={onSignIn} />
      {person.session.kind === 'in' ? <PayerChoice account={account} /> : null}
      {person.session.kind === 'ended' ? null : <p className="text-sm text-ink-2">{sayWhoPays(account)}</p>}
    </section>
  );
}

function Session({ account, onSignIn }: Props): ReactNode {
  const { session, issuer, payer } = account.person;
  const core = useCore();
  switch (session.kind) {
    case 'none':
      return (
        <div>
          <p className="text-sm text-ink-2">{issuer === null ? null : words.person.signInAt(issuer)}</p>
          <Button className="mt-3 w-full" icon={<LogIn className="size-4" />} onClick={onSignIn}>
            {words.person.signIn}
          </Button>
        </div>
      );
    case 'unread':
      return <p className="text-sm text-ink-2">{words.person.reading}</p>;
    case 'ended':
      return (
        <Notice
          tone="warning"
          role="status"
          title={words.person.ended(session.reason)}
          actions={
            <>
              {issuer === null ? null : (
                <Button size="sm" variant="primary" onClick={onSignIn}>
                  {words.person.signIn}
                </Button>
              )}
              {payer === 'account' ? (
                <Button
                  size="sm"
                  onClick={() => void core.account.payWith({ payer: 'computer' }).catch(() => undefined)}
                >
                  {words.refusals.payWithComputer}
                </Button>
              ) : null}
            </>
          }
        >
          {payer === 'account' ? words.person.endedHint : sayWhoPays(account)}
        </Notice>
      );
    case 'in':
      return <SignedIn account={account} />;
  }
}

function SignedIn({ account: { person } }: Pick<Props, 'account'>): ReactNode {
  const core = useCore();
  const [isLeaving, setLeaving] = useState(false);
  const { session } = person;
  if (session.kind !== 'in') return null;
  const { name, email } = session;
  const rows = standingRows(person);
  const leave = (): void => {
    setLeaving(true);
    core.account
      .signOut()
      .catch(() => undefined)
      .finally(() => setLeaving(false));
  };
  return (
    <>
      <div className="flex items-center gap-3">
        <UserRound aria-hidden="true" className="size-5 shrink-0 text-ink-3" />
        <div className="min-w-0 flex-1">
          <p className="truncate font-medium">{name ?? email ?? words.person.unnamed}</p>
          {name !== null && email !== null ? <p className="truncate text-sm text-ink-3">{email}</p> : null}
        </div>
        <Button
          size="sm"
          variant="ghost"
          icon={<LogOut className="size-4" />}
          disabledReason={isLeaving ? words.person.reading : null}
          onClick={leave}
        >
          {words.person.signOut}
        </Button>
      </div>
      {session.isOffline ? <p className="text-sm text-ink-2">{words.person.offline}</p> : null}
      {session.place === 'memory' ? <p className="text-sm text-ink-2">{words.person.inMemory}</p> : null}
      {rows.length === 0 ? null : (
        <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1.5 text-sm">
          {rows.map(([row, value]) => (
            <div key={row} className="contents">
              <dt className="text-ink-3">{row}</dt>
              <dd className="min-w-0 text-right wrap-anywhere">{value}</dd>
            </div>
          ))}
        </dl>
      )}
    </>
  );
}
