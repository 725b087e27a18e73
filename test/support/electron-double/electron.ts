// A strict double of Electron's main module. It refuses what Electron refuses, and everything it was never taught.
// An import of a name that is not here fails when the bundle is linked.
import { EventEmitter } from 'node:events';
import { app, appEvents } from './app.ts';
import {
  BrowserWindow,
  maximize,
  minimize,
  place,
  setFullScreen,
  windows,
  type WindowState,
} from './browser-window.ts';
import { answerTests, closeAllPorts, closePort, portFrame } from './control.ts';
import { becomeReady, whenReady } from './lifecycle.ts';
import { MessageChannelMain } from './message-channel.ts';
import { isCancelled, loadIn, privilegedSchemes, protocol, session, sessionState } from './session.ts';
import { strict } from './strict.ts';
import { clickMenu, clipboard, dialog, Menu, nativeTheme, screen, shell } from './system.ts';
import { utilityProcess } from './utility-process.ts';
import { killChildren } from './kill-children.ts';
import { preventable } from './web-contents.ts';

const ipcEvents = new EventEmitter();
const ipcMain = strict('ipcMain', {
  on: (channel: string, listener: (...args: unknown[]) => void) => ipcEvents.on(channel, listener),
});

export {
  app,
  BrowserWindow,
  clipboard,
  dialog,
  ipcMain,
  Menu,
  MessageChannelMain,
  nativeTheme,
  protocol,
  screen,
  session,
  shell,
  utilityProcess,
};

/** Packages that are not modules of the new kind import it whole. */
const electron = { app, ipcMain, shell };
export default electron;

appEvents.on('double:close-windows', () => {
  for (const { events } of windows.values()) events.emit('close', preventable().event);
});

/** As they came from Electron 33; a page that wanted the clipboard, a camera, a place and so on was asked for by these names. */
const permissions: ReadonlySet<string> = new Set([
  'automatic-fullscreen',
  'clipboard-read',
  'clipboard-sanitized-write',
  'deprecated-sync-clipboard-read',
  'display-capture',
  'fileSystem',
  'fullscreen',
  'geolocation',
  'hid',
  'idle-detection',
  'keyboardLock',
  'local-fonts',
  'media',
  'midi',
  'midiSysex',
  'notifications',
  'openExternal',
  'persistent-storage',
  'pointerLock',
  'screen-wake-lock',
  'sensors',
  'serial',
  'storage-access',
  'top-level-storage-access',
  'usb',
  'window-management',
]);

const windowOf = (id: number): WindowState => {
  const state = windows.get(id);
  if (state === undefined) throw new Error(`There is no window ${String(id)}`);
  return state;
};

answerTests({
  /** Never answered where the main module itself waits for the app to be ready. */
  ready() {
    setImmediate(becomeReady);
    return whenReady().then(() => null);
  },
  load: (windowId: number, url: string, method: string) =>
    loadIn(windowOf(windowId).contents.partition, { url, method }),
  /** Whether the window's session lets a request out: as its page ("mainFrame"), a frame ("subFrame"), a script, … */
  request: async (windowId: number, url: string, resourceType: string) =>
    (await isCancelled(windowOf(windowId).contents.partition, { url, resourceType })) ? 'cancelled' : 'sent',
  /** What the window shows of its own address. */
  shown: (windowId: number) => windowOf(windowId).contents.loaded,
  send(windowId: number, frame: 'main' | 'sub' | 'gone', channel: string, args: readonly unknown[]) {
    const { contents } = windowOf(windowId);
    const senderFrame = frame === 'gone' ? null : frame === 'main' ? contents.mainFrame : contents.subFrame;
    if (ipcEvents.listenerCount(channel) === 0) throw new Error(`Nobody listens on ${channel}`);
    ipcEvents.emit(channel, strict('IpcMainEvent', { senderFrame, sender: contents.contents }), ...args);
  },
  portFrame,
  closePort,
  closeAllPorts,
  navigate(windowId: number, url: string, kind: 'main' | 'frame' | 'redirect') {
    const { contents } = windowOf(windowId);
    // For these Electron asks nobody.
    if (kind === 'main' && url.startsWith('about:')) {
      contents.url = url;
      contents.events.emit('did-finish-load');
      return 'allowed';
    }
    const name = kind === 'main' ? 'will-navigate' : kind === 'frame' ? 'will-frame-navigate' : 'will-redirect';
    const { event, isPrevented } = preventable({ url, isMainFrame: kind !== 'frame' });
    contents.events.emit(name, event);
    return isPrevented() ? 'prevented' : 'allowed';
  },
  openWindow: (windowId: number, url: string) => windowOf(windowId).contents.openHandler?.({ url }).action ?? 'allow',
  attachWebview(windowId: number) {
    const { event, isPrevented } = preventable();
    windowOf(windowId).contents.events.emit('will-attach-webview', event, {}, {});
    return isPrevented() ? 'prevented' : 'allowed';
  },
  /** A permission by the name that Electron gives it; `frame`: whether the main frame of the window asks, or one within it. */
  permission(windowId: number, permission: string, frame: 'main' | 'sub' = 'main') {
    if (!permissions.has(permission)) throw new Error(`Electron knows no permission ${permission}`);
    const { contents } = windowOf(windowId);
    const asking = {
      isMainFrame: frame === 'main',
      requestingUrl: frame === 'main' ? contents.url : 'https://embedded.example/',
    };
    const { permissionRequest, permissionCheck, devicePermission } = sessionState(contents.partition);
    const isRequested = new Promise<boolean>((resolve) =>
      permissionRequest === null ? resolve(true) : permissionRequest(contents.contents, permission, resolve, asking),
    );
    return isRequested.then((request) => ({
      request,
      check: permissionCheck?.(contents.contents, permission, asking.requestingUrl, asking) ?? true,
      device: devicePermission?.({}) ?? true,
    }));
  },
  download(windowId: number, url: string) {
    const { event, isPrevented } = preventable();
    const { events } = sessionState(windowOf(windowId).contents.partition);
    events.emit('will-download', event, strict('DownloadItem', { getURL: () => url }), null);
    return isPrevented() ? 'prevented' : 'allowed';
  },
  contextMenu: (windowId: number, params: object) =>
    windowOf(windowId).contents.events.emit('context-menu', preventable().event, params),
  crash: (windowId: number, reason: string) =>
    windowOf(windowId).contents.events.emit('render-process-gone', preventable().event, { reason }),
  place: (windowId: number, bounds: WindowState['bounds']) => place(windowOf(windowId), bounds),
  maximize: (windowId: number) => maximize(windowOf(windowId)),
  minimize: (windowId: number) => minimize(windowOf(windowId)),
  setFullScreen: (windowId: number, isFullScreen: boolean) => setFullScreen(windowOf(windowId), isFullScreen),
  closeWindow(windowId: number) {
    windowOf(windowId).close();
  },
  secondInstance: (args: readonly string[]) => appEvents.emit('second-instance', preventable().event, args, '/'),
  openUrl: (url: string) => appEvents.emit('open-url', preventable().event, url),
  clickMenu,
  /** kill -9 of the core, where it runs in a process of its own. */
  killCore: killChildren,
  quit: () => app.quit(),
  windows: () =>
    [...windows.values()].map(
      ({ id, contents, preferences, isVisible, isFocused, isMinimized, isMaximized, isFullScreen, bounds }) => ({
        id,
        url: contents.url,
        preferences,
        isVisible,
        isFocused,
        isMinimized,
        isMaximized,
        isFullScreen,
        bounds,
        webRtcPolicy: contents.webRtcPolicy,
      }),
    ),
  schemes: () => Object.fromEntries(privilegedSchemes),
});
