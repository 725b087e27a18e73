// The purchase as it truly looks: the built app, the companion server's own checkout page, and a fake Ollama.
import type { Browser, Page } from '@playwright/test';
import { startApp } from '../../test/support/app/app-under-test.ts';
import { openContext, take, type Theme } from './look.ts';

export async function takePurchase(browser: Browser, theme: Theme): Promise<readonly string[]> {
  const context = await openContext(browser, theme, 'wide');
  // The order's time runs out by the server's clock, so here the page has the true time.
  await context.clock.resume().catch(() => undefined);
  const app = await startApp({ context, serverEnv: { ORDER_TTL_SECONDS: '86400' } });
  try {
    const page = await app.openWindow();
    await page.getByRole('button', { name: 'Buy credits' }).first().click();
    await page.getByRole('dialog', { name: 'Buy credits' }).getByRole('button', { name: /^Pay/ }).click();
    await page
      .getByRole('dialog', { name: 'Where should your credits be stored?' })
      .getByRole('button', { name: 'Continue' })
      .click();
    const pay = page.frameLocator('iframe').getByRole('button', { name: /^Pay/ });
    await pay.waitFor();
    const checkout = await take(page, { name: 'buy-checkout', theme, size: 'wide', shows: page.locator('iframe') });
    const ownPage = await takeOwnPage(page, theme);
    await pay.click();
    await page.getByRole('dialog').getByText('500 credits added').waitFor();
    return [
      checkout,
      ownPage,
      await take(page, { name: 'buy-done', theme, size: 'wide', shows: page.getByText('500 credits added') }),
    ];
  } finally {
    await app.close();
    await context.close();
  }
}

/** The checkout in a tab of its own. */
async function takeOwnPage(page: Page, theme: Theme): Promise<string> {
  const url = await page.locator('iframe').getAttribute('src');
  if (url === null) throw new Error('There is no checkout on the page');
  const tab = await page.context().newPage();
  await tab.goto(url);
  await tab.getByRole('button', { name: /^Pay/ }).waitFor();
  const file = await take(tab, {
    name: 'checkout-page',
    theme,
    size: 'wide',
    shows: tab.getByRole('button', { name: /^Pay/ }),
  });
  await tab.close();
  return file;
}
