// Where the window stands, and what of it is there again after the app has been quit.
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { composer } from '../e2e/steps.ts';
import { expect, test, type Desktop } from './desktop.ts';
import { act, standing } from './window.ts';

const stateFile = (desktop: Desktop): string => path.join(desktop.dataDir, 'window.json');

test('the window opens in its usual size, visible and with the keyboard in the composer', async ({ desktop }) => {
  const page = await desktop.open();
  await expect.poll(() => standing(desktop.app())).toMatchObject({ isVisible: true, isFocused: true, zoomLevel: 0 });
  expect((await standing(desktop.app())).bounds).toMatchObject({ width: 1180, height: 780 });
  await expect(composer(page)).toBeFocused();
});

for (const state of ['maximize', 'setFullScreen'] as const)
  test(`quit while minimised, the window is as before it was: ${state}`, async ({ desktop }) => {
    await desktop.open();
    const { bounds } = await standing(desktop.app());
    await act(desktop.app(), state);
    // A window manager minimises no window that fills the screen.
    if (state === 'maximize') await act(desktop.app(), 'minimize');
    await desktop.quit();
    const kept: unknown = JSON.parse(await readFile(stateFile(desktop), 'utf8'));
    expect(kept).toMatchObject({ bounds: { width: bounds.width, height: bounds.height } });
    await desktop.open();
    const wanted = state === 'maximize' ? { isMaximized: true } : { isFullScreen: true };
    await expect.poll(() => standing(desktop.app())).toMatchObject({ ...wanted, isVisible: true, isMinimized: false });
  });

test('a window that was partly off the display comes back whole', async ({ desktop }) => {
  await desktop.open();
  await desktop.quit();
  const bounds = { x: 1100, y: 700, width: 1180, height: 780 };
  await writeFile(stateFile(desktop), JSON.stringify({ bounds, isMaximized: false }));
  const page = await desktop.open();
  const shown = (await standing(desktop.app())).bounds;
  expect(shown.x + shown.width).toBeLessThanOrEqual(1600);
  expect(shown.y + shown.height).toBeLessThanOrEqual(1000);
  await expect(composer(page)).toBeInViewport();
});

test('the zoom is kept over a restart', async ({ desktop }) => {
  await desktop.open();
  await desktop.app().evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.setZoomLevel(1.5));
  await desktop.quit();
  await desktop.open();
  await expect.poll(async () => (await standing(desktop.app())).zoomLevel).toBe(1.5);
});

test('the chosen theme is also that of menus, dialogs and empty windows, at the next start too', async ({
  desktop,
}) => {
  const page = await desktop.open();
  const native = (): Promise<unknown> =>
    desktop.app().evaluate(({ BrowserWindow, nativeTheme }) => ({
      source: nativeTheme.themeSource,
      color: BrowserWindow.getAllWindows()[0]?.getBackgroundColor(),
    }));
  expect(await native()).toEqual({ source: 'system', color: '#FAF7F1' });
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('radio', { name: 'Dark' }).click();
  await expect.poll(native).toEqual({ source: 'dark', color: '#1B1815' });
  await desktop.quit();
  await desktop.open();
  await expect.poll(native).toEqual({ source: 'dark', color: '#1B1815' });
});

test('a second start brings the window to the front and ends', async ({ desktop }) => {
  await desktop.open();
  await act(desktop.app(), 'minimize');
  expect(await desktop.startAgain([])).toBe(0);
  await expect.poll(() => standing(desktop.app())).toMatchObject({ isMinimized: false, isVisible: true });
});

test('a deep link at the first start and one at a second are both followed', async ({ desktop }) => {
  const page = await desktop.open(['tallystick://settings']);
  await expect(page.getByRole('dialog', { name: 'Settings' })).toBeVisible();
  await page.keyboard.press('Escape');
  expect(await desktop.startAgain(['tallystick://buy'])).toBe(0);
  await expect(page.getByRole('dialog', { name: 'Buy credits' })).toBeVisible();
});

test('closing the window quits, and what it showed is there at the next start', async ({ desktop }) => {
  await desktop.open();
  const ended = new Promise((resolve) => desktop.app().process().once('exit', resolve));
  await act(desktop.app(), 'close').catch(() => undefined);
  expect(await ended).toBe(0);
  await desktop.open();
});
