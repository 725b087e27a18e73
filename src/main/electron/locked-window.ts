// A window for something that must not reach the rest of the app: no preload, a session of its own that lives in memory, no devices.
import { BrowserWindow, session, type Session, type WebContents } from 'electron';
import { lockNavigation, lockSession } from './lockdown.ts';
import { paperColor } from './native-theme.ts';
import { windowIcon } from './window-icon.ts';

export type LockedWindowOptions = {
  /** Without `persist:`, so that nothing of it is written to a disk. */
  readonly partition: string;
  readonly title: string;
  readonly width: number;
  readonly height: number;
  readonly report: (error: unknown) => void;
  /** Somebody has closed it; not told of what `close` and another `open` close. */
  readonly onClosed?: () => void;
};

export type OpenedAt = {
  readonly url: string;
  readonly parent: BrowserWindow | null;
  /** Where the page may go. */
  readonly mayNavigate: (url: string) => boolean;
  /** Where frames inside it may go. */
  readonly mayNavigateFrames: (url: string) => boolean;
};

export type LockedWindow = {
  /** Empty, with every device refused and no downloads; set its limits before `open`. */
  freshSession(): Promise<Session>;
  /** Closes the one that was open before. Where the page cannot be loaded it rejects, and none is open. */
  open(at: OpenedAt): Promise<void>;
  close(): void;
  owns(contents: WebContents): boolean;
};

export function createLockedWindow(options: LockedWindowOptions): LockedWindow {
  const { partition, title, width, height, report, onClosed } = options;
  let current: BrowserWindow | null = null;
  let isOpening = false;

  const close = (): void => {
    const closing = current;
    current = null;
    if (closing !== null && !closing.isDestroyed()) closing.destroy();
  };

  return {
    close,
    // `web-contents-created` comes from within the constructor, before the window is known.
    owns: (contents) => isOpening || current?.webContents === contents,
    async freshSession() {
      const own = session.fromPartition(partition, { cache: false });
      lockSession(own);
      await own.clearStorageData();
      return own;
    },
    async open({ url, parent, mayNavigate, mayNavigateFrames }) {
      close();
      isOpening = true;
      try {
        current = new BrowserWindow({
          ...(parent === null ? {} : { parent }),
          width,
          height,
          show: false,
          autoHideMenuBar: true,
          fullscreenable: false,
          title,
          ...windowIcon(),
          backgroundColor: paperColor(),
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
      lockNavigation(opened.webContents, { mayNavigate, mayNavigateFrames, opensLinks: false, report });
      opened.setMenu(null);
      opened.once('ready-to-show', () => opened.show());
      opened.on('closed', () => {
        if (current !== opened) return;
        current = null;
        onClosed?.();
      });
      try {
        await opened.loadURL(url);
      } catch (error) {
        if (current === opened) close();
        throw error;
      }
    },
  };
}
