// The built page over the core's double in a real Chromium: for tests of what one sees, hears and reaches with the keyboard.
import path from 'node:path';
import type { BrowserContextOptions, Page } from '@playwright/test';
import { buildApp } from '../../../scripts/build/build-app.ts';
import { launchBrowser } from '../browser.ts';
import { builtPage } from '../core-double/page.ts';
import type { ScenarioName } from '../core-double/scenarios.ts';
import { serveDouble, type CoreDouble } from '../core-double/serve.ts';
import type { World } from '../core-double/world.ts';

const root = path.join(import.meta.dirname, '../../..');

export type Visit = { readonly page: Page; readonly double: CoreDouble; close(): Promise<void> };

export type VisitOptions = BrowserContextOptions & {
  /** Changes the double's world before the page comes. */
  readonly prepare?: (world: World) => void;
  /** Has its page before anything is in it. */
  readonly beforeOpening?: (page: Page) => Promise<void>;
  /** The page's clock can be moved by `page.clock`. */
  readonly hasClock?: boolean;
};

export type Stage = {
  visit(scenario: ScenarioName, options?: VisitOptions): Promise<Visit>;
  close(): Promise<void>;
};

/** `args`: of the browser, besides those that it always has. */
export async function openStage({ args = [] }: { readonly args?: readonly string[] } = {}): Promise<Stage> {
  await buildApp(root, { isForced: false, say: () => undefined });
  const browser = await launchBrowser(args);
  return {
    async visit(scenario, { prepare, beforeOpening, hasClock = false, ...options } = {}) {
      const double = await serveDouble({ scenario, port: 0, page: builtPage(path.join(root, 'out/renderer')) });
      prepare?.(double.world);
      const context = await browser.newContext({
        viewport: { width: 1280, height: 820 },
        reducedMotion: 'reduce',
        locale: 'en-GB',
        ...options,
      });
      const page = await context.newPage();
      if (hasClock) await page.clock.install();
      await beforeOpening?.(page);
      await page.goto(double.url);
      return {
        page,
        double,
        async close() {
          await context.close();
          await double.close();
        },
      };
    },
    close: () => browser.close(),
  };
}
