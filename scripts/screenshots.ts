// npm run screenshots: every screen, light and dark, into docs/screenshots. With names, only those: npm run screenshots -- chat buy-pack
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { chromium, type Browser } from '@playwright/test';
import { builtPage } from '../test/support/core-double/page.ts';
import { serveDouble } from '../test/support/core-double/serve.ts';
import { launchOptions } from '../test/support/browser.ts';
import { buildApp } from './build/build-app.ts';
import { openContext, pictureTime, take, themes, type Size } from './screenshots/look.ts';
import { takePurchase } from './screenshots/purchase.ts';
import { shots, type Shot } from './screenshots/shots.ts';

const root = path.join(import.meta.dirname, '..');
const wanted = process.argv.slice(2);
const isWanted = (name: string): boolean => wanted.length === 0 || wanted.includes(name);

async function takeShot(browser: Browser, shot: Shot): Promise<readonly string[]> {
  const files: string[] = [];
  const taken: readonly Size[] = [
    'wide',
    ...(shot.isAlsoNarrow === true ? (['narrow'] as const) : []),
    ...(shot.isAlsoLarge === true ? ([1440, 1920] as const) : []),
  ];
  for (const size of taken) {
    for (const theme of themes) {
      const page = builtPage(path.join(root, 'out/renderer'));
      const double = await serveDouble({ scenario: shot.scenario, port: 0, page, now: pictureTime });
      const context = await openContext(browser, theme, size);
      try {
        const window = await context.newPage();
        await window.goto(double.url);
        await shot.act(window);
        files.push(await take(window, { name: shot.name, theme, size, shows: shot.shows(window) }));
      } catch (error) {
        throw new Error(`The picture ${shot.name} (${theme}, ${String(size)}) could not be taken`, { cause: error });
      } finally {
        await context.close();
        await double.close();
      }
    }
  }
  return files;
}

await buildApp(root, { isForced: false, say: (line) => console.log(line) });
mkdirSync(path.join(root, 'docs/screenshots'), { recursive: true });
const browser = await chromium.launch(await launchOptions());
try {
  for (const shot of shots.filter(({ name }) => isWanted(name)))
    console.log((await takeShot(browser, shot)).join('  '));
  if (isWanted('purchase')) for (const theme of themes) console.log((await takePurchase(browser, theme)).join('  '));
} finally {
  await browser.close();
}
