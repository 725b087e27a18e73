// The screens beside the chat in every state: no fault that axe can find in either theme, and everything fits.
import type { Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it, test, vi } from 'vitest';
import { faultsByTheme, faultsOf, misfits } from '../../support/stage/faults.ts';
import { openStage, type Stage } from '../../support/stage/stage.ts';
import { screens, setTextSize } from './screens.ts';

// A browser on a busy machine takes its time, and the page may have to be built first.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 240_000 });

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const sizes = [
  { name: '1280 with large text', width: 1280, height: 820, percent: 200 },
  { name: '768', width: 768, height: 1024, percent: 100 },
  { name: '640 with large text', width: 640, height: 800, percent: 200 },
  { name: '360', width: 360, height: 740, percent: 100 },
  { name: '320', width: 320, height: 640, percent: 100 },
] as const;

test.each(screens)('axe finds no fault in: $name; and it fits', async ({ scenario, act }) => {
  const { page, close } = await stage.visit(scenario);
  await act(page);
  const faults: Record<string, readonly string[]> = await faultsByTheme(page);
  for (const { name, percent, ...viewport } of sizes) {
    await page.setViewportSize(viewport);
    await setTextSize(page, percent);
    faults[name] = await misfits(page);
  }
  expect(Object.entries(faults).filter(([, found]) => found.length > 0)).toEqual([]);
  await close();
});

// A sheet over the chat, which a change of size would close.
test.each(screens.filter(({ name }) => name.includes('chat') || name.startsWith('search')))(
  'in a narrow window, too: $name',
  async ({ scenario, act }) => {
    const { page, close } = await stage.visit(scenario, { viewport: { width: 320, height: 640 } });
    await act(page);
    expect([...(await faultsOf(page)), ...(await misfits(page))]).toEqual([]);
    await close();
  },
);

const barSizes = [...sizes, { name: '360 with large text', width: 360, height: 740, percent: 200 }] as const;

/** So much of the model's name can still be read, in rem. */
const modelMin = 4;

test.each(['refused-free', 'ready', 'pro', 'offline', 'invoice'] as const)(
  'the bar shows the credits of “%s” whole at every size, its buttons apart, and which model answers',
  async (scenario) => {
    const { page, close } = await stage.visit(scenario);
    await page.getByRole('combobox', { name: 'Model' }).waitFor();
    for (const { name, percent, ...viewport } of barSizes) {
      await page.setViewportSize(viewport);
      await setTextSize(page, percent);
      await expect.poll(() => barFaults(page), { message: name }).toEqual([]);
    }
    await close();
  },
);

/** The bar's own parts ask for its width in rem, so this also notices a part that asks for none. */
function barFaults(page: Page): Promise<readonly string[]> {
  return page.evaluate((least) => {
    const model = document.querySelector('header [role="combobox"]');
    const credits = document.querySelector('header [role="status"][aria-label="Credits"] button');
    if (model === null || credits === null) return ['there is no model or no credits'];
    const buttons = [...(model.closest('header')?.querySelectorAll('button') ?? [])].filter(
      (node) => node.checkVisibility() && node.clientWidth > 1,
    );
    const box = (node: Element) => node.getBoundingClientRect();
    const nameOf = (node: Element) => node.getAttribute('aria-label') ?? node.textContent;
    const overlaps = buttons.flatMap((one, n) =>
      buttons
        .slice(n + 1)
        .filter((other) => Math.min(box(one).right, box(other).right) - Math.max(box(one).left, box(other).left) > 0.5)
        .map((other) => `“${nameOf(one)}” lies over “${nameOf(other)}”`),
    );
    const { left, top, right, bottom } = box(credits);
    const isSeen = [left + 2, right - 2].every((x) =>
      credits.contains(document.elementFromPoint(x, (top + bottom) / 2)),
    );
    const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
    return [
      ...overlaps,
      ...(isSeen ? [] : ['something lies over the credits']),
      ...(credits.scrollWidth > credits.clientWidth ? ['the credits are cut'] : []),
      ...(box(model).width < least * rem ? ['the model cannot be read'] : []),
    ];
  }, modelMin);
}

describe.each([
  { width: 390, height: 844 },
  { width: 640, height: 410 },
])('in $width × $height', (viewport) => {
  it.each([
    ['buy credits', /^Pay/],
    ['where to keep the token', 'Continue'],
    ['restore credits', 'Restore'],
  ] as const)('the main button of “%s” is in sight without scrolling', async (name, button) => {
    const screen = screens.find((one) => one.name === name);
    const { page, close } = await stage.visit(screen?.scenario ?? 'ready', { viewport });
    await screen?.act(page);
    const main = page.getByRole('dialog').getByRole('button', { name: button });
    expect(
      await main.evaluate((node) => {
        const { left, top, width, height } = node.getBoundingClientRect();
        return node.contains(document.elementFromPoint(left + width / 2, top + height / 2));
      }),
    ).toBe(true);
    await close();
  });
});
