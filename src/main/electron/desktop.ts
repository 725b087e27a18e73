// The desktop app, wired: one instance, one window, one core. Whoever calls this says what the core is and where files lie.
import path from 'node:path';
import { app, dialog, session, type BrowserWindow, type WebFrameMain } from 'electron';
import type { Command } from '../../preload/contract/app.ts';
import { createCarrier, type Carrier, type CoreRouter } from '../core/carrier.ts';
import type { Clock, Shell } from '../core/ports.ts';
import { installMenu } from './app-menu.ts';
import { createCheckoutWindow } from './checkout-window.ts';
import { createCommandQueue } from './command-queue.ts';
import { deepLinkIn, deepLinkScheme, parseDeepLink } from './deep-link.ts';
import { createDesktopShell } from './desktop-shell.ts';
import { createDocumentWindow } from './document-window.ts';
import { denyPermissions, limitRequests, lockEveryWebContents } from './lockdown.ts';
import { bringToFront, openMainWindow } from './main-window.ts';
import { pageOrigin, pageUrl, servePage } from './page-protocol.ts';
import { givePorts } from './port-carrier.ts';
import { closeBeforeQuit } from './quit.ts';
import { windowStateFile } from './window-state.ts';

type RunningCore = {
  readonly router: CoreRouter;
  readonly notices: readonly string[];
  report(error: unknown): void;
  close(): Promise<void>;
};

export type DesktopOptions = {
  readonly dataDir: string;
  readonly preload: string;
  readonly rendererDir: string;
  /** Set while developing: the page then comes from Vite's server. */
  readonly devUrl: string | null;
  readonly clock: Clock;
  readonly openCore: (shell: Shell) => Promise<RunningCore>;
};

/** Call once, before the app is ready, when this process holds the single-instance lock. */
export async function runDesktop(options: DesktopOptions): Promise<void> {
  const { devUrl } = options;
  let core: RunningCore | null = null;
  const report = (error: unknown): void => {
    if (core === null) process.stderr.write(`${String(error)}\n`);
    else core.report(error);
  };
  const isMac = process.platform === 'darwin';
  const address = devUrl ?? pageUrl;
  const origin = devUrl === null ? pageOrigin : new URL(devUrl).origin;
  const commands = createCommandQueue();
  const checkout = createCheckoutWindow(report);
  const documents = createDocumentWindow(report);
  let window: BrowserWindow | null = null;

  const isOurs = (frame: WebFrameMain): boolean =>
    window !== null &&
    !window.isDestroyed() &&
    frame === window.webContents.mainFrame &&
    frame.url.startsWith(`${origin}/`);
  const show = (): void => {
    if (window !== null && !window.isDestroyed()) return bringToFront(window);
    window = openMainWindow({
      url: address,
      preload: options.preload,
      state: windowStateFile(options.dataDir),
      hasDevTools: !app.isPackaged,
      isMac,
      now: () => options.clock.now(),
      report,
    });
  };
  const follow = (command: Command | null): void => {
    if (command !== null) commands.push(command);
    if (app.isReady()) show();
  };

  lockEveryWebContents(
    { mayNavigate: (url) => url.startsWith(`${origin}/`), opensLinks: true, report },
    (contents) => checkout.owns(contents) || documents.owns(contents),
  );
  app.on('open-url', (event, link) => {
    event.preventDefault();
    follow(parseDeepLink(link));
  });
  app.on('second-instance', (_event, args) => follow(deepLinkIn(args)));
  app.on('activate', show);
  app.on('window-all-closed', () => {
    if (!isMac) app.quit();
  });
  const firstLink = deepLinkIn(process.argv);
  if (firstLink !== null) commands.push(firstLink);

  await app.whenReady();
  registerDeepLinks();
  denyPermissions(session.defaultSession);
  const loaded = [`${pageOrigin}/`, 'devtools:', 'data:', 'blob:', ...devPrefixes(devUrl)];
  limitRequests(session.defaultSession, ({ url }) => loaded.some((prefix) => url.startsWith(prefix)));
  servePage(session.defaultSession, options.rendererDir);
  installMenu({ isMac, hasDevTools: !app.isPackaged, send: follow });

  const shell = createDesktopShell({ commands, checkout, documents, mainWindow: () => window });
  const opening = options.openCore(shell);
  let carrier: Carrier | null = null;
  closeBeforeQuit(async () => (await opening).close(), report);
  givePorts(async () => (carrier ??= createCarrier((await opening).router, report)), isOurs, report);
  // The window is drawn while the core opens its files.
  show();
  try {
    core = await opening;
    for (const notice of core.notices) await dialog.showMessageBox({ type: 'warning', message: notice });
  } catch (error) {
    dialog.showErrorBox('Tallystick cannot start', error instanceof Error ? error.message : String(error));
    app.exit(1);
  }
}

/** While developing, the system has to be told which script the scheme belongs to. */
function registerDeepLinks(): void {
  const script = process.argv[1];
  if (app.isPackaged || script === undefined) app.setAsDefaultProtocolClient(deepLinkScheme);
  else app.setAsDefaultProtocolClient(deepLinkScheme, process.execPath, [path.resolve(script)]);
}

function devPrefixes(devUrl: string | null): readonly string[] {
  if (devUrl === null) return [];
  const { origin, host } = new URL(devUrl);
  return [`${origin}/`, `ws://${host}/`];
}
