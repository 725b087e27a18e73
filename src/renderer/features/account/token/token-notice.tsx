// In the panel: why bought credits cannot be spent just now.
import { useState, type ReactNode } from 'react';
import type { TokenTrouble } from '../../../../preload/contract/account.ts';
import { useCore } from '../../../rpc/core-context.tsx';
import { Button } from '../../../ui/button.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { sayTokenTrouble } from './token-trouble.ts';
import { words } from '../../../words.ts';

export function TokenNotice({
  trouble,
  onForget,
}: {
  readonly trouble: TokenTrouble;
  readonly onForget: () => void;
}): ReactNode {
  const core = useCore();
  const [isLooking, setLooking] = useState(false);
  const { title, what, canForget } = sayTokenTrouble(trouble);
  const look = (): void => {
    setLooking(true);
    // Whatever it finds comes with the account's own state.
    core.account
      .refresh()
      .catch(() => undefined)
      .finally(() => setLooking(false));
  };
  return (
    <Notice
      tone="warning"
      title={title}
      actions={
        <>
          <Button size="sm" disabledReason={isLooking ? words.tokens.trouble.looking : null} onClick={look}>
            {words.tokens.trouble.lookAgain}
          </Button>
          {canForget ? (
            <Button size="sm" variant="ghost" onClick={onForget}>
              {words.tokens.trouble.continueWithout}
            </Button>
          ) : null}
        </>
      }
    >
      {what}
    </Notice>
  );
}
