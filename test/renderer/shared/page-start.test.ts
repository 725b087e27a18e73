// What the page does before it asks the core for anything: every millisecond there is one before the first question can be written.
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openStage, type Stage } from '../../support/stage/stage.ts';

// A browser on a busy machine takes its time, and the page may have to be built first.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 240_000 });

declare global {
  interface Window {
    madeBeforeCore?: string[];
  }
}

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

test('no format and no plural rules are made before the page asks the core', async () => {
  const { page, close } = await stage.visit('demo');
  await page.addInitScript(countFormats);
  await page.reload();
  await page.getByRole('textbox', { name: 'Message' }).waitFor();
  expect(await page.evaluate(() => window.madeBeforeCore)).toEqual([]);
  await close();
});

/** Sent to the page as text. Nothing is counted from the moment at which the line to the core is opened. */
function countFormats(): void {
  const made: string[] = [];
  let isCounting = true;
  for (const name of ['NumberFormat', 'DateTimeFormat', 'PluralRules', 'ListFormat'] as const) {
    const counted = new Proxy(Intl[name], {
      construct(target, args: unknown[], self) {
        if (isCounting) made.push(name);
        const format: object = Reflect.construct(target, args, self);
        return format;
      },
    });
    Object.defineProperty(Intl, name, { value: counted });
  }
  window.WebSocket = new Proxy(window.WebSocket, {
    construct(target, args: [string]) {
      isCounting = false;
      window.madeBeforeCore = made;
      return new target(...args);
    },
  });
}
