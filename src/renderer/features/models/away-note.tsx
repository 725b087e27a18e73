// In the place of a list while Ollama does not answer.
import type { ReactNode } from 'react';
import type { Failure } from '../../../preload/contract/failure.ts';
import { useWays } from '../../shared/ways.tsx';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { words } from '../../words.ts';

export function AwayNote({ failure }: { readonly failure: Failure }): ReactNode {
  const { openConnections } = useWays();
  const { title, remedy } = words.failures[failure.code];
  return (
    <Notice
      tone="warning"
      role="status"
      title={title}
      actions={
        <Button size="sm" onClick={openConnections}>
          {words.onboarding.banner.changeAddress}
        </Button>
      }
    >
      {remedy}
    </Notice>
  );
}
