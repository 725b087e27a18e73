// The one window of the app: how it is made, where it stands, and what happens when its page dies.
import path from 'node:path';
import { app, BrowserWindow, dialog, nativeTheme, screen } from 'electron';
import { installContextMenu } from './context-menu.ts';
import { defaultSize, fitToDisplays, minimumSize, type WindowStateFile } from './window-state.ts';

/** A page that dies this often within the span is not reloaded any more without asking. */
const crashesMax = 3;
const crashSpanMs = 60_000;

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
  const bounds =
    kept === null
      ? null
      : fitToDisplays(
          kept.bounds,
          screen.getAllDisplays().map((display) => display.workArea),
        );
  const window = new BrowserWindow({
    ...(bounds ?? defaultSize),
    minWidth: minimumSize.width,
    minHeight: minimumSize.height,
    show: false,
    title: 'Tallystick',
    // Elsewhere the window has that of its program.
    ...(process.platform === 'linux' ? { icon: path.join(app.getAppPath(), 'resources/icons/256x256.png') } : {}),
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#1b1815' : '#faf7f1',
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
  if (kept?.isMaximized === true) window.maximize();
  window.once('ready-to-show', () => window.show());
  window.on('close', () => {
    try {
      options.state.save({ bounds: window.getNormalBounds(), isMaximized: window.isMaximized() });
    } catch (error) {
      options.report(error);
    }
  });
  installContextMenu(window);
  reviveAfterCrash(window, options);
  window.loadURL(options.url).catch(options.report);
  return window;
}

/** The run goes on in the core; the new page attaches to it again. */
function reviveAfterCrash(window: BrowserWindow, { now, report }: MainWindowOptions): void {
  const crashes: number[] = [];
  window.webContents.on('render-process-gone', (_event, details) => {
    if (details.reason === 'clean-exit' || window.isDestroyed()) return;
    report(new Error(`The page ended: ${details.reason}`));
    crashes.push(now());
    if (crashes.filter((at) => now() - at < crashSpanMs).length <= crashesMax) return window.webContents.reload();
    dialog
      .showMessageBox(window, {
        type: 'warning',
        message: 'The window stopped working several times',
        detail: 'Your chats are safe. Open it again, or close it and start the app anew.',
        buttons: ['Open Again', 'Close'],
        cancelId: 1,
      })
      .then(({ response }) => (response === 0 ? window.webContents.reload() : window.close()))
      .catch(report);
  });
}

export function bringToFront(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}
