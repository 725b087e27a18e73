import { chromium, type Browser, type Page } from '@playwright/test';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { launchOptions } from '../../support/browser.ts';
import { type Companion, call, newToken, openOrder, startCompanion } from '../../support/companion.ts';

// A browser on a busy machine takes its time.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let server: Companion;
let browser: Browser;
beforeAll(async () => {
  server = await startCompanion();
  browser = await chromium.launch(await launchOptions());
});
afterAll(async () => {
  await browser.close();
  await server.close();
});
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
});

async function openPage(width: number, height: number): Promise<{ readonly page: Page; readonly id: string }> {
  const { id } = await openOrder(server.url, newToken());
  const page = await browser.newPage({ viewport: { width, height } });
  await page.goto(`${server.url}/checkout/${id}`);
  return { page, id };
}

describe('the checkout page in a browser', () => {
  it.each([
    ['pay', 'Paid. Thank you'],
    ['decline', 'The payment was declined'],
  ])('moves the focus to the news when "%s" happens elsewhere', async (action, title) => {
    const { page, id } = await openPage(420, 800);
    await page.getByRole('button', { name: 'Decline' }).focus();
    await call(server.url, `POST /checkout/${id}/${action}`);
    const heading = page.getByRole('heading', { name: title });
    await heading.waitFor();
    await expect.poll(() => heading.evaluate((node) => node === document.activeElement)).toBe(true);
  });

  it.each([
    ['pay', /^Pay /, 'Paid. Thank you'],
    ['decline', 'Decline', 'The payment was declined'],
  ])('moves the focus to the news after its own button for "%s"', async (_action, name, title) => {
    const { page } = await openPage(420, 800);
    await page.getByRole('button', { name }).click();
    const heading = page.getByRole('heading', { name: title });
    await heading.waitFor();
    await expect.poll(() => heading.evaluate((node) => node === document.activeElement)).toBe(true);
  });

  it.each([
    [400, 520],
    [400, 360],
    [320, 300],
    [900, 420],
  ])('shows the way to pay without scrolling in %d by %d', async (width, height) => {
    const { page } = await openPage(width, height);
    const box = await page.getByRole('button', { name: /^Pay / }).boundingBox();
    expect(box === null ? Number.POSITIVE_INFINITY : box.y + box.height).toBeLessThanOrEqual(height);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  });

  it('shows a whole tally', async () => {
    const { page } = await openPage(420, 800);
    const slash = await page.locator('.mark .slash').boundingBox();
    expect(slash?.width).toBeGreaterThan(20);
  });
});
