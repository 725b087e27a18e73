// What people do and see, in the words of the screen. Specifications are written in these.
import { fileURLToPath } from 'node:url';
import { expect as plainExpect, type Locator, type Page } from '@playwright/test';
import type { AppUnderTest } from '../support/app/app-under-test.ts';

/** As patient as the whole suite, also where another runner uses these steps. */
export const expect = plainExpect.configure({ timeout: 60_000 });

export const composer = (page: Page): Locator => page.getByRole('textbox', { name: 'Message' });
export const credits = (page: Page): Locator => page.getByRole('status', { name: 'Credits' });
export const answers = (page: Page): Locator => page.getByRole('article', { name: /^Answer from/ });
export const lastAnswer = (page: Page): Locator => answers(page).last();

export async function send(page: Page, text: string): Promise<void> {
  await composer(page).fill(text);
  await page.getByRole('button', { name: 'Send', exact: true }).click();
}

export async function openChat(page: Page, title: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Chat list' }).getByRole('button', { name: title, exact: true }).click();
}

/** The number of the lowest row, from 0, -1 where there is none. Rows far above are not in the page, so they cannot be counted. */
export function lastRow(page: Page): Promise<number> {
  return page.evaluate(() => {
    const rows = document.querySelectorAll('[role="log"] [data-index]');
    return Math.max(-1, ...[...rows].map((row) => Number(row.getAttribute('data-index'))));
  });
}

/** Question and answer are a row each. */
export const row = (page: Page, index: number): Locator => page.locator(`[role="log"] [data-index="${String(index)}"]`);

/** Sends and waits until the whole answer stands there. */
export async function ask(page: Page, text: string): Promise<void> {
  const before = await lastRow(page);
  await send(page, text);
  await expect(row(page, before + 2)).toBeAttached();
  await expect(lastAnswer(page).getByRole('button', { name: 'Copy answer' })).toBeVisible();
}

/** Ends in front of the checkout. `way`: as the dialog names it; left out where there is only one. */
export async function startPurchase(page: Page, way?: WayToPay): Promise<void> {
  await pressBuy(page, way);
  await expect(ordered(page)).toBeVisible();
}

/** Only now is there an order that could be paid; before it the same dialog says that the order is being placed. */
const ordered = (page: Page): Locator =>
  page
    .getByRole('dialog', { name: 'Your purchase' })
    .filter({ hasText: /Waiting for payment\.|open in a separate window/ });

/** Asks the server again at once, unless the app has done so by itself: then the button is gone before it can be pressed. */
export async function comeBackOnline(page: Page): Promise<void> {
  const offline = page.getByRole('status').filter({ hasText: 'You’re offline.' });
  await offline
    .getByRole('button', { name: 'Try again' })
    .evaluateAll((found) => found.forEach((one) => one instanceof HTMLElement && one.click()));
  await expect(offline).toBeHidden();
}

export type WayToPay = 'Card' | 'Lightning or Bitcoin';

/**
 * Chooses the pack on offer, and the private file where no keychain answers; ends with the order on its way. `sent`: where its
 * answer is held back, so that the page shows nothing of it, when it has reached the server.
 */
export async function pressBuy(page: Page, way?: WayToPay, sent?: Promise<unknown>): Promise<void> {
  const inBar = page.getByRole('banner').getByRole('button', { name: 'Buy credits' });
  const number = credits(page).getByRole('button');
  // Until the core has told of the credits, what is missing from the bar may still come.
  await expect(credits(page)).toContainText(/\d/);
  await expect(inBar.or(number).first()).toBeVisible();
  // Who has credits finds the button behind their number.
  if (!(await inBar.isVisible())) await number.click();
  await page.getByRole('button', { name: 'Buy credits' }).last().click();
  const choice = page.getByRole('dialog', { name: 'Buy credits' });
  if (way !== undefined) await choice.getByText(way, { exact: true }).click();
  await choice.getByRole('button', { name: /^Pay/ }).click();
  const mustChoose = page.getByRole('dialog', { name: 'Where should your credits be stored?' });
  // The core says that no keychain answers only after the dialog has said that the order is being placed.
  await Promise.race([expect(mustChoose.or(ordered(page))).toBeVisible(), ...(sent === undefined ? [] : [sent])]);
  if (await mustChoose.isVisible()) await mustChoose.getByRole('button', { name: 'Continue' }).click();
}

export async function inCheckout(app: AppUnderTest, page: Page, button: RegExp): Promise<void> {
  const checkout = await app.checkout(page);
  await checkout.getByRole('button', { name: button }).click();
}

/** `total`: what there is then, as it is written. */
export async function expectCreditsAdded(page: Page, total = '500 credits'): Promise<void> {
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText('500 credits added')).toBeVisible();
  await dialog.getByRole('button', { name: 'Back to chat' }).click();
  await expect(credits(page)).toContainText(total);
}

/** Fails the test for whatever the page itself complains of: errors, and anything the policy had to stop. */
export function watchForTrouble(page: Page): () => void {
  const troubles: string[] = [];
  page.on('pageerror', (error) => troubles.push(error.message));
  page.on('console', (message) => {
    if (/Content Security Policy|Refused to/.test(message.text())) troubles.push(message.text());
  });
  return () => expect(troubles).toEqual([]);
}

/** The SDK's own server of tools. */
const example = fileURLToPath(
  new URL('../../node_modules/@modelcontextprotocol/server-everything/dist/index.js', import.meta.url),
);

export async function openTools(page: Page): Promise<void> {
  await page.keyboard.press('Control+,');
  await page.getByRole('tab', { name: 'Tools' }).click();
}

export async function closeSettings(page: Page): Promise<void> {
  await page.getByRole('dialog', { name: 'Settings' }).getByRole('button', { name: 'Close' }).click();
}

export async function addExample(page: Page): Promise<void> {
  await openTools(page);
  await page.getByRole('button', { name: 'Add server' }).click();
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Everything');
  await page.getByRole('textbox', { name: 'Command' }).fill(process.execPath);
  await page.getByRole('textbox', { name: 'Arguments' }).fill(`${example}\nstdio`);
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  const question = page.getByRole('group', { name: 'Start “Everything”?' });
  await expect(question).toContainText(example);
  await expect(page.getByRole('listitem', { name: 'Everything' })).toContainText('Off');
  await question.getByRole('button', { name: 'Start' }).click();
  await expect(page.getByRole('listitem', { name: 'Everything' })).toContainText(/On, \d+ tools/);
  await closeSettings(page);
}
