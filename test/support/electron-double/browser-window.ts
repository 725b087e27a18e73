// Windows that draw nothing: they hold what the app set and tell the test what was loaded. Insecure preferences are refused.
import { EventEmitter } from 'node:events';
import { existsSync } from 'node:fs';
import { app, appEvents } from './app.ts';
import { did, tell } from './control.ts';
import { requireReady } from './lifecycle.ts';
import { isCancelled, loadIn } from './session.ts';
import { strict } from './strict.ts';
import { createContents, preventable, type ContentsState } from './web-contents.ts';

type Preferences = Readonly<Record<string, unknown>>;
type Options = {
  readonly webPreferences?: Preferences;
  readonly x?: number;
  readonly y?: number;
  readonly width?: number;
  readonly height?: number;
  readonly title?: string;
  readonly icon?: string;
  readonly show?: boolean;
  readonly parent?: object;
};

const knownPreferences = new Set([
  'preload',
  'sandbox',
  'contextIsolation',
  'nodeIntegration',
  'nodeIntegrationInWorker',
  'nodeIntegrationInSubFrames',
  'webSecurity',
  'allowRunningInsecureContent',
  'webviewTag',
  'navigateOnDragDrop',
  'spellcheck',
  'devTools',
  'partition',
]);
const mustBeOff = [
  'nodeIntegration',
  'nodeIntegrationInWorker',
  'nodeIntegrationInSubFrames',
  'allowRunningInsecureContent',
  'webviewTag',
];
const mustBeOn = ['sandbox', 'contextIsolation', 'webSecurity'];

export const windows = new Map<number, WindowState>();
let nextId = 1;

export type WindowState = {
  readonly id: number;
  readonly close: () => void;
  readonly contents: ContentsState;
  readonly preferences: Preferences;
  readonly events: EventEmitter;
  isVisible: boolean;
  isFocused: boolean;
  isMinimized: boolean;
  isMaximized: boolean;
  isFullScreen: boolean;
  /** Since it was minimised or made full screen, Electron says that it is not maximised, and gives the bounds it had then. */
  normalBounds: { x: number; y: number; width: number; height: number };
  bounds: { x: number; y: number; width: number; height: number };
};

/** Called with new; what it returns is the window. */
export function BrowserWindow(options: Options = {}): object {
  requireReady('BrowserWindow');
  const preferences = options.webPreferences ?? {};
  checkPreferences(preferences);
  if (options.icon !== undefined && !existsSync(options.icon)) throw new Error('Failed to load image from path');
  return createWindow(options, preferences);
}

function checkPreferences(preferences: Preferences): void {
  for (const name of Object.keys(preferences))
    if (!knownPreferences.has(name)) throw new Error(`The Electron double does not know webPreferences.${name}`);
  for (const name of mustBeOff) if (preferences[name] === true) throw new Error(`webPreferences.${name} must be off`);
  for (const name of mustBeOn) if (preferences[name] !== true) throw new Error(`webPreferences.${name} must be on`);
  const { preload } = preferences;
  if (preload !== undefined && (typeof preload !== 'string' || !existsSync(preload)))
    throw new Error('There is no preload at the path given');
  if (typeof preload === 'string' && !/\.c?js$/.test(preload)) throw new Error('A sandboxed preload must be CommonJS');
}

function createWindow(options: Options, preferences: Preferences): object {
  const id = nextId++;
  const partition = typeof preferences['partition'] === 'string' ? preferences['partition'] : null;
  const contents = createContents(id, partition);
  const events = new EventEmitter();
  let wasShown = false;
  const destroy = (): void => {
    if (contents.isDestroyed) return;
    contents.isDestroyed = true;
    windows.delete(id);
    tell({ kind: 'closed', windowId: id });
    events.emit('closed');
    if (windows.size === 0) appEvents.emit('window-all-closed');
  };
  const close = (): void => {
    const { event, isPrevented } = preventable();
    events.emit('close', event);
    if (!isPrevented()) destroy();
  };
  const live = (): WindowState => {
    if (contents.isDestroyed) throw new Error('Object has been destroyed');
    return state;
  };
  const window = strict('BrowserWindow', {
    id,
    get webContents() {
      live();
      return contents.contents;
    },
    isDestroyed: () => contents.isDestroyed,
    on: (event: string, listener: (...args: unknown[]) => void) => events.on(event, listener),
    once: (event: string, listener: (...args: unknown[]) => void) => events.once(event, listener),
    async loadURL(url: string) {
      live();
      contents.url = url;
      did('load', { windowId: id, url });
      if (await isCancelled(partition, { url, resourceType: 'mainFrame' })) throw new Error('ERR_BLOCKED_BY_CLIENT');
      contents.loaded = await loadIn(partition, { url, resourceType: 'mainFrame' });
      if (contents.isDestroyed) throw new Error('ERR_ABORTED');
      tell({
        kind: 'loaded',
        windowId: id,
        url,
        preload: typeof preferences['preload'] === 'string' ? preferences['preload'] : null,
      });
      contents.events.emit('did-finish-load');
      if (!wasShown) events.emit('ready-to-show');
      wasShown = true;
    },
    show() {
      live().isVisible = true;
      events.emit('show');
    },
    focus() {
      live().isFocused = true;
    },
    // Both show a window that was not yet to be seen.
    maximize: () => maximize(live()),
    setFullScreen: (isFullScreen: boolean) => setFullScreen(live(), isFullScreen),
    restore: () => restore(live()),
    setBounds(bounds: WindowState['bounds']) {
      Object.assign(live(), { bounds, normalBounds: bounds });
    },
    isVisible: () => live().isVisible,
    isMinimized: () => live().isMinimized,
    isMaximized: () => live().isMaximized && !live().isMinimized && !live().isFullScreen,
    isFullScreen: () => live().isFullScreen,
    getBounds: () => live().bounds,
    getNormalBounds: () => live().normalBounds,
    setBackgroundColor: (color: string) => did('setBackgroundColor', color),
    setMenu: (menu: unknown) => did('setMenu', { windowId: id, menu }),
    close,
    destroy,
  });
  const { x = 100, y = 100, width = 800, height = 600 } = options;
  const state: WindowState = {
    id,
    close,
    contents,
    preferences,
    events,
    isVisible: options.show !== false,
    isFocused: false,
    isMinimized: false,
    isMaximized: false,
    isFullScreen: false,
    bounds: { x, y, width, height },
    normalBounds: { x, y, width, height },
  };
  windows.set(id, state);
  app.emit('web-contents-created', preventable().event, contents.contents);
  did('window', { windowId: id, preferences, bounds: state.bounds, hasParent: options.parent !== undefined });
  return window;
}

const display = { x: 0, y: 0, width: 1920, height: 1040 };

/** The events and their order as they came from Electron 33 under X11. */
export function place(state: WindowState, bounds: WindowState['bounds']): void {
  Object.assign(state, { bounds, normalBounds: bounds });
  emit(state, 'move', 'resize');
}

export function maximize(state: WindowState): void {
  Object.assign(state, { isVisible: true, isMaximized: true, bounds: display });
  emit(state, 'maximize', 'move', 'resize');
}

export function minimize(state: WindowState): void {
  state.isMinimized = true;
  state.normalBounds = state.bounds;
  if (state.isMaximized) emit(state, 'unmaximize');
  emit(state, 'minimize');
}

function restore(state: WindowState): void {
  state.isMinimized = false;
  emit(state, 'restore');
  if (state.isMaximized) emit(state, 'maximize');
}

export function setFullScreen(state: WindowState, isFullScreen: boolean): void {
  if (isFullScreen && state.isMaximized) state.normalBounds = state.bounds;
  Object.assign(state, { isVisible: true, isFullScreen });
  emit(state, 'move', 'resize');
  if (isFullScreen && state.isMaximized) emit(state, 'unmaximize');
  emit(state, isFullScreen ? 'enter-full-screen' : 'leave-full-screen');
}

function emit({ events }: WindowState, ...names: readonly string[]): void {
  for (const name of names) events.emit(name);
}
