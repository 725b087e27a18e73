// The one window of the app: how it is made, where it stands, and what happens when its page dies.
import { BrowserWindow, dialog, screen } from 'electron';
import { installContextMenu } from './context-menu.ts';
import { followWindow } from './follow-window.ts';
import { followTheme, paperColor } from './native-theme.ts';
import { shellWords } from './shell-words.ts';
import { isPageAt } from './page-protocol.ts';
import { fitToDisplays, minimumSize, type Bounds, type WindowStateFile } from './window-state.ts';
import { windowIcon } from './window-icon.ts';

/** A page that dies this often within the span is not loaded any more without asking. */
const deathsMax = 3;
const deathSpanMs = 60_000;

export type MainWindowOptions = {
  readonly url: string;
  readonly preload: string;
  readonly state: WindowStateFile;
  readonly hasDevTools: boolean;
  readonly isMac: boolean;
  readonly now: () => number;
  readonly report: (error: unknown) => void;
};

export function openMainWindow(options: MainWindowOptions): BrowserWindow {
  const kept = options.state.load();
  const { isMaximized, isFullScreen } = kept ?? { isMaximized: false, isFullScreen: false };
  const place = fitToDisplays(kept?.bounds ?? null, workAreas());
  const window = new BrowserWindow({
    ...place,
    minWidth: minimumSize.width,
    minHeight: minimumSize.height,
    show: false,
    title: shellWords().page.appName,
    ...windowIcon(),
    backgroundColor: paperColor(),
    webPreferences: {
      preload: options.preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      // Elsewhere Electron would fetch dictionaries from a server of Google's; macOS brings its own.
      spellcheck: options.isMac,
      devTools: options.hasDevTools,
    },
  });
  // On a display with another scale than the first one's, a new window gets another size than it was given.
  if ('x' in place && screen.getAllDisplays().length > 1) window.setBounds(place);
  const stateNow = followWindow(window, { isMaximized, isFullScreen });
  // Both show the window, so they wait until there is something to see in it.
  window.once('ready-to-show', () => {
    if (isMaximized) window.maximize();
    if (isFullScreen) window.setFullScreen(true);
    window.show();
  });
  window.on('close', () => {
    try {
      options.state.save(stateNow());
    } catch (error) {
      options.report(error);
    }
  });
  followTheme(window);
  installContextMenu(window);
  revivePage(window, options);
  window.loadURL(options.url).catch(options.report);
  return window;
}

function workAreas(): [Bounds, ...Bounds[]] {
  const first = screen.getPrimaryDisplay();
  const others = screen.getAllDisplays().filter(({ id }) => id !== first.id);
  return [first.workArea, ...others.map(({ workArea }) => workArea)];
}

/**
 * Loads a page again that died, or that left its own address: for about:blank Electron asks nobody first.
 * The run goes on in the core; the new page attaches to it again.
 */
function revivePage(window: BrowserWindow, { url, now, report }: MainWindowOptions): void {
  const deaths: number[] = [];
  // With the open chat, which stands behind the #.
  let last = url;
  const load = (): void => void window.loadURL(last).catch(report);
  const revive = (why: string): void => {
    if (window.isDestroyed()) return;
    report(new Error(`The page ended: ${why}`));
    deaths.push(now());
    if (deaths.filter((at) => now() - at < deathSpanMs).length <= deathsMax) return load();
    const say = shellWords().desktop.windowLost;
    dialog
      .showMessageBox(window, {
        type: 'warning',
        message: say.message,
        detail: say.detail,
        buttons: [say.openAgain, say.close],
        cancelId: 1,
      })
      .then(({ response }) => (response === 0 ? load() : window.close()))
      .catch(report);
  };
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason !== 'clean-exit') revive(reason);
  });
  window.webContents.on('did-navigate-in-page', (_event, address) => {
    if (isPageAt(url, address)) last = address;
  });
  window.webContents.on('did-finish-load', () => {
    if (!isPageAt(url, window.webContents.getURL())) revive('it left its own address');
  });
}

export function bringToFront(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}
