// The screens beside the chat in every state: no fault that axe can find in either theme, and everything fits.
import { afterAll, beforeAll, describe, expect, it, test, vi } from 'vitest';
import { faultsOf, misfits } from '../../support/stage/faults.ts';
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
  const faults: Record<string, readonly string[]> = {};
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme });
    faults[theme] = await faultsOf(page);
  }
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

test.each(['refused-free', 'ready', 'pro', 'offline', 'invoice'] as const)(
  'the bar shows the credits of “%s” whole at every size, and nothing lies over them',
  async (scenario) => {
    const { page, close } = await stage.visit(scenario);
    await page.getByRole('textbox', { name: 'Message' }).waitFor();
    const credits = page.getByRole('status', { name: 'Credits' }).getByRole('button');
    const seen: Record<string, unknown> = {};
    for (const { name, percent, ...viewport } of sizes) {
      await page.setViewportSize(viewport);
      await setTextSize(page, percent);
      seen[name] = await credits.evaluate((node) => {
        const { left, top, right, bottom } = node.getBoundingClientRect();
        const isOurs = (x: number) => node.contains(document.elementFromPoint(x, (top + bottom) / 2));
        return { isUncovered: isOurs(left + 2) && isOurs(right - 2), isCut: node.scrollWidth > node.clientWidth };
      });
    }
    for (const { name } of sizes) expect([name, seen[name]]).toEqual([name, { isUncovered: true, isCut: false }]);
    await close();
  },
);

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
