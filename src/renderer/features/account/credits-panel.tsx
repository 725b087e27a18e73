// The panel behind the figure: what pays next, when more comes, where the token is kept, and what was bought.
import type { ReactNode } from 'react';
import type { OrderId } from '../../../../server/contract/orders/orders.ts';
import type { AccountState } from '../../../preload/contract/account.ts';
import { Button } from '../../ui/button.tsx';
import { TallyCount } from '../../ui/tally-mark.tsx';
import { formatCredits, formatNumber, shownCredits } from '../../shared/amounts.ts';
import { creditsLabel, sayNextMessage, sayTokenPlace, type CreditsView } from './credits-view.ts';
import { PersonSection } from './person/person-section.tsx';
import { PlansSection } from './plans/plans-section.tsx';
import { RecentPurchases } from './purchases/recent-purchases.tsx';
import { daysBetween, sayWhen } from '../../shared/time-words.ts';
import { TokenActions } from './token/token-actions.tsx';
import { TokenNotice } from './token/token-notice.tsx';
import type { AccountDialog } from './use-account-dialogs.ts';
import { useNow } from '../../shared/use-now.ts';
import { words } from '../../words.ts';

type CreditsPanelProps = {
  readonly account: AccountState;
  readonly view: CreditsView;
  readonly onBuy: () => void;
  readonly onContinue: (orderId: OrderId) => void;
  readonly onShow: (dialog: AccountDialog) => void;
};

export function CreditsPanel({ account, view, onBuy, onContinue, onShow }: CreditsPanelProps): ReactNode {
  const now = useNow();
  const price = account.link.kind === 'online' ? account.link.config.local_message_microcredits : null;
  return (
    // The popover's own margin is taken back, so that the rules run from edge to edge.
    <div className="-m-4">
      <div className="px-5 pt-4 pb-4">
        <Headline view={view} />
        <p className="mt-2 text-ink-2">{sayNextMessage(view, { messageMicrocredits: price, now })}</p>
        {account.tokenTrouble === null ? null : (
          <div className="mt-4">
            <TokenNotice trouble={account.tokenTrouble} onForget={() => onShow('forget')} />
          </div>
        )}
        <dl className="mt-4 grid grid-cols-[auto_1fr] gap-x-4 gap-y-1.5 text-sm">
          {facts(account, view, now).map(([name, value]) => (
            <div key={name} className="contents">
              <dt className="text-ink-3">{name}</dt>
              <dd className="min-w-0 text-right text-ink [overflow-wrap:anywhere]">{value}</dd>
            </div>
          ))}
        </dl>
      </div>
      <PersonSection account={account} onSignIn={() => onShow('sign_in')} />
      <PlansSection account={account} onShow={() => onShow('plans')} />
      {account.purchases.length > 0 || account.unlistedPurchases !== undefined ? (
        <RecentPurchases purchases={account.purchases} onContinue={onContinue} onAll={() => onShow('purchases')} />
      ) : null}
      <div className="border-t border-line p-3">
        <Button
          variant={view.kind === 'free' || view.kind === 'exhausted' ? 'primary' : 'secondary'}
          className="w-full"
          onClick={onBuy}
        >
          {words.credits.buy}
        </Button>
      </div>
      <TokenActions hasToken={account.tokenPlace !== null && account.tokenTrouble === null} onShow={onShow} />
    </div>
  );
}

function Headline({ view }: { readonly view: CreditsView }): ReactNode {
  switch (view.kind) {
    case 'loading':
      return <p className="text-lg font-semibold">{words.credits.panel.checking}</p>;
    case 'unknown':
      return <p className="text-lg font-semibold">{words.credits.panel.unavailable}</p>;
    case 'pro':
      return (
        <Figure
          count={shownCredits(view.microcredits)}
          unit={words.amounts.creditsUnit(shownCredits(view.microcredits))}
        />
      );
    case 'plan':
    case 'signed_out':
    case 'exhausted':
      return <p className="text-lg font-semibold tracking-tight">{creditsLabel(view)}</p>;
    case 'free':
    case 'offline':
      return (
        <>
          <Figure
            count={view.left}
            unit={
              view.kind === 'free' ? words.credits.panel.ofFree(view.limit) : words.credits.panel.ofOffline(view.limit)
            }
          />
          {view.limit <= 20 ? (
            <div className="mt-2 text-ink-2">
              <TallyCount count={view.left} total={view.limit} size={26} />
            </div>
          ) : null}
        </>
      );
  }
}

function Figure({ count, unit }: { readonly count: number; readonly unit: string }): ReactNode {
  return (
    <p className="flex items-baseline gap-2">
      <span className="text-2xl font-semibold tracking-tight tabular-nums">{formatNumber(count)}</span>
      <span className="text-ink-2">{unit}</span>
    </p>
  );
}

function facts(account: AccountState, view: CreditsView, now: number): readonly (readonly [string, string])[] {
  const { credits, link, tokenPlace, unsettledRuns } = account;
  const say = words.credits.panel;
  const rows: (readonly [string, string])[] = [];
  if (view.kind === 'free' && view.resetsAt !== null) rows.push([say.freeRenew, sayWhen(view.resetsAt, now)]);
  if (view.kind === 'exhausted' && view.resetsAt !== null) rows.push([say.freeRenew, sayWhen(view.resetsAt, now)]);
  if (credits.heldMicrocredits > 0) rows.push([say.reserved, formatCredits(credits.heldMicrocredits)]);
  if (view.kind === 'offline' && credits.proMicrocredits > 0)
    rows.push([say.availableOnline, formatCredits(credits.proMicrocredits)]);
  if (unsettledRuns > 0) rows.push([say.notSynced, say.messages(unsettledRuns)]);
  if (tokenPlace !== null && account.tokenTrouble?.kind !== 'gone') rows.push([say.token, sayTokenPlace(tokenPlace)]);
  const { host } = new URL(link.origin);
  rows.push([say.server, link.kind === 'offline' ? say.offlineSince(host, sayMomentOf(link.since, now)) : host]);
  return rows;
}

/** Of today only the time of day. */
function sayMomentOf(at: number, now: number): string {
  return daysBetween(now, at) === 0 ? words.formats.clock(at) : sayWhen(at, now);
}
