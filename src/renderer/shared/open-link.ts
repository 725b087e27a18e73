// Links that lead out of the app, and how they are opened: by the system where the shell can, else by the page itself.
import { safe } from '@orpc/client';
import { useCallback, useState } from 'react';
import type { Core } from '../rpc/core.ts';
import { useCore } from '../rpc/core-context.tsx';

/** Whether it was opened. Never rejects. */
export async function openLink(core: Core, url: string): Promise<boolean> {
  const [, answer] = await safe(core.app.openExternal({ url }));
  if (answer === undefined || answer.kind === 'refused') return false;
  if (answer.kind === 'page_opens') follow(url);
  return true;
}

/** Gives whether the last try failed, and how to try. */
export function useOpenLink(): readonly [hasFailed: boolean, open: (url: string) => void] {
  const core = useCore();
  const [hasFailed, setFailed] = useState(false);
  const open = useCallback((url: string) => void openLink(core, url).then((isOpen) => setFailed(!isOpen)), [core]);
  return [hasFailed, open];
}

/** In a tab that knows nothing of this page. */
export function openTab(url: string): void {
  window.open(url, '_blank', 'noopener,noreferrer');
}

/** A wallet's link leaves the page as it is; anything else gets a tab of its own. */
function follow(url: string): void {
  if (/^https?:/i.test(url)) openTab(url);
  else window.location.assign(url);
}
