// The first step of a purchase, from the moment the server's prices are known.
import type { ReactNode } from 'react';
import type { AccountState } from '../../../preload/contract/account.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import type { Before } from './buy-flow.ts';
import { ChooseForm, type Choice } from './choose-form.tsx';
import type { PayeeWish } from './payee/payee-view.ts';
import { PlansBeside } from './plans/plans-beside.tsx';
import { Waiting } from './waiting.tsx';
import { words } from '../../words.ts';

type ChoosePackProps = {
  readonly account: AccountState | null;
  readonly before: Before | null;
  readonly wish: PayeeWish;
  readonly onRefresh: () => void;
  readonly onChosen: (choice: Choice) => void;
};

export function ChoosePack({ account, before, wish, onRefresh, onChosen }: ChoosePackProps): ReactNode {
  const link = account?.link ?? null;
  if (account === null || link === null || link.kind === 'checking')
    return <Waiting text={words.buying.choose.loading} />;
  if (link.kind === 'offline') {
    return (
      <Notice
        tone="warning"
        title={words.buying.choose.away}
        actions={<Button onClick={onRefresh}>{words.buying.tryAgain}</Button>}
      >
        {words.buying.choose.pricesFrom(new URL(link.origin).host)}
      </Notice>
    );
  }
  return (
    <>
      <PlansBeside />
      <ChooseForm account={account} config={link.config} before={before} wish={wish} onChosen={onChosen} />
    </>
  );
}
