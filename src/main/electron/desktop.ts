// The desktop app, wired: one instance, one window, one core in a process of its own. Whoever calls this says where files lie.
import path from 'node:path';
import {
  app,
  dialog,
  MessageChannelMain,
  session,
  type BrowserWindow,
  type MessagePortMain,
  type WebFrameMain,
} from 'electron';
import type { Command } from '../../preload/contract/app.ts';
import type { StartNotice, StartProblem } from '../../preload/contract/start.ts';
import { createCarrier } from '../core/carrier.ts';
import type { Clock } from '../core/ports.ts';
import { appId } from './app-id.ts';
import { installMenu } from './app-menu.ts';
import { createCheckoutWindow } from './checkout-window.ts';
import { createCommandQueue } from './command-queue.ts';
import { startCoreChild, type CoreProgram } from './core-child.ts';
import { createCoreHost, type CoreHost } from './core-host.ts';
import { deepLinkIn, deepLinkScheme, signInReturn } from './deep-link.ts';
import { createDesktopShell } from './desktop-shell.ts';
import { createDocumentWindow } from './document-window.ts';
import { createFileSaver } from './file-saver.ts';
import { limitRequests, lockEveryWebContents, lockSession } from './lockdown.ts';
import { bringToFront, openMainWindow } from './main-window.ts';
import { withNativeTheme } from './native-theme.ts';
import { diagramUrl, isPageAt, pageOrigin, pageUrl, servePage } from './page-protocol.ts';
import { givePorts } from './port-carrier.ts';
import { openPreferencesStore } from './preferences-store.ts';
import { closeBeforeQuit } from './quit.ts';
import { shellWords } from './shell-words.ts';
import { createReturnQueue } from './return-queue.ts';
import { createShellRouter } from './shell-router.ts';
import { windowStateFile } from './window-state.ts';

export type DesktopOptions = {
  readonly dataDir: string;
  readonly preload: string;
  readonly rendererDir: string;
  /** Set while developing: the page then comes from Vite's server. */
  readonly devUrl: string | null;
  readonly clock: Clock;
  readonly core: CoreProgram;
  /** The main window has come up. */
  readonly onShown: () => void;
  /** Shows why the app cannot start, and ends it when the person has read it; resolves once it is shown. */
  readonly giveUp: (problem: StartProblem) => Promise<void>;
};

/** Call once, before the app is ready, when this process holds the single-instance lock. */
export async function runDesktop(options: DesktopOptions): Promise<void> {
  const { devUrl } = options;
  let core: CoreHost<MessagePortMain> | null = null;
  const report = (error: unknown): void => {
    if (core === null) process.stderr.write(`${String(error)}\n`);
    else core.report(error);
  };
  const isMac = process.platform === 'darwin';
  const address = devUrl ?? pageUrl;
  const isPage = (url: string): boolean => isPageAt(address, url);
  const commands = createCommandQueue();
  const returns = createReturnQueue();
  const checkout = createCheckoutWindow(report, () => commands.push({ kind: 'checkout_closed' }));
  const documents = createDocumentWindow(report);
  let window: BrowserWindow | null = null;

  const isOurs = (frame: WebFrameMain): boolean =>
    window !== null && !window.isDestroyed() && frame === window.webContents.mainFrame && isPage(frame.url);
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
    window.once('show', options.onShown);
  };
  const follow = (command: Command | null): void => {
    if (command !== null) commands.push(command);
    if (app.isReady()) show();
  };
  const followLinks = (links: readonly string[]): void => {
    for (const link of links) {
      const back = signInReturn(link);
      if (back !== null) returns.push(back);
    }
    follow(deepLinkIn(links));
  };

  lockEveryWebContents(
    { mayNavigate: isPage, mayNavigateFrames: (url) => url === diagramUrl, opensLinks: true, report },
    (contents) => checkout.owns(contents) || documents.owns(contents),
  );
  app.on('open-url', (event, link) => {
    event.preventDefault();
    followLinks([link]);
  });
  app.on('second-instance', (_event, args) => followLinks(args));
  // A click on the icon in the dock of macOS, which can come before the app is ready.
  app.on('activate', () => follow(null));
  app.on('window-all-closed', () => {
    if (!isMac) app.quit();
  });
  const firstLink = deepLinkIn(process.argv);
  if (firstLink !== null) commands.push(firstLink);

  await app.whenReady();
  if (app.isPackaged && process.platform === 'win32') app.setAppUserModelId(appId);
  registerDeepLinks();
  lockSession(session.defaultSession, { mayCopy: isPage });
  const loaded = [`${pageOrigin}/`, diagramUrl, 'devtools:', 'data:', 'blob:', ...devPrefixes(devUrl)];
  limitRequests(session.defaultSession, ({ url }) => loaded.some((prefix) => url.startsWith(prefix)));
  servePage(session.defaultSession, options.rendererDir);
  installMenu({ isMac, hasDevTools: !app.isPackaged, send: follow });

  const shell = createDesktopShell({
    commands,
    returns,
    // While developing, the scheme may belong to another copy of the app.
    hearsScheme: () => app.isPackaged && app.isDefaultProtocolClient(deepLinkScheme),
    checkout,
    documents,
    files: createFileSaver(report),
    mainWindow: () => window,
  });
  const openPreferences = () =>
    withNativeTheme(openPreferencesStore({ dir: options.dataDir, nowMs: options.clock.now() }));
  const host = createCoreHost({
    startChild: (events) => startCoreChild(options.core, events),
    createChannel: () => new MessageChannelMain(),
    shell: createCarrier(createShellRouter(shell, openPreferences), report),
    now: () => options.clock.now(),
    onStarted: (notices) => void tell(notices).catch(report),
    // Only once the window with the reason is there: the last window to close ends the app.
    onFailed: (problem) => void options.giveUp(problem).finally(() => window?.destroy()),
    onRestarted: () => commands.push({ kind: 'core_restarted' }),
    onLost: () => void askAfterLoss(host).catch(report),
  });
  core = host;
  closeBeforeQuit(host.close, report);
  givePorts({ isOurs, givePage: host.givePage, report });
  // The window is drawn while the core opens its files.
  show();
}

async function tell(notices: readonly StartNotice[]): Promise<void> {
  for (const notice of notices)
    await dialog.showMessageBox({ type: 'warning', message: shellWords().start.notice(notice) });
}

async function askAfterLoss(core: Pick<CoreHost<MessagePortMain>, 'restart'>): Promise<void> {
  const say = shellWords().desktop.coreLost;
  const { response } = await dialog.showMessageBox({
    type: 'error',
    message: say.message,
    detail: say.detail,
    buttons: [say.startAgain, say.quit],
    defaultId: 0,
    cancelId: 1,
  });
  if (response === 0) core.restart();
  else app.quit();
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
