// A document with a secret in the browser shell: a tab that somebody opens shows it once; the page's script gets it in no way. In a real Chromium.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import type { Browser, BrowserContext, Page } from '@playwright/test';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeRecoveryKit } from '../../src/main/core/account/documents/recovery-kit.ts';
import { hashToken, makeToken } from '../../src/main/core/account/token/token.ts';
import { createCarrier } from '../../src/main/core/carrier.ts';
import { startAppServer, type AppServer } from '../../src/main/web/app-server.ts';
import { createFrameOrigins } from '../../src/main/web/frame-origins.ts';
import { createOneTimeDocuments, documentMs } from '../../src/main/web/one-time-documents.ts';
import { loadSessionKey } from '../../src/main/web/session.ts';
import { createWebShell } from '../../src/main/web/web-shell.ts';
import { conformanceRouter } from '../contract/conformance-router.ts';
import { launchBrowser } from '../support/browser.ts';
import { createFakeClock } from '../support/fake-clock.ts';

const clock = createFakeClock();
const documents = createOneTimeDocuments(clock);
const shell = createWebShell({ documents, mayFrame: () => true });
const token = makeToken();
const kit = makeRecoveryKit(
  { token, tokenHash: hashToken(token), origin: 'https://credits.example', balance: null, now: 0 },
  'en',
);

let dir = '';
let server: AppServer;
let browser: Browser;
let context: BrowserContext;
let page: Page;

beforeAll(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'tallystick-documents-'));
  await mkdir(path.join(dir, 'page/assets'), { recursive: true });
  await writeFile(path.join(dir, 'page/index.html'), '<!doctype html><html><head></head><body>the app</body></html>');
  await writeFile(path.join(dir, 'page/assets/worker.js'), 'onfetch = () => {};');
  server = await startAppServer({
    port: 0,
    key: await loadSessionKey(dir),
    clock,
    rendererDir: path.join(dir, 'page'),
    documents,
    carrier: createCarrier(conformanceRouter().router, () => undefined),
    frameOrigins: () => [],
    onFreshLink: () => undefined,
    report: () => undefined,
  });
  browser = await launchBrowser();
}, 180_000);
afterAll(async () => {
  await browser.close();
  await server.close();
  documents.clear();
  await rm(dir, { recursive: true });
});

beforeEach(async () => {
  context = await browser.newContext();
  page = await context.newPage();
  await page.goto(server.issueLink());
});
afterEach(() => context.close());

async function issue(): Promise<string> {
  const view = await shell.showDocument(kit);
  if (view.kind !== 'tab') throw new Error('The browser shell shows documents in tabs');
  return view.url;
}

/** With the page's own cookie, but other headers than a browser would send. */
async function knock(url: string, headers: Readonly<Record<string, string>>): Promise<object> {
  const cookie = (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
  const { port } = new URL(server.origin);
  return new Promise((resolve, reject) => {
    http
      .get({ host: '127.0.0.1', port, path: url, headers: { cookie, ...headers } }, (answer) => {
        let body = '';
        answer.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
        answer.on('end', () => resolve({ status: answer.statusCode, hasToken: body.includes(token) }));
      })
      .on('error', reject);
  });
}

/** As somebody who presses a link that opens a tab. */
async function openTab(url: string): Promise<Page> {
  const opened = context.waitForEvent('page');
  await page.evaluate((href) => void window.open(href, '_blank', 'noopener'), url);
  const tab = await opened;
  await tab.waitForLoadState();
  return tab;
}

describe('a document in a tab', () => {
  it('is shown once, and its address says nothing about it', async () => {
    const url = await issue();
    expect(url).toMatch(/^\/document\/[\w-]{32}$/);
    const tab = await openTab(url);
    expect(await tab.locator('.token').textContent()).toBe(token);
    expect(tab.url()).not.toContain(token);
    await tab.reload();
    expect(await tab.getByRole('heading').textContent()).toBe('This document has been shown');
    expect(await tab.content()).not.toContain(token);
  });

  it('prints when its button is pressed, and breaks none of its own rules', async () => {
    const violations: string[] = [];
    context.on('console', (message) => {
      if (/Content.Security|Refused/i.test(message.text())) violations.push(message.text());
    });
    await context.addInitScript(() => {
      window.print = () => void (document.title = 'printed');
    });
    const tab = await openTab(await issue());
    await tab.getByRole('button', { name: 'Print' }).click();
    expect(await tab.title()).toBe('printed');
    expect(violations).toEqual([]);
    // Its own style is at work, and the code can be seen.
    expect(await tab.locator('.qr').evaluate((code) => code.getBoundingClientRect().width)).toBeGreaterThan(150);
  });

  it('is of nobody’s origin: no storage, no cookie, no way back to the page', async () => {
    const tab = await openTab(await issue());
    const found = await tab.evaluate(() => {
      const tries = [() => localStorage.length, () => document.cookie, () => window.opener];
      return [
        self.origin,
        ...tries.map((attempt) => {
          try {
            return String(attempt());
          } catch {
            return 'refused';
          }
        }),
      ];
    });
    expect(found).toEqual(['null', 'refused', 'refused', 'null']);
  });

  it('waits for a minute and no longer', async () => {
    const [early, late] = [await issue(), await issue()];
    await clock.advance(documentMs - 1);
    expect(await (await openTab(early)).content()).toContain(token);
    await clock.advance(1);
    expect(await (await openTab(late)).content()).not.toContain(token);
  });

  it('is refused without a session', async () => {
    const url = await issue();
    const stranger = await browser.newContext();
    const tab = await stranger.newPage();
    const answer = await tab.goto(server.origin + url);
    expect(answer?.status()).toBe(401);
    expect(await tab.content()).not.toContain(token);
    await stranger.close();
  });
});

describe('the page’s script', () => {
  it('cannot fetch a document, and uses up its address by trying', async () => {
    const url = await issue();
    const fetched = await page.evaluate(async (address) => {
      const modes: RequestInit[] = [
        {},
        { mode: 'same-origin' },
        { mode: 'no-cors' },
        { headers: { accept: 'text/html' } },
      ];
      return Promise.all(
        modes.map(async (init) => {
          const answer = await fetch(address, init);
          return [answer.status, await answer.text()] as const;
        }),
      );
    }, url);
    for (const [status, body] of fetched) expect([status, body.includes(token)]).toEqual([403, false]);
    expect(await (await openTab(url)).content()).not.toContain(token);
  });

  it('cannot put it into a frame: its own policy forbids it, and so does the answer', async () => {
    const url = await issue();
    const blocked = await page.evaluate(
      (address) =>
        new Promise((resolve) => {
          document.addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective));
          const frame = document.createElement('iframe');
          frame.src = address;
          document.body.append(frame);
        }),
      url,
    );
    expect(blocked).toBe('frame-src');
    const asFrame = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe', 'sec-fetch-site': 'same-origin' };
    const framed = await knock(url, asFrame);
    expect(framed).toEqual({ status: 403, hasToken: false });
  });

  it.each([
    { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document', 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'empty', 'sec-fetch-site': 'same-origin' },
    { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'document', 'sec-fetch-site': 'same-origin' },
    {},
  ])('or anything else that is no tab of ours is refused: %o', async (headers) => {
    expect(await knock(await issue(), headers)).toEqual({ status: 403, hasToken: false });
  });

  it('cannot look into the tab that it opened itself', async () => {
    const url = await issue();
    const opened = context.waitForEvent('page');
    const handle = await page.evaluateHandle((address) => window.open(address, 'kit'), url);
    const tab = await opened;
    await tab.waitForLoadState();
    expect(await tab.content()).toContain(token);
    const seen = await page.evaluate((other) => {
      try {
        return other === null || other.closed ? 'closed' : other.document.body.innerHTML;
      } catch {
        return 'refused';
      }
    }, handle);
    expect(['closed', 'refused']).toContain(seen);
  });

  it('cannot put a service worker between', async () => {
    const registered = await page.evaluate(() =>
      navigator.serviceWorker.register('/assets/worker.js').then(
        () => 'registered',
        () => 'refused',
      ),
    );
    expect(registered).toBe('refused');
  });
});

describe('a browser that looks ahead', () => {
  it('gets nothing and uses nothing up', async () => {
    const url = await issue();
    expect(await knock(url, { 'sec-purpose': 'prefetch' })).toEqual({ status: 503, hasToken: false });
    expect(await (await openTab(url)).content()).toContain(token);
  });
});

describe('the frame of a checkout', () => {
  it('is only offered where the page that was loaded last allows its origin; else a tab is', async () => {
    let address = 'https://one.example';
    const frames = createFrameOrigins(() => address);
    const checkout = createWebShell({ documents, mayFrame: frames.mayFrame });
    const kindFor = async (url: string): Promise<string> =>
      (await checkout.openCheckout({ url, mayVisit: [], mayLoad: 'same' })).kind;
    expect(await kindFor('https://one.example/checkout/1')).toBe('frame');
    expect(await kindFor('https://checkout.stripe.com/c/1')).toBe('tab');
    expect(frames.forNewPage()).toEqual(['https://one.example']);
    address = 'https://two.example';
    expect(await kindFor('https://two.example/checkout/1')).toBe('tab');
    frames.forNewPage();
    expect(await kindFor('https://two.example/checkout/1')).toBe('frame');
  });
});
