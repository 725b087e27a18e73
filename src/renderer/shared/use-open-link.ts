// Follows a link out of the app: by the system where the shell can, else by the page itself.
import { safe } from '@orpc/client';
import { useCallback, useState } from 'react';
import { useCore } from '../rpc/core-context.tsx';

/** Gives whether the last try failed, and how to try. */
export function useOpenLink(): readonly [hasFailed: boolean, open: (url: string) => void] {
  const core = useCore();
  const [hasFailed, setFailed] = useState(false);
  const open = useCallback(
    async (url: string) => {
      const [, answer] = await safe(core.app.openExternal({ url }));
      setFailed(answer === undefined || answer.kind === 'refused');
      if (answer?.kind === 'page_opens') follow(url);
    },
    [core],
  );
  return [hasFailed, useCallback((url: string) => void open(url), [open])];
}

/** A wallet's link leaves the page as it is; anything else gets a tab of its own. */
function follow(url: string): void {
  if (/^https?:/i.test(url)) window.open(url, '_blank', 'noopener,noreferrer');
  else window.location.assign(url);
}
