// The main window as Electron and the system see it, and the keys of a keyboard.
import { execFileSync } from 'node:child_process';
import type { ElectronApplication } from '@playwright/test';
import { expect } from '@playwright/test';

export type Standing = {
  readonly isVisible: boolean;
  readonly isFocused: boolean;
  readonly isMinimized: boolean;
  readonly isMaximized: boolean;
  readonly isFullScreen: boolean;
  readonly bounds: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
  readonly zoomLevel: number;
  readonly url: string;
};

export function standing(app: ElectronApplication): Promise<Standing> {
  return app.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows().filter((one) => one.getParentWindow() === null);
    if (window === undefined) throw new Error('There is no window');
    return {
      isVisible: window.isVisible(),
      isFocused: window.isFocused(),
      isMinimized: window.isMinimized(),
      isMaximized: window.isMaximized(),
      isFullScreen: window.isFullScreen(),
      bounds: window.getBounds(),
      zoomLevel: window.webContents.getZoomLevel(),
      url: window.webContents.getURL(),
    };
  });
}

type Act = 'maximize' | 'minimize' | 'setFullScreen' | 'close' | 'reload';

/** Does with the main window what the person or the system does, and waits until it has settled. */
export async function act(app: ElectronApplication, what: Act): Promise<void> {
  await app.evaluate(({ BrowserWindow }, name) => {
    const [window] = BrowserWindow.getAllWindows().filter((one) => one.getParentWindow() === null);
    if (name === 'maximize') window?.maximize();
    if (name === 'minimize') window?.minimize();
    if (name === 'setFullScreen') window?.setFullScreen(true);
    if (name === 'close') window?.close();
    if (name === 'reload') window?.webContents.reload();
  }, what);
  const of = { maximize: 'isMaximized', minimize: 'isMinimized', setFullScreen: 'isFullScreen' } as const;
  if (what === 'maximize' || what === 'minimize' || what === 'setFullScreen') {
    await expect.poll(async () => (await standing(app))[of[what]]).toBe(true);
    // What a window passes through on its way is not noted. Both waits are of one process, so this one ends after that one.
    await app.evaluate(() => new Promise<void>((resolve) => void setTimeout(resolve, 500)));
  }
}

/** Presses keys as a keyboard does, past Playwright: those of menus are not the page's. Linux only. */
export function press(...keys: readonly string[]): void {
  execFileSync('xdotool', ['key', ...keys]);
}

/** Null where the page has no composer. */
export const composerText = `document.querySelector('textarea')?.value ?? null`;

/** The page itself asks, as a script in it would; `isUser`: as if somebody had just clicked. */
export function runInPage(app: ElectronApplication, script: string): Promise<unknown> {
  return app.evaluate(({ BrowserWindow }, code): Promise<unknown> => {
    const [window] = BrowserWindow.getAllWindows().filter((one) => one.getParentWindow() === null);
    // A page that dies or leaves never answers.
    const silence = new Promise((resolve) => setTimeout(resolve, 3000, null));
    return Promise.race([window?.webContents.executeJavaScript(code, true), silence]);
  }, script);
}
