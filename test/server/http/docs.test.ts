// The API's description as a page: it is whole, all of it comes from this server, and it can be read without scripts.
import type { Browser, BrowserContextOptions, Page } from '@playwright/test';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { OutboxEvent } from '../../../server/contract/letters/events.ts';
import { launchBrowser } from '../../support/browser.ts';
import { type Companion, call, startCompanion } from '../../support/companion.ts';

// A browser on a busy machine takes its time.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

let server: Companion;
let browser: Browser;
beforeAll(async () => {
  server = await startCompanion();
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
  await server.close();
});
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
});

type Seen = { readonly page: Page; readonly asked: string[]; readonly faults: string[] };

/** `faults`: errors in the console, among them what the page's policy kept from happening. */
async function open(options: BrowserContextOptions = {}): Promise<Seen> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, ...options });
  const asked: string[] = [];
  const faults: string[] = [];
  page.on('request', (request) => void asked.push(request.url()));
  page.on('console', (line) => void (line.type() === 'error' && faults.push(line.text())));
  page.on('pageerror', (error) => void faults.push(error.message));
  await page.goto(`${server.url}/docs`);
  return { page, asked, faults };
}

const described = z.object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) });

describe('the page of the API', () => {
  it('may load what this server has, and nothing else', async () => {
    const { status, headers, body } = await call(server.url, 'GET /docs');
    expect([status, headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(headers.get('content-security-policy')?.split(';').toSorted()).toEqual([
      "base-uri 'none'",
      "connect-src 'self'",
      "default-src 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      'img-src data:',
      "script-src 'self'",
      "style-src 'self'",
    ]);
    const loaded = [...String(body).matchAll(/(?:src|href|data-description)="([^"]*)"/g)].map(([, address]) => address);
    expect(loaded.length).toBe(7);
    for (const address of loaded)
      expect(address).toMatch(/^(\/docs\/assets\/[\w.-]+(\?version=[\d.]+)?|\/openapi\.json|data:,)$/);
  });

  it('is drawn whole from the description, asks nobody else, and breaks no rule of its own', async () => {
    const { page, asked, faults } = await open();
    await page.locator('.opblock').first().waitFor();
    const { paths } = described.parse((await call(server.url, 'GET /openapi.json')).body);
    const count = Object.values(paths).flatMap((methods) => Object.keys(methods)).length;
    expect(await page.locator('.opblock').count()).toBe(count + OutboxEvent.options.length);
    await page.locator('[data-path="/v1/config"]').click();
    await page.getByRole('button', { name: 'Try it out' }).click();
    await page.getByRole('button', { name: 'Execute' }).click();
    await page.locator('.live-responses-table .response-col_status', { hasText: '200' }).waitFor();
    expect(faults).toEqual([]);
    expect(asked.filter((url) => !url.startsWith(`${server.url}/`) && !url.startsWith('data:'))).toEqual([]);
    expect(asked).toContain(`${server.url}/v1/config`);
  });

  it('is dark where the system is, and fits a phone', async () => {
    const { page } = await open({ colorScheme: 'dark', viewport: { width: 360, height: 740 } });
    await page.locator('.opblock').first().waitFor();
    expect(await page.locator('html').getAttribute('class')).toBe('dark-mode');
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    await page.emulateMedia({ colorScheme: 'light' });
    await page.locator('html:not(.dark-mode)').waitFor();
  });

  it('is a list that can be read where no script runs', async () => {
    const { page } = await open({ javaScriptEnabled: false });
    await page.getByRole('heading', { name: 'hosted models' }).waitFor();
    const lines = await page.locator('li').allTextContents();
    expect(lines).toContain('POST /v1/holds Reserve the price of one message');
    expect(lines).toContain('POST order.changed An order came to another state');
  });

  it('is also where other tools look for it', async () => {
    const { status, headers } = await call(server.url, 'GET /redoc');
    expect([status, headers.get('location')]).toEqual([302, '/docs']);
  });
});
