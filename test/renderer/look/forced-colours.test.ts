// Where the system paints every ground alike, what is chosen still differs from what is not.
import type { Locator, Page } from '@playwright/test';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openStage, type Stage } from '../../support/stage/stage.ts';
import { screens } from './screens.ts';

// A browser on a busy machine takes its time, and the page may have to be built first.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 240_000 });

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

async function open(name: string): Promise<{ readonly page: Page; close(): Promise<void> }> {
  const screen = screens.find((one) => one.name === name);
  if (screen === undefined) throw new Error(`there is no screen “${name}”`);
  const visit = await stage.visit(screen.scenario, { forcedColors: 'active' });
  await screen.act(visit.page);
  // The pointer would add its own sign.
  await visit.page.mouse.move(1, 1);
  return visit;
}

/** How it is drawn, as far as a person with forced colours can see it. */
const drawn = (one: Locator): Promise<string> =>
  one.evaluate((node) => {
    const partsOf = (colour: string): readonly number[] => (colour.match(/[\d.]+/g) ?? []).map(Number);
    // The system's ground keeps how transparent ours was, so what one sees is mixed with all that lies behind it.
    const groundOf = (element: Element | null): readonly number[] => {
      if (element === null) return [255, 255, 255];
      const [red = 0, green = 0, blue = 0, share = 1] = partsOf(getComputedStyle(element).backgroundColor);
      if (share === 1) return [red, green, blue];
      const behind = groundOf(element.parentElement);
      return [red, green, blue].map((part, at) => Math.round(part * share + (behind[at] ?? 0) * (1 - share)));
    };
    const { outlineStyle, outlineWidth, borderBottomColor, borderBottomWidth } = getComputedStyle(node);
    const outline = outlineStyle === 'none' ? '0px' : outlineWidth;
    // A border that is not there has a colour all the same.
    const hasBorder = borderBottomWidth !== '0px' && partsOf(borderBottomColor)[3] !== 0;
    return [groundOf(node).join(' '), outline, hasBorder ? borderBottomColor : ''].join('; ');
  });

test('the chosen theme, and the chosen page of the settings', async () => {
  const { page, close } = await open('settings, general');
  expect(await drawn(page.getByRole('radio', { name: 'System' }))).not.toBe(
    await drawn(page.getByRole('radio', { name: 'Dark' })),
  );
  await page.getByRole('tab', { name: 'General' }).blur();
  expect(await drawn(page.getByRole('tab', { name: 'General' }))).not.toBe(
    await drawn(page.getByRole('tab', { name: 'About' })),
  );
  await close();
});

test('a switch that is on', async () => {
  const { page, close } = await open('settings, models');
  const one = page.getByRole('switch', { name: 'Demo model' });
  const thumb = one.locator('> *');
  const off = await drawn(one);
  expect((await drawn(thumb)).split(';')[0]).not.toBe(off.split(';')[0]);
  await one.click();
  expect(await drawn(one)).not.toBe(off);
  await close();
});

test('the open chat', async () => {
  const { page, close } = await open('chats');
  const rows = page.locator('[data-row]');
  await rows.nth(1).click();
  await page.getByRole('textbox', { name: 'Message' }).focus();
  await expect.poll(() => drawn(rows.nth(1))).not.toBe(await drawn(rows.nth(2)));
  await close();
});

test('the highlighted model, and the highlighted line of a menu', async () => {
  const { page, close } = await open('the menu of a chat');
  const lines = page.getByRole('menuitem');
  expect(await drawn(lines.nth(0))).not.toBe(await drawn(lines.nth(1)));
  await page.keyboard.press('Escape');
  await page.getByRole('combobox', { name: 'Model' }).click();
  await page.keyboard.press('ArrowDown');
  const options = page.getByRole('option');
  // A ground changes gradually.
  await expect.poll(() => drawn(options.nth(1))).not.toBe(await drawn(options.nth(2)));
  await close();
});

test('the chosen pack and the chosen way to pay, also while they have the focus', async () => {
  const { page, close } = await open('buy credits');
  const [packs, ways] = [page.locator('label:has([name=pack])'), page.locator('label:has([name=provider])')];
  expect(await drawn(packs.nth(1))).not.toBe(await drawn(packs.nth(0)));
  expect(await drawn(ways.nth(0))).not.toBe(await drawn(ways.nth(1)));
  await page.getByRole('radio', { name: /^Regular/ }).focus();
  await page.keyboard.press('ArrowRight');
  expect(await drawn(packs.nth(2))).not.toBe(await drawn(packs.nth(1)));
  await close();
});

test('where the token is kept', async () => {
  const { page, close } = await open('where to keep the token');
  const places = page.locator('label:has([name=place])');
  expect(await drawn(places.nth(0))).not.toBe(await drawn(places.nth(1)));
  await close();
});

test('the code of an invoice stays dark on light, for cameras', async () => {
  const { page, close } = await open('an invoice');
  expect(
    await page.getByRole('img', { name: /^QR code/ }).evaluate((node) => getComputedStyle(node).forcedColorAdjust),
  ).toBe('none');
  await close();
});
