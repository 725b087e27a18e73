// What is wrong with a page as it stands: by axe's rules, and by what does not fit.
import type { Page } from '@playwright/test';
import axe from 'axe-core';

/** Lets what was just changed be laid out, placed beside its button, and painted. */
async function settle(page: Page): Promise<void> {
  await page.evaluate(async () => {
    for (let frame = 0; frame < 6; frame += 1) await new Promise((resolve) => requestAnimationFrame(resolve));
  });
}

/** A page that takes on another theme is drawn in parts; a fault that is still there at the third look is one. */
const judgementsMax = 3;

const allRules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** All that depend on colours. */
const colourRules = { type: 'rule', values: ['color-contrast', 'link-in-text-block'] };

/** What axe finds wrong, in one line for each place. The frames of other origins are not ours to judge. */
export async function faultsOf(page: Page, rules: object = allRules): Promise<readonly string[]> {
  const isThere = await page.evaluate(() => 'axe' in globalThis);
  if (!isThere) await page.evaluate(axe.source);
  let found = await faultsNow(page, rules);
  for (let look = 1; look < judgementsMax && found.length > 0; look += 1) found = await faultsNow(page, rules);
  return found;
}

/** By day and by night. What differs between them is colours, so everything else is judged once. */
export async function faultsByTheme(page: Page): Promise<Readonly<Record<'light' | 'dark', readonly string[]>>> {
  await page.emulateMedia({ colorScheme: 'light' });
  const light = await faultsOf(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  return { light, dark: await faultsOf(page, colourRules) };
}

async function faultsNow(page: Page, rules: object): Promise<readonly string[]> {
  await settle(page);
  return page.evaluate(async (runOnly) => {
    const { axe: found } = Object(globalThis);
    const { violations } = await found.run(document, { iframes: false, resultTypes: ['violations'], runOnly });
    // A menu stands beside the landmarks for as long as it is open.
    const isOfMenu = (selector: string) => document.querySelector(selector)?.closest('[role="menu"]') !== null;
    return violations.flatMap(({ id, nodes }: { id: string; nodes: { html: string; target: string[] }[] }) =>
      nodes
        .filter(({ target }) => id !== 'region' || !isOfMenu(target[0] ?? 'body'))
        .map(({ html }) => `${id}: ${html.slice(0, 200)}`),
    );
  }, rules);
}

/** A popover follows its button some frames after the page has changed; what still does not fit after so many looks does not. */
const looksMax = 15;

/** What can be pressed and sticks out of the window, notices and answers whose text sticks out of them, and what scrolls sideways. */
export async function misfits(page: Page): Promise<readonly string[]> {
  let found = await misfitsNow(page);
  for (let look = 1; look < looksMax && found.length > 0; look += 1) found = await misfitsNow(page);
  return found;
}

async function misfitsNow(page: Page): Promise<readonly string[]> {
  await settle(page);
  return page.evaluate(() => {
    const controls = [...document.body.querySelectorAll('button, a, input, textarea, select')].filter(
      // Hidden from all but screen readers: one pixel wide.
      (node) => node.checkVisibility({ visibilityProperty: true }) && node.getBoundingClientRect().width > 1,
    );
    const cut = controls
      .filter((node) => {
        const { left, right } = node.getBoundingClientRect();
        return left < -0.5 || right > innerWidth + 0.5;
      })
      .map((node) => `sticks out: ${node.outerHTML.slice(0, 120)}`);
    const spilled = [
      ...document.body.querySelectorAll(
        '[role="note"], [role="status"], [role="alert"], [role="log"], article > footer',
      ),
    ]
      .filter((node) => node.checkVisibility() && node.clientWidth > 1 && node.scrollWidth > node.clientWidth)
      .map((node) => `has text that sticks out: ${node.outerHTML.slice(0, 120)}`);
    const found = [...cut, ...spilled];
    return document.documentElement.scrollWidth > innerWidth ? [...found, 'scrolls sideways'] : found;
  });
}
