import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFormats } from '../../../server/words/formats.ts';
import { html } from '../../../server/http/checkout/html.ts';
import { isSameOrigin } from '../../../server/http/checkout/same-origin.ts';
import { type Companion, call, newToken, openOrder, startCompanion, until } from '../../support/companion.ts';

const packs = JSON.stringify([
  {
    id: 'small',
    name: '<b>Tom & "Jerry"</b>',
    credits_microcredits: 7_000_000,
    amount_cents: 123_456,
    currency: 'EUR',
  },
]);
let server: Companion;
beforeAll(async () => {
  server = await startCompanion({ PACKS: packs });
});
afterAll(() => server.close());

const page = (id: string) => call(server.url, `GET /checkout/${id}`, { headers: { accept: 'text/html' } });
const press = (id: string, action: string, headers: Readonly<Record<string, string>> = {}) =>
  call(server.url, `POST /checkout/${id}/${action}`, { headers });

describe('the checkout page', () => {
  it('says what is bought, for how much, and that no money moves', async () => {
    const { id } = await openOrder(server.url, newToken());
    const { status, headers, body } = await page(id);
    expect([status, headers.get('content-type'), headers.get('cache-control')]).toEqual([
      200,
      'text/html; charset=utf-8',
      'no-store',
    ]);
    expect(body).toContain('Test payment: no money moves');
    expect(body).toContain('€1,234.56');
    expect(body).toContain('7 credits');
    expect(body).toContain('&lt;b&gt;Tom &amp; &quot;Jerry&quot;&lt;/b&gt;');
    expect(body).not.toContain('<b>Tom');
    for (const label of ['Pay €1,234.56', 'Decline', 'Let it expire']) expect(body).toContain(`>${label}</button>`);
  });

  it('runs no script but its own, and is framed by nobody but the app', async () => {
    const { id } = await openOrder(server.url, newToken());
    const { headers } = await page(id);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy.split(';').sort()).toEqual([
      "base-uri 'none'",
      "connect-src 'self'",
      "default-src 'none'",
      "font-src 'self'",
      "form-action 'self'",
      'frame-ancestors http://127.0.0.1:* http://localhost:* app:',
      'img-src data:',
      "script-src 'self'",
      "style-src 'self'",
    ]);
    expect(headers.get('x-frame-options')).toBeNull();
    expect((await call(server.url, 'GET /v1/config')).headers.get('content-security-policy')).toContain(
      "frame-ancestors 'none'",
    );
  });

  it('finds its style and its script', async () => {
    const { id } = await openOrder(server.url, newToken());
    const { body } = await page(id);
    for (const [, path] of body.matchAll(/(?:href|src)="(\/checkout\/assets\/[^"]+)"/g)) {
      const asset = await call(server.url, `GET ${path}`);
      expect([asset.status, asset.headers.get('cache-control')]).toEqual([200, 'public, max-age=31536000, immutable']);
    }
  });

  it.each([
    ['pay', 'Paid. Thank you', false],
    ['decline', 'The payment was declined', true],
    ['expire', 'This order has expired', false],
  ])('after "%s" says so and what to do next', async (action, title, isPayable) => {
    const { id } = await openOrder(server.url, newToken());
    const pressed = await press(id, action, {
      'content-type': 'application/x-www-form-urlencoded',
      origin: server.url,
    });
    expect([pressed.status, pressed.headers.get('location')]).toEqual([303, `/checkout/${id}`]);
    const { body } = await until(
      () => page(id),
      (shown) => shown.body.includes(title),
    );
    expect(body.includes('<button')).toBe(isPayable);
    expect(body).toMatch(/close this window/i);
  });

  it('of an unknown order is a page for people and a problem for programs', async () => {
    const id = randomUUID();
    const shown = await page(id);
    expect([shown.status, shown.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8']);
    expect(shown.body).toContain('No such order');
    const told = await call(server.url, `GET /checkout/${id}`);
    expect([told.status, told.body.code]).toEqual([404, 'order_not_found']);
    expect((await press(id, 'pay')).status).toBe(404);
    expect((await page('7')).status).toBe(404);
  });

  it('takes its buttons’ presses from nowhere else', async () => {
    const { id } = await openOrder(server.url, newToken());
    for (const headers of [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site', origin: server.url },
    ]) {
      const pressed = await press(id, 'pay', headers);
      expect([pressed.status, pressed.body.code]).toEqual([403, 'forbidden']);
    }
    expect((await press(id, 'steal')).status).toBe(404);
    expect((await call(server.url, `GET /v1/payments/status?order_id=${id}`)).body.order.state).toBe('open');
  });
});

describe('its parts', () => {
  it('escape every hole that is not markup', () => {
    expect(html`<p title="${`"'<&>`}">${html`<i>${1}</i>`}${[html`a`, html`b`]}</p>`.text).toBe(
      '<p title="&quot;&#39;&lt;&amp;&gt;"><i>1</i>ab</p>',
    );
  });

  it('put the point where the currency has it', () => {
    const { price } = createFormats('en');
    expect(price({ amount_cents: 199, currency: 'USD' })).toBe('$1.99');
    expect(price({ amount_cents: 500, currency: 'JPY' })).toBe('¥500');
  });

  it('believe the browser’s word on where a press came from over the origin', () => {
    expect(isSameOrigin({ 'sec-fetch-site': 'same-origin', origin: 'null' })).toBe(true);
    expect(isSameOrigin({ 'sec-fetch-site': 'none', host: 'a:1', origin: 'http://a:1' })).toBe(false);
    expect(isSameOrigin({ host: 'a:1', origin: 'http://a:1' })).toBe(true);
    expect(isSameOrigin({ host: 'a:1', origin: 'http://a:2' })).toBe(false);
  });
});
