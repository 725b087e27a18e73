// A server under a path of a larger site, behind a proxy that leaves the path out or passes it on.
import { createServer, request as ask, type Server } from 'node:http';
import type { Browser } from '@playwright/test';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { launchBrowser } from '../../support/browser.ts';
import { type Companion, call, newToken, openOrder, startCompanion } from '../../support/companion.ts';
import { listening } from '../../support/listening.ts';

// A browser on a busy machine takes its time.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

const running: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of running.splice(0)) await one.close();
});

type Site = { readonly url: string; readonly server: Companion };

/** Whatever stands outside of `base` belongs to somebody else. */
async function openSite(base: string, passesOn: boolean): Promise<Site> {
  const to = { port: '' };
  const proxy: Server = createServer((incoming, outgoing) => {
    const path = incoming.url ?? '';
    if (!path.startsWith(`${base}/`)) {
      outgoing.writeHead(418).end();
      return;
    }
    const { method, headers } = incoming;
    const options = { port: to.port, path: passesOn ? path : path.slice(base.length), method, headers };
    const onward = ask(options, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  const url = `http://127.0.0.1:${await listening(proxy)}${base}`;
  const server = await startCompanion({ PUBLIC_URL: `${url}/`, TRUSTED_PROXIES: '127.0.0.1' });
  to.port = new URL(server.url).port;
  running.push(server, {
    close() {
      proxy.closeAllConnections();
      proxy.close();
    },
  });
  return { url, server };
}

describe.each([
  ['/credits', false],
  ['/credits', true],
  ['/v1', false],
  ['/v1', true],
  ['/shop/checkout', true],
])('a server under %s whose proxy passes the path on: %s', (base, passesOn) => {
  it('is whole: its addresses, the page, its files, its buttons and its news', async () => {
    const { url } = await openSite(base, passesOn);
    expect((await call(url, 'GET /healthz')).status).toBe(200);
    const { id, reply } = await openOrder(url, newToken());
    expect(reply.body.payload.url).toBe(`${url}/checkout/${id}`);
    const page = await browser.newPage();
    const bad: string[] = [];
    page.on('response', (answer) => void (answer.status() >= 400 && bad.push(answer.url())));
    await page.goto(`${url}/checkout/${id}`);
    await page.getByRole('link', { name: 'Deutsch' }).click();
    await page.getByRole('link', { name: 'English' }).click();
    // Pressed elsewhere, so that the page has it from its stream of events.
    await call(url, `POST /checkout/${id}/decline`);
    await page.getByRole('heading', { name: 'The payment was declined' }).waitFor();
    await page.locator('button.pay').click();
    await page.getByRole('heading', { name: 'Paid. Thank you' }).waitFor();
    expect(new URL(page.url()).pathname).toBe(`${base}/checkout/${id}`);
    expect(
      await page.evaluate(() => getComputedStyle(document.querySelector('main') ?? document.body).display),
    ).not.toBe('');
    expect(bad).toEqual([]);
    await page.close();
  });
});

describe('a server under a path', () => {
  it('names it in its description, and hears what comes past the proxy', async () => {
    const { url, server } = await openSite('/credits', false);
    expect((await call(url, 'GET /openapi.json')).body.servers).toEqual([{ url }]);
    expect((await call(url, 'GET /redoc')).headers.get('location')).toBe('/credits/docs');
    const page = String((await call(url, 'GET /docs')).body);
    const loaded = [...page.matchAll(/(?:src|href|data-description)="(\/[^"]*)"/g)].map(([, address = '']) => address);
    expect(loaded.length).toBe(6);
    for (const address of loaded) expect((await call(new URL(url).origin, `GET ${address}`)).status).toBe(200);
    expect((await call(server.url, 'GET /healthz')).status).toBe(200);
    expect((await call(server.url, 'GET /credits/healthz')).status).toBe(200);
    expect((await call(server.url, 'GET /creditshealthz')).status).toBe(404);
    expect((await call(server.url, 'GET /credits/credits/healthz')).status).toBe(404);
  });
});
