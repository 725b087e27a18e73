import type { Browser, BrowserContextOptions, Page } from '@playwright/test';
import axe from 'axe-core';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { languages } from '../../../server/words/language.ts';
import { launchBrowser } from '../../support/browser.ts';
import { type Gallery, openGallery, pictures } from './checkout-gallery.ts';

// A browser on a busy machine takes its time.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let gallery: Gallery;
let browser: Browser;
beforeAll(async () => {
  gallery = await openGallery();
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
  await gallery.close();
});
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
});

const names = [...pictures.map(({ name }) => name), 'unknown'];

async function open(options: BrowserContextOptions): Promise<Page> {
  return browser.newPage({ reducedMotion: 'reduce', viewport: { width: 360, height: 740 }, ...options });
}

async function visit(page: Page, name: string, language: string): Promise<void> {
  await page.goto(gallery.address(name, language));
  if (name === 'open-card' || name === 'declined') await page.locator('.element iframe').waitFor();
}

const themes = ['light', 'dark'] as const;
const sizes = {
  'the smallest phone': { width: 320, height: 568, percent: 100 },
  'a large phone': { width: 430, height: 932, percent: 100 },
  'text twice as large': { width: 320, height: 568, percent: 200 },
  'a desktop': { width: 1280, height: 800, percent: 100 },
} as const;

/** What axe finds wrong, in one line each. The card's own frame is its provider's. */
async function faultsOf(page: Page): Promise<readonly string[]> {
  return page.evaluate(async () => {
    const { axe } = Object(globalThis);
    const { violations } = await axe.run(document, {
      iframes: false,
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    });
    return violations.map(({ id, nodes }: { id: string; nodes: { html: string }[] }) => `${id}: ${nodes[0]?.html}`);
  });
}

/** What is cut off, sticks out, or is too small for a finger. */
function misfits(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const seen = (node: Element) => node.checkVisibility() && node.id !== 'news';
    const wide = [...document.body.querySelectorAll('*')]
      .filter((node) => seen(node) && node.getBoundingClientRect().right > innerWidth + 0.5)
      .map((node) => `sticks out: ${node.outerHTML.slice(0, 80)}`);
    const small = [...document.body.querySelectorAll('a, button, summary, input')]
      .filter((node) => seen(node) && node.getBoundingClientRect().height < 43.9)
      .map((node) => `too small: ${node.outerHTML.slice(0, 80)}`);
    const isScrolled = document.documentElement.scrollWidth > innerWidth;
    return [...wide, ...small, ...(isScrolled ? ['scrolls sideways'] : [])];
  });
}

describe.each(languages)('the checkout page in %s, in any state', (language) => {
  // Each page is opened once and then looked at in every theme and size.
  const faults = new Map<string, string[]>();
  beforeAll(async () => {
    const page = await open({});
    for (const kind of [...themes, ...Object.keys(sizes)]) faults.set(kind, []);
    for (const name of names) {
      await visit(page, name, language);
      await page.evaluate(axe.source);
      for (const theme of themes) {
        await page.emulateMedia({ colorScheme: theme });
        for (const fault of await faultsOf(page)) faults.get(theme)?.push(`${name}: ${fault}`);
      }
      for (const [size, { percent, ...viewport }] of Object.entries(sizes)) {
        await page.setViewportSize(viewport);
        await page.evaluate((root) => void (document.documentElement.style.fontSize = `${root}%`), percent);
        for (const fault of await misfits(page)) faults.get(size)?.push(`${name}: ${fault}`);
      }
    }
  }, 180_000);

  it.each(themes)('has no fault that axe can find in the %s theme', (theme) => {
    expect(faults.get(theme)).toEqual([]);
  });

  it.each(Object.keys(sizes))('fits %s', (size) => {
    expect(faults.get(size)).toEqual([]);
  });
});

describe('the checkout page', () => {
  it.each(names)('leaves room below its last line: %s', async (name) => {
    const page = await open({ viewport: sizes['a desktop'] });
    await visit(page, name, 'en');
    const room = await page.locator('.sheet').evaluate((sheet) => {
      const last = document.createRange();
      if (sheet.lastElementChild !== null) last.selectNodeContents(sheet.lastElementChild);
      return sheet.getBoundingClientRect().bottom - last.getBoundingClientRect().bottom;
    });
    expect(room).toBeGreaterThanOrEqual(8);
  });

  it('shows its buttons, its fields and its codes also where colours are forced', async () => {
    const page = await open({ forcedColors: 'active' });
    await visit(page, 'open-bitcoin', 'en');
    const borders = await page
      .locator('.method[open] :is(button, a.button, input)')
      .evaluateAll((nodes) => nodes.map((node) => getComputedStyle(node).borderTopWidth));
    expect(new Set(borders)).toEqual(new Set(['1px']));
    expect(
      await page
        .locator('.qr')
        .first()
        .evaluate((node) => getComputedStyle(node).forcedColorAdjust),
    ).toBe('none');
  });

  it('puts no white ground behind the card form in the dark', async () => {
    const page = await open({ colorScheme: 'dark' });
    await visit(page, 'open-card', 'en');
    const scheme = (place: string) => page.locator(place).evaluate((node) => getComputedStyle(node).colorScheme);
    expect([await scheme(':root'), await scheme('.element iframe')]).toEqual(['light dark', 'light']);
  });

  it('moves nothing where motion is unwanted', async () => {
    const page = await open({ reducedMotion: 'reduce' });
    for (const name of ['seen', 'paid', 'settling']) {
      await visit(page, name, 'en');
      expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
    }
  });

  it('names its codes, and has what stands in them as text', async () => {
    const page = await open({});
    await visit(page, 'open-bitcoin', 'en');
    await page.getByRole('img', { name: 'QR code of the Lightning invoice' }).waitFor();
    expect(await page.getByLabel('Lightning invoice', { exact: true }).inputValue()).toMatch(/^lnbc/);
    await page.getByText('Bitcoin, on chain').click();
    expect(await page.getByLabel('Bitcoin address', { exact: true }).inputValue()).toMatch(/^bc1/);
    expect(await page.getByRole('link', { name: 'Open a bitcoin wallet' }).getAttribute('href')).toMatch(
      /^bitcoin:bc1.*amount=/,
    );
  });

  it('leads through everything by the keyboard alone', async () => {
    const page = await open({});
    await visit(page, 'open-bitcoin', 'en');
    const stops: string[] = [];
    for (let stop = 0; stop < 12; stop += 1) {
      await page.keyboard.press('Tab');
      stops.push(await page.evaluate(() => document.activeElement?.textContent?.trim() ?? ''));
    }
    for (const name of [
      'Lightning',
      'Open a Lightning wallet',
      'Copy invoice',
      'Copy amount',
      'Bitcoin, on chain',
      'Deutsch',
    ])
      expect(stops).toContain(name);
  });

  it('without a script still shows codes, links and addresses, and looks by itself', async () => {
    const page = await open({ javaScriptEnabled: false });
    await page.goto(gallery.address('open-bitcoin', 'en'));
    expect(await page.getByRole('link', { name: 'Open a Lightning wallet' }).getAttribute('href')).toMatch(
      /^lightning:/,
    );
    expect(await page.locator('meta[http-equiv=refresh]').getAttribute('content')).toBe('20');
    expect(await page.locator('.panel noscript').textContent()).toContain('looks by itself');
    const other = await page.locator('.ways a').last().getAttribute('href');
    await page.goto(new URL(other ?? '', gallery.url).href);
    await page.getByRole('img', { name: 'QR code of the bitcoin address' }).waitFor();
    await page.getByRole('link', { name: 'Italiano' }).click();
    await page.getByRole('heading', { name: 'Acquisto di crediti' }).waitFor();
    await page.goto(gallery.address('open-card', 'en'));
    expect(await page.locator('.panel noscript').textContent()).toContain('Paying by card needs JavaScript');
  });

  it('lets in the scripts of the card’s provider where its form is shown, and nowhere else', async () => {
    const page = await open({});
    const policy = async (name: string) =>
      (await page.goto(gallery.address(name, 'zh')))?.headers()['content-security-policy'] ?? '';
    const card = await policy('open-card');
    const [origin] = /http:\/\/127\.0\.0\.1:\d+/.exec(/script-src ([^;]*)/.exec(card)?.[1] ?? '') ?? [];
    expect(origin).toBeDefined();
    expect(card.split(';')).toEqual(
      expect.arrayContaining([
        `script-src 'self' ${origin}`,
        `frame-src ${origin} https://hooks.stripe.com`,
        "connect-src 'self' https://api.stripe.com",
      ]),
    );
    for (const name of ['open-bitcoin', 'open-sandbox', 'open-stripe-page', 'paid', 'unknown'])
      expect(await policy(name)).toContain("script-src 'self';");
  });
});
