// The keys of the menus, pressed as a keyboard does, and the way through the window without a mouse.
import { spawnSync } from 'node:child_process';
import { composer } from '../e2e/steps.ts';
import { expect, test } from './desktop.ts';
import { press, standing } from './window.ts';

test.skip(
  process.platform !== 'linux' || spawnSync('xdotool', ['version']).error !== undefined,
  'Keys are pressed by xdotool, under X11.',
);

test('each way of writing plus, minus and zero zooms', async ({ desktop }) => {
  await desktop.open();
  await expect.poll(async () => (await standing(desktop.app())).isFocused).toBe(true);
  const zoomed = async (key: string): Promise<number> => {
    const before = (await standing(desktop.app())).zoomLevel;
    press(key);
    await expect.poll(async () => (await standing(desktop.app())).zoomLevel, key).not.toBe(before);
    return (await standing(desktop.app())).zoomLevel;
  };
  for (const [index, key] of ['ctrl+equal', 'ctrl+plus', 'ctrl+shift+equal', 'ctrl+KP_Add'].entries())
    expect([key, await zoomed(key)]).toEqual([key, (index + 1) / 2]);
  expect(await zoomed('ctrl+minus')).toBe(1.5);
  expect(await zoomed('ctrl+KP_Subtract')).toBe(1);
  expect(await zoomed('ctrl+0')).toBe(0);
  await zoomed('ctrl+equal');
  expect(await zoomed('ctrl+KP_0')).toBe(0);
});

test('each key of the menus does what the menu says', async ({ desktop }) => {
  const page = await desktop.open();
  await expect.poll(async () => (await standing(desktop.app())).isFocused).toBe(true);
  press('ctrl+comma');
  await expect(page.getByRole('dialog', { name: 'Settings' })).toBeVisible();
  press('Escape');
  await expect(page.getByRole('dialog', { name: 'Settings' })).toBeHidden();
  press('ctrl+shift+b');
  await expect(page.getByRole('dialog', { name: 'Buy credits' })).toBeVisible();
  press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  press('ctrl+k');
  await expect(page.getByRole('searchbox', { name: 'Search chats' })).toBeFocused();
  press('ctrl+n');
  await expect(composer(page)).toBeFocused();
  const list = page.getByRole('navigation', { name: 'Chat list' });
  await expect(list).toBeVisible();
  press('ctrl+b');
  await expect(list).toBeHidden();
  press('ctrl+b');
  await expect(list).toBeVisible();
  press('F11');
  await expect.poll(async () => (await standing(desktop.app())).isFullScreen).toBe(true);
  press('F11');
  await expect.poll(async () => (await standing(desktop.app())).isFullScreen).toBe(false);
});

test('keys of a browser that have no place here do nothing', async ({ desktop }) => {
  const page = await desktop.open();
  await expect.poll(async () => (await standing(desktop.app())).isFocused).toBe(true);
  await composer(page).fill('Still here');
  press('F6', 'F5', 'ctrl+p', 'ctrl+s', 'ctrl+Tab', 'ctrl+f', 'ctrl+u', 'ctrl+t', 'alt+Left');
  await page.waitForTimeout(500);
  await expect(composer(page)).toHaveValue('Still here');
  expect(await standing(desktop.app())).toMatchObject({ url: 'app://tallystick/', isVisible: true });
  expect(desktop.app().windows()).toHaveLength(1);
});

test('what can be reached by Tab begins at the top of the window, and each stop has a name', async ({ desktop }) => {
  const page = await desktop.open();
  await expect.poll(async () => (await standing(desktop.app())).isFocused).toBe(true);
  await page.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur());
  const stops: string[] = [];
  for (let stop = 0; stop < 8; stop += 1) {
    press('Tab');
    await page.waitForTimeout(60);
    stops.push(
      await page.evaluate(() => {
        const now = document.activeElement;
        return now?.getAttribute('aria-label') ?? now?.textContent?.trim() ?? '';
      }),
    );
  }
  expect(stops.every((name) => name !== '')).toBe(true);
});

test('Ctrl+Q quits in order', async ({ desktop }) => {
  await desktop.open();
  await expect.poll(async () => (await standing(desktop.app())).isFocused).toBe(true);
  const ended = new Promise((resolve) => desktop.app().process().once('exit', resolve));
  press('ctrl+q');
  expect(await ended).toBe(0);
});
