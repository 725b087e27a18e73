// What a picture is, and the steps and sights that several pictures share.
import type { Locator, Page } from '@playwright/test';
import { samplePurchase } from '../../../test/support/core-double/sample-account.ts';
import type { ScenarioName } from '../../../test/support/core-double/scenarios.ts';

export type Shot = {
  readonly name: string;
  readonly scenario: ScenarioName;
  readonly act: (page: Page) => Promise<void>;
  /** What the picture is of; it must be in sight when the picture is taken, and still be there afterwards. */
  readonly shows: (page: Page) => Locator;
  /** Also in the size of a telephone. */
  readonly isAlsoNarrow?: boolean;
  /** Also in the sizes of larger screens. */
  readonly isAlsoLarge?: boolean;
};

export const button = (page: Page, name: string | RegExp): Locator => page.getByRole('button', { name });

export async function chooseSecond(page: Page): Promise<void> {
  await button(page, 'Compare two answers').click();
  await page.getByRole('menuitem', { name: 'qwen3:8b' }).click();
  await button(page, /^Compare with qwen3:8b$/).waitFor();
}

export async function openNewest(page: Page): Promise<void> {
  await page.getByRole('textbox', { name: 'Message' }).waitFor();
  const list = page.getByRole('navigation', { name: 'Chat list' });
  if (!(await list.isVisible())) await button(page, 'Show chats').click();
  await list.getByRole('listitem').first().getByRole('button').first().click();
  await page
    .getByRole('article', { name: /^Answer from/ })
    .first()
    .waitFor();
  // A focused button would show its tooltip.
  await page.getByRole('textbox', { name: 'Message' }).focus();
  // Code is coloured by a worker, a moment after it is there.
  if ((await page.locator('pre .code-line').count()) > 0)
    await page.locator('pre .code-line span[style]').first().waitFor({ state: 'attached' });
}

/** Two messages in line behind an answer that is being written. */
export async function writeMeanwhile(page: Page): Promise<void> {
  await openNewest(page);
  for (const text of ['And which of the last hundred years were none?', 'Write that as a small function in Python.']) {
    await page.getByRole('textbox', { name: 'Message' }).fill(text);
    await page.keyboard.press('Enter');
    await waitingMessages(page).getByText(text).waitFor();
  }
}

export const waitingMessages = (page: Page): Locator => page.getByRole('region', { name: 'Waiting messages' });

export async function askHosted(page: Page): Promise<void> {
  await page.getByRole('combobox', { name: 'Model' }).click();
  await page.getByRole('option', { name: /qwen3-235b/ }).click();
  await page.getByRole('textbox', { name: 'Message' }).fill('How did a tally stick work?');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
}

export async function openSettings(page: Page, name: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Message' }).waitFor();
  await page.keyboard.press('Control+,');
  await page.getByRole('tab', { name }).click();
}

export async function openModels(page: Page, tab: RegExp): Promise<void> {
  await page.getByRole('combobox', { name: 'Model' }).click();
  await button(page, 'Manage models…').click();
  await page.getByRole('tab', { name: tab }).click();
}

export async function buy(page: Page): Promise<void> {
  await button(page, 'Buy credits').first().click();
  await page.getByRole('dialog').waitFor();
}

/** The purchase that is under way, from its sign beside the credits. */
export async function followPurchase(page: Page): Promise<void> {
  await button(page, /^Purchase:/).click();
  await page.getByRole('dialog', { name: 'Your purchase' }).waitFor();
  await page.getByRole('dialog').getByText('credits').first().waitFor();
}

export async function openPanel(page: Page): Promise<void> {
  await page.getByRole('textbox', { name: 'Message' }).waitFor();
  await page.getByRole('status', { name: 'Credits' }).getByRole('button').click();
  await page.getByRole('dialog', { name: 'Credits in detail' }).waitFor();
}

export const fromPanel =
  (name: string, dialog: string | RegExp) =>
  async (page: Page): Promise<void> => {
    await openPanel(page);
    await button(page, name).click();
    await page.getByRole('dialog', { name: dialog }).waitFor();
  };

/** What the double calls the newest purchase of a scenario. */
export const firstOrder = samplePurchase(0, 1, 'open').orderId;

export const invoice = (page: Page): Promise<void> => page.getByRole('link', { name: 'Open in wallet' }).waitFor();

export const message = (page: Page): Locator => page.getByRole('textbox', { name: 'Message' });
export const answer = (page: Page): Locator => page.getByRole('article', { name: /^Answer from/ }).last();
export const heading =
  (name: string | RegExp) =>
  (page: Page): Locator =>
    page.getByRole('heading', { name });
export const dialog =
  (name: string | RegExp) =>
  (page: Page): Locator =>
    page.getByRole('dialog', { name });
export const words =
  (text: string | RegExp) =>
  (page: Page): Locator =>
    page.getByText(text).first();

export const buttonNamed =
  (name: string) =>
  (page: Page): Locator =>
    button(page, name);

export const visible =
  (name: string | RegExp) =>
  async (page: Page): Promise<void> =>
    page.getByText(name).first().waitFor();

export async function openParameters(page: Page): Promise<void> {
  await openNewest(page);
  await button(page, /^Model parameters/).click();
  await page.getByRole('dialog', { name: 'How the model answers' }).getByText('The model’s own: 0.95.').waitFor();
}

/** Of the chats that show how answers are set, the one of this name. */
export async function openWritten(page: Page, name: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Message' }).waitFor();
  const list = page.getByRole('navigation', { name: 'Chat list' });
  if (!(await list.isVisible())) await button(page, 'Show chats').click();
  await list.getByRole('listitem').filter({ hasText: name }).getByRole('button').first().click();
  await page.getByRole('article').first().waitFor();
  await page.getByRole('textbox', { name: 'Message' }).focus();
}

/** So far down that this is at the upper edge. */
export async function scrollTo(one: Locator): Promise<void> {
  await one.evaluate((node) => node.scrollIntoView({ block: 'start' }));
}
