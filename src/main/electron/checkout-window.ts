// The window in which a card is paid: no preload, a session that lives in memory only, and no way out of the origins it was given.
import { BrowserWindow, session, type WebContents } from 'electron';
import { denyPermissions, limitRequests, lockNavigation } from './lockdown.ts';

export type CheckoutWindow = {
  open(
    checkout: { readonly url: string; readonly allowedOrigins: readonly string[] },
    parent: BrowserWindow | null,
  ): Promise<void>;
  close(): void;
  owns(contents: WebContents): boolean;
};

export function createCheckoutWindow(report: (error: unknown) => void): CheckoutWindow {
  const partition = 'checkout';
  let current: BrowserWindow | null = null;
  let isOpening = false;

  const close = (): void => {
    if (current !== null && !current.isDestroyed()) current.destroy();
    current = null;
  };

  return {
    close,
    // `web-contents-created` comes from within the constructor, before the window is known.
    owns: (contents) => isOpening || current?.webContents === contents,
    async open({ url, allowedOrigins }, parent) {
      close();
      const origins = allowedOrigins.filter((origin) => URL.parse(origin)?.origin === origin);
      const isAllowed = (target: string): boolean => {
        const origin = URL.parse(target)?.origin;
        return origin !== undefined && origins.includes(origin);
      };
      if (!isAllowed(url)) throw new Error('The checkout lies outside the origins it was given');

      const own = session.fromPartition(partition, { cache: false });
      await own.clearStorageData();
      denyPermissions(own);
      limitRequests(own, [...origins.map((origin) => `${origin}/`), 'data:', 'blob:']);
      own.removeAllListeners('will-download');
      own.on('will-download', (event) => event.preventDefault());

      isOpening = true;
      try {
        current = new BrowserWindow({
          ...(parent === null ? {} : { parent }),
          width: 520,
          height: 720,
          show: false,
          autoHideMenuBar: true,
          fullscreenable: false,
          title: 'Checkout',
          webPreferences: {
            partition,
            sandbox: true,
            contextIsolation: true,
            nodeIntegration: false,
            webSecurity: true,
            webviewTag: false,
            spellcheck: false,
            devTools: false,
          },
        });
      } finally {
        isOpening = false;
      }
      const opened = current;
      lockNavigation(opened.webContents, { mayNavigate: isAllowed, opensLinks: false, report });
      opened.setMenu(null);
      opened.once('ready-to-show', () => opened.show());
      opened.on('closed', () => {
        if (current === opened) current = null;
      });
      await opened.loadURL(url);
    },
  };
}
