// Not one request to a host that the app does not name: Chromium's own log of the network, over a whole session.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { ask, startPurchase } from '../e2e/steps.ts';
import { expect, test } from './desktop.ts';

test('a session with a chat, a purchase and a recovery kit asks nobody but the server', async ({ desktop }) => {
  const file = path.join(path.dirname(desktop.dataDir), 'net.json');
  // At the second start there is what the first one left.
  await desktop.open();
  await desktop.quit();
  const page = await desktop.open([`--log-net-log=${file}`]);
  await ask(page, 'What do you send, and to whom? See https://links.example/ too');
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.keyboard.press('Escape');
  await startPurchase(page);
  const checkout = await desktop.window();
  await checkout.getByRole('button', { name: /^Pay/ }).click();
  await expect(page.getByText('500 credits added')).toBeVisible();
  await page.getByRole('button', { name: 'Save your recovery kit…' }).click();
  await page.getByRole('button', { name: /^Show .*kit/ }).click();
  const kit = await desktop.window();
  await expect(kit.locator('body')).toContainText('tally_');
  // Chromium begins what it does on its own within its first seconds.
  await page.waitForTimeout(4000);
  await desktop.quit();
  const log = await readFile(file, 'utf8');
  const asked = [...log.matchAll(/"(?:url|host|hostname|server)":"(?:[a-z]+:\/\/)?(\[[^\]]*\]|[^"/:]+)/g)];
  const hosts = new Set(asked.map(([, host = '']) => host).filter((host) => host.includes('.')));
  expect([...hosts]).toEqual([new URL(desktop.server.origin).hostname]);
});
