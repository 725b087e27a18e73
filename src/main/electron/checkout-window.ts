// The window in which a card is paid: no preload, a session that lives in memory only, and no way out of the origins it was given.
import type { BrowserWindow, WebContents } from 'electron';
import type { CheckoutPage } from '../core/shell-port.ts';
import { limitRequests } from './lockdown.ts';
import { createLockedWindow } from './locked-window.ts';
import { createOriginList } from './origin-list.ts';
import { shellWords } from './shell-words.ts';

export type CheckoutWindow = {
  /** Rejects where the page lies outside its own limits, or cannot be loaded. */
  open(page: CheckoutPage, parent: BrowserWindow | null): Promise<void>;
  close(): void;
  owns(contents: WebContents): boolean;
};

/** `onClosed`: somebody has closed it, and nothing else did. */
export function createCheckoutWindow(report: (error: unknown) => void, onClosed: () => void): CheckoutWindow {
  const size = { width: 520, height: 720 };
  const window = createLockedWindow({
    partition: 'checkout',
    title: shellWords().desktop.checkoutTitle,
    ...size,
    report,
    onClosed,
  });

  return {
    close: window.close,
    owns: window.owns,
    async open({ url, mayVisit, mayLoad }, parent) {
      window.close();
      const visited = createOriginList(mayVisit);
      if (!visited.has(url)) throw new Error('The checkout lies outside the origins it was given');
      const isLoaded = (target: string): boolean =>
        visited.has(target) || (mayLoad === 'any_https' && target.startsWith('https://'));

      limitRequests(await window.freshSession(), ({ url: target, resourceType }) =>
        resourceType === 'mainFrame' ? visited.has(target) : isLoaded(target) || /^(?:data|blob):/.test(target),
      );
      await window.open({ url, parent, mayNavigate: visited.has, mayNavigateFrames: isLoaded });
    },
  };
}
