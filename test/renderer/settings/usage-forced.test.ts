// The usage page where the system forces its colours, in Chromium: what stands for a model is told apart without any.
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { faultsOf } from '../../support/stage/faults.ts';
import { openStage, type Stage } from '../../support/stage/stage.ts';

// A browser on a busy machine takes its time, and the page may have to be built first.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 240_000 });

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

test('every part has a pattern of its own, in the legend and in the bars, in two colours alone', async () => {
  const { page, close } = await stage.visit('used');
  await page.getByRole('textbox', { name: 'Message' }).waitFor();
  await page.keyboard.press('Control+,');
  const dialog = page.getByRole('dialog', { name: 'Settings' });
  await dialog.getByRole('tab', { name: 'Usage' }).click();
  await dialog.getByRole('img', { name: /^Messages by day/ }).waitFor();
  expect(await dialog.locator('li canvas').count()).toBe(0);

  await page.emulateMedia({ forcedColors: 'active' });
  const signs = dialog.locator('li canvas');
  await signs.first().waitFor();
  const drawn = await signs.evaluateAll((all) =>
    all.map((one) => (one instanceof HTMLCanvasElement ? one.toDataURL() : '')),
  );
  expect(drawn.length).toBeGreaterThanOrEqual(4);
  expect(new Set(drawn).size).toBe(drawn.length);

  /** How many different colours the legend's signs hold: words and ground. */
  const colours = await signs.evaluateAll((all) => {
    const found = new Set<string>();
    for (const one of all) {
      const data = one instanceof HTMLCanvasElement ? one.getContext('2d')?.getImageData(0, 0, 16, 2).data : null;
      Array.from(data ?? [])
        .join(' ')
        .match(/\d+ \d+ \d+ \d+/g)
        ?.forEach((colour) => found.add(colour));
    }
    return found.size;
  });
  expect(colours).toBeLessThanOrEqual(2);

  // Of the bars in the middle of the plot, a column of pixels shows ground and words by turns: a bar of one colour does not.
  const changes = await dialog
    .locator('.uplot canvas')
    .first()
    .evaluate((node) => {
      if (!(node instanceof HTMLCanvasElement)) return 0;
      const { width, height } = node;
      const context = node.getContext('2d');
      let most = 0;
      for (let x = Math.floor(width / 4); x < width - 40; x += 1) {
        const column = context?.getImageData(x, 0, 1, height).data ?? new Uint8ClampedArray();
        let count = 0;
        for (let y = 1; y < height; y += 1)
          if ((column[y * 4] ?? 0) > 128 !== (column[y * 4 - 4] ?? 0) > 128 && (column[y * 4 + 3] ?? 0) > 0) count += 1;
        most = Math.max(most, count);
      }
      return most;
    });
  expect(changes).toBeGreaterThan(16);
  expect(await faultsOf(page)).toEqual([]);
  await close();
});
