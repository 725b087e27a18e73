// Formulas and all else that models write, in a real browser: streamed, opened again, and with the part that sets them late.
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openStage, type Stage } from '../../support/stage/stage.ts';

// A browser on a busy machine takes its time, and the page may have to be built first.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 240_000 });

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

test('an answer that streamed in is the same page as when its chat is opened again', async () => {
  const { page, close } = await stage.visit('writing');
  await page.getByRole('textbox', { name: 'Message' }).fill('Write it all');
  await page.keyboard.press('Enter');
  const answer = page.getByRole('article', { name: /^Answer from/ });
  await answer.getByRole('button', { name: 'Copy answer' }).waitFor({ timeout: 60_000 });
  const drawn = () => answer.locator('.prose').evaluate((node) => node.innerHTML);
  const isPainted = () => answer.locator('pre .code-line span[style]').first().waitFor({ state: 'attached' });
  await answer.locator('.katex').first().waitFor();
  await isPainted();
  const streamed = await drawn();
  await page.reload();
  await answer.locator('.katex').first().waitFor();
  await isPainted();
  await expect.poll(drawn, { timeout: 60_000 }).toBe(streamed);
  expect(
    await page.evaluate(() =>
      [...document.fonts].some((font) => /KaTeX/.test(font.family) && font.status === 'loaded'),
    ),
  ).toBe(true);
  await close();
});

test('what sets formulas is fetched for the first of them alone, and again until it comes', async () => {
  const { page, close } = await stage.visit('writing');
  const road = { isShut: true, tries: 0 };
  await page.route(/\/assets\/math-[^/]*\.js/, async (route) => {
    road.tries += 1;
    await (road.isShut ? route.abort() : route.continue());
  });
  const list = page.getByRole('navigation', { name: 'Chat list' });
  await list.getByRole('button', { name: 'Names for a small grey cat', exact: true }).click();
  await page.getByRole('article').first().waitFor();
  expect(road.tries).toBe(0);
  await list.getByRole('button', { name: 'The mean of a normal distribution', exact: true }).click();
  await page.locator('.formula-source').first().waitFor();
  await expect.poll(() => road.tries, { timeout: 60_000 }).toBeGreaterThan(2);
  road.isShut = false;
  await page.locator('.katex').first().waitFor({ timeout: 60_000 });
  expect(await page.locator('.formula-source').count()).toBe(0);
  await close();
});

test('formulas are set also where what shows answers could not be fetched at first', async () => {
  const { page, close } = await stage.visit('writing');
  const road = { isShut: true, tries: 0 };
  await page.route(/\/assets\/transcript-[^/]*\.js/, async (route) => {
    road.tries += 1;
    await (road.isShut ? route.abort() : route.continue());
  });
  await page.reload();
  const list = page.getByRole('navigation', { name: 'Chat list' });
  await list.getByRole('button', { name: 'The mean of a normal distribution', exact: true }).click();
  await expect.poll(() => road.tries, { timeout: 60_000 }).toBeGreaterThan(2);
  road.isShut = false;
  await page.locator('.katex').first().waitFor({ timeout: 60_000 });
  expect(await page.locator('.formula-source').count()).toBe(0);
  await close();
});
