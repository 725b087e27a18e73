// The checkout page wears the app's own colours and type, brings both along, and says a price no oftener than it must.
import type { Browser, Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { launchBrowser } from '../../support/browser.ts';
import { type Gallery, openGallery } from './checkout-gallery.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const root = join(import.meta.dirname, '../../..');
const variablesIn = (file: string): ReadonlyMap<string, string> =>
  new Map(
    [...readFileSync(join(root, file), 'utf8').matchAll(/^\s*(--[a-z0-9-]+):\s*([^;]+);/gm)].map(
      ([, name = '', value = '']) => [name, value.trim()],
    ),
  );

let gallery: Gallery;
let browser: Browser;
beforeAll(async () => {
  gallery = await openGallery();
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
  await gallery.close();
});

async function open(name: string, viewport: { readonly width: number; readonly height: number }): Promise<Page> {
  const page = await browser.newPage({ viewport, reducedMotion: 'reduce' });
  await page.goto(gallery.address(name, 'en'));
  if (name === 'open-card') await page.locator('.element iframe').waitFor();
  return page;
}

it('its colours are the app’s, by the same names', () => {
  const [own, app] = [variablesIn('server/http/checkout/checkout.css'), variablesIn('src/renderer/styles/tokens.css')];
  expect(own.size).toBeGreaterThan(10);
  for (const [name, value] of own) expect([name, value]).toEqual([name, app.get(name)]);
});

it('its type is the app’s, and comes from the server itself', async () => {
  const page = await open('open-sandbox', { width: 800, height: 800 });
  expect(
    await page.evaluate(() => document.fonts.ready.then((fonts) => [...fonts].map(({ status }) => status))),
  ).toEqual(['loaded']);
  expect(await page.evaluate(() => getComputedStyle(document.documentElement).fontFamily)).toMatch(/^"Inter Variable"/);
  await page.close();
});

const small = [
  { width: 390, height: 844 },
  { width: 640, height: 410 },
  { width: 320, height: 568 },
  // The app's frame in a window of 640×410.
  { width: 572, height: 256 },
] as const;
const payable = ['open-card', 'open-sandbox', 'open-stripe-page', 'open-bitcoin', 'cancelled', 'declined'] as const;
const cases = small.flatMap((size) => payable.map((name) => ({ ...size, name })));

it.each(cases)(
  'on $width×$height the way to pay of $name is in sight before one scrolls',
  async ({ name, ...size }) => {
    const page = await open(name, size);
    const box = await page.locator('.pay').first().boundingBox();
    expect(box).not.toBeNull();
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(size.height);
    expect(box?.y).toBeGreaterThanOrEqual(0);
    await page.close();
  },
);

it.each(['open-card', 'open-sandbox', 'open-stripe-page', 'open-bitcoin', 'paid'])(
  '%s names the price once',
  async (name) => {
    const page = await open(name, { width: 800, height: 800 });
    const words = await page.getByRole('main').innerText();
    expect(words.match(/€10\.99/g)).toHaveLength(1);
    await page.close();
  },
);

it('tells days by the reader’s own clock', async () => {
  const context = await browser.newContext({ timezoneId: 'Pacific/Kiritimati' });
  const page = await context.newPage();
  await page.goto(gallery.address('paid', 'en'));
  // Noon in Greenwich on the 2nd is already the 3rd there.
  expect(await page.locator('time[data-day]').textContent()).toMatch(/^(?:February 3, 2026|3 February 2026)$/);
  await context.close();
});
