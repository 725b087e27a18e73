// Keeps in mind how the window stood before it was minimised or made full screen, because Electron forgets it then.
import type { BrowserWindow } from 'electron';
import type { WindowState } from './window-state.ts';

/** On its way from one state to another a window is briefly in a third. */
const settledMs = 200;

/** How the window stands now, to be asked until it is closed. `start`: how it is going to be shown. */
export function followWindow(window: BrowserWindow, start: Omit<WindowState, 'bounds'>): () => WindowState {
  let state: WindowState = { ...start, bounds: window.getNormalBounds() };
  let timer: NodeJS.Timeout | null = null;

  const note = (): void => {
    // A minimised window says that it is not maximised, and gives the bounds it had as a maximised one.
    if (window.isDestroyed() || !window.isVisible() || window.isMinimized()) return;
    if (window.isFullScreen()) state = { ...state, isFullScreen: true };
    else if (window.isMaximized()) state = { ...state, isMaximized: true, isFullScreen: false };
    else state = { bounds: window.getNormalBounds(), isMaximized: false, isFullScreen: false };
  };
  const noteSoon = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = setTimeout(note, settledMs);
  };
  window.on('move', noteSoon);
  window.on('resize', noteSoon);
  window.on('maximize', noteSoon);
  window.on('unmaximize', noteSoon);
  window.on('restore', noteSoon);
  window.on('enter-full-screen', noteSoon);
  window.on('leave-full-screen', noteSoon);
  window.on('closed', () => timer !== null && clearTimeout(timer));

  return () => {
    note();
    return state;
  };
}
