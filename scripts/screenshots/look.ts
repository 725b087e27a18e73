// How a picture is taken so that the next one is the same to the pixel: fixed time, place, language and size, nothing in motion.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser, BrowserContext, Locator, Page } from '@playwright/test';
import { shrinkPng } from './shrink.ts';

export const themes = ['light', 'dark'] as const;
export type Theme = (typeof themes)[number];
const sizes = {
  wide: { width: 1280, height: 820 },
  narrow: { width: 390, height: 844 },
  1440: { width: 1440, height: 900 },
  1920: { width: 1920, height: 1080 },
} as const;
export type Size = keyof typeof sizes;

/** A Monday morning. */
export const pictureTime = Date.UTC(2026, 2, 2, 9, 41);

const folder = path.join(import.meta.dirname, '../../docs/screenshots');

export async function openContext(browser: Browser, theme: Theme, size: Size): Promise<BrowserContext> {
  const context = await browser.newContext({
    viewport: sizes[size],
    colorScheme: theme,
    reducedMotion: 'reduce',
    locale: 'en-GB',
    timezoneId: 'UTC',
  });
  context.setDefaultTimeout(20_000);
  await context.clock.setFixedTime(pictureTime);
  return context;
}

const still = { animations: 'disabled', caret: 'hide' } as const;
const picturesMax = 10;

export type Picture = {
  readonly name: string;
  readonly theme: Theme;
  readonly size: Size;
  /** What the picture is of. */
  readonly shows: Locator;
};

/** Gives the file's name. Fails rather than take a picture of something else. */
export async function take(page: Page, { name, theme, size, shows }: Picture): Promise<string> {
  await shows.waitFor();
  await page.evaluate(async () => document.fonts.ready);
  await page.mouse.move(1, sizes[size].height - 1);
  // Two frames: what was clicked has been laid out and painted by then.
  await page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve(null)))),
  );
  const file = `${name}${size === 'wide' ? '' : `-${String(size)}`}-${theme}.png`;
  const png = await pictureAtRest(page, file);
  if (!(await isInSight(shows))) throw new Error(`${file} would not show what it is of`);
  writeFileSync(path.join(folder, file), shrinkPng(png));
  return file;
}

/** On a busy machine a picture can show what was drawn before; one that the next picture equals does not. */
async function pictureAtRest(page: Page, file: string): Promise<Buffer> {
  let last = await page.screenshot(still);
  for (let more = 0; more < picturesMax; more += 1) {
    const next = await page.screenshot(still);
    if (next.equals(last)) return next;
    last = next;
  }
  throw new Error(`${file} would not come to rest`);
}

/** Whether it is drawn, and some of it lies within the window with nothing else on top. */
function isInSight(one: Locator): Promise<boolean> {
  return one.evaluate((node) => {
    if (!node.checkVisibility({ visibilityProperty: true, opacityProperty: true })) return false;
    // A dialog fills the window and lets the pointer through; its parts are what one sees.
    return [node, ...node.querySelectorAll('*')].some((part) => {
      const { left, top, width, height } = part.getBoundingClientRect();
      const hit = document.elementFromPoint(left + width / 2, top + height / 2);
      return width > 0 && height > 0 && hit !== null && node.contains(hit);
    });
  });
}
