// The first step of a purchase, from the moment the server's prices are known.
import type { ReactNode } from 'react';
import type { ServerLink } from '../../../preload/contract/account.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import type { Before } from './buy-flow.ts';
import { ChooseForm, type Choice } from './choose-form.tsx';
import { ForWhom } from './for-whom.tsx';
import { Waiting } from './waiting.tsx';
import { words } from '../../words.ts';

type ChoosePackProps = {
  readonly link: ServerLink | null;
  readonly before: Before | null;
  readonly onRefresh: () => void;
  readonly onChosen: (choice: Choice) => void;
};

export function ChoosePack({ link, before, onRefresh, onChosen }: ChoosePackProps): ReactNode {
  if (link === null || link.kind === 'checking') return <Waiting text={words.buying.choose.loading} />;
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
      <ForWhom />
      <ChooseForm config={link.config} before={before} onChosen={onChosen} />
    </>
  );
}
