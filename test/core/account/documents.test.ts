// The receipt and the recovery kit as documents: what stands on them, what never does, and that nothing on them is markup of others.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { call } from '@orpc/server';
import { describe, expect, test } from 'vitest';
import { wordsFor } from '../../../src/words/words.ts';
import { sayBought } from '../../../src/main/core/account/documents/receipt.ts';
import { createMemoryStore } from '../../../src/main/core/secrets/memory-store.ts';
import type { AccountState } from '../../../src/preload/contract/account.ts';
import { createRig, newOrderId, type Rig } from './rig.ts';

async function claimedRig(provider: 'sandbox' | 'btcpay' | 'stripe' = 'stripe') {
  const keychain = createMemoryStore();
  const rig = await createRig({ keychain });
  await rig.until((state) => state.link.kind === 'online');
  const orderId = newOrderId();
  await call(rig.account().router.buy, { orderId, packId: 'small', provider });
  rig.server.setOrder(orderId, 'paid');
  const isClaimed = (state: AccountState): boolean =>
    state.purchases[0]?.state === 'claimed' && state.credits.mode === 'pro';
  await rig.until(isClaimed);
  const token = (await keychain.get(`active:${rig.server.origin}`)) ?? '';
  return { rig, orderId, token, hash: createHash('sha256').update(token).digest('hex') };
}

const lastDocument = (rig: Rig) => {
  const document = rig.shell.documents.at(-1);
  if (document === undefined) throw new Error('No document was shown');
  return document;
};
/** As somebody reads it: without tags, with entities resolved, white space folded. */
const textOf = (html: string): string =>
  html
    .replaceAll(/<style[^]*?<\/style>|<script[^]*?<\/script>|<[^>]+>/g, ' ')
    .replaceAll('&#39;', "'")
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replaceAll(/[\s\u{a0}\u{202f}]+/gu, ' ');

describe('a receipt', () => {
  test('says who sold what to which account, and never the token', async () => {
    const { rig, orderId, token, hash } = await claimedRig();
    const outcome = await call(rig.account().router.receipt, { orderId, locale: 'en-GB' });
    expect(outcome).toEqual({ kind: 'window' });
    const { html } = lastDocument(rig);
    const text = textOf(html);
    for (const said of [
      `Double, ${rig.server.origin}`,
      orderId,
      'Small: 50 credits',
      'EUR 5.00',
      'offered by Stripe',
      'Status Paid',
      hash.slice(0, 16).replaceAll(/(.{4})(?=.)/g, '$1 '),
    ])
      expect(text).toContain(said);
    expect(html).not.toContain(token.slice(6));
    expect(html).not.toContain(hash);
  });

  test.each([
    ['Small', 'Small: 50 credits'],
    ['50 credits', '50 credits'],
    [null, '50 credits'],
  ])('of the pack %s says each thing once', (packName, said) => {
    expect(sayBought({ packName, creditsMicrocredits: 50_000_000 }, wordsFor(['en']))).toBe(said);
  });

  test('tells what was given back, and not where it is collected', async () => {
    const { rig, orderId } = await claimedRig('btcpay');
    const collect_url = 'https://pay.example/pull-payments/take-me';
    const id = '01890000-0000-7000-a000-000000000001';
    rig.server.setRefunds(orderId, [{ id, amount_cents: 250, state: 'pending', collect_url }]);
    await call(rig.account().router.refreshPurchases, undefined);
    await call(rig.account().router.receipt, { orderId, locale: 'en' });
    const { html } = lastDocument(rig);
    expect(textOf(html)).toContain('Partly refunded');
    expect(textOf(html)).toContain('EUR 2.50, pending');
    expect(textOf(html)).toContain('Remaining EUR 2.50');
    expect(html).not.toContain('pull-payments');
  });

  test.each([
    ['disputed', 'Disputed'],
    ['refunded', 'Refunded in full'],
  ])('of a %s purchase says so', async (state, said) => {
    const { rig, orderId } = await claimedRig();
    rig.server.setOrder(orderId, state);
    await call(rig.account().router.refreshPurchases, undefined);
    await call(rig.account().router.receipt, { orderId, locale: 'en' });
    expect(textOf(lastDocument(rig).html)).toContain(said);
  });

  test('of a test purchase says that no money moved', async () => {
    const { rig, orderId } = await claimedRig('sandbox');
    await call(rig.account().router.receipt, { orderId, locale: 'en' });
    expect(textOf(lastDocument(rig).html)).toContain('No real money moved');
  });

  test('does not exist for an order that is unknown or not paid', async () => {
    const { rig } = await claimedRig();
    const orderId = newOrderId();
    const ask = () => call(rig.account().router.receipt, { orderId });
    await expect(ask()).rejects.toMatchObject({ code: 'purchase_not_found' });
    await call(rig.account().router.buy, { orderId, packId: 'small', provider: 'sandbox' });
    await expect(ask()).rejects.toMatchObject({ code: 'purchase_unpaid' });
    expect(rig.shell.documents).toEqual([]);
  });

  test('shows names that a server made up as text', async () => {
    const { rig, orderId } = await claimedRig();
    const config = rig.state().link.kind === 'online' ? rig.state().link : null;
    const evil = { ...(config?.kind === 'online' ? config.config : {}), name: '<img src=x onerror=alert(1)>"\'&' };
    rig.server.always('GET /v1/config', { kind: 'answer', status: 200, body: JSON.stringify(evil) });
    await call(rig.account().router.refresh, undefined);
    await call(rig.account().router.receipt, { orderId, locale: 'en' });
    const { html } = lastDocument(rig);
    expect(html).not.toContain('<img');
    expect(html).toContain('&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;');
  });
});

describe('a recovery kit', () => {
  test('holds the token as text and as a code, the server, what is left, and what to do', async () => {
    const { rig, token } = await claimedRig();
    expect(await call(rig.account().router.recoveryKit, { locale: 'de-DE' })).toEqual({ kind: 'window' });
    const { html } = lastDocument(rig);
    expect(html).toContain(`<code class="token mono">${token}</code>`);
    expect(html).toContain('aria-label="The token as a QR code"');
    const text = textOf(html);
    for (const said of [rig.server.origin, '50 credits', 'Restore credits', 'Whoever has this sheet can spend'])
      expect(text).toContain(said);
  });

  test('is made again each time, and stands in no state, answer, log or file', async () => {
    const { rig, token } = await claimedRig();
    const answers = [
      await call(rig.account().router.recoveryKit, {}),
      await call(rig.account().router.recoveryKit, {}),
      rig.state(),
    ];
    const [first, second] = rig.shell.documents;
    expect(first?.policy).not.toBe(second?.policy);
    await rig.close();
    expect(JSON.stringify([answers, rig.logged])).not.toContain(token.slice(6));
    const files = readdirSync(rig.dataDir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    for (const file of files)
      expect(readFileSync(join(file.parentPath, file.name)).includes(token.slice(6))).toBe(false);
    rig.open();
  });

  test('is refused where there is no token, and where its place does not answer', async () => {
    const keychain = createMemoryStore();
    let isLocked = false;
    const lockable = {
      ...keychain,
      get: (name: string) => (isLocked ? Promise.reject(new Error('locked')) : keychain.get(name)),
    };
    const rig = await createRig({ keychain: lockable });
    await rig.until((state) => state.link.kind === 'online');
    const ask = () => call(rig.account().router.recoveryKit, {});
    await expect(ask()).rejects.toMatchObject({ code: 'token_missing' });
    const orderId = newOrderId();
    await call(rig.account().router.buy, { orderId, packId: 'small', provider: 'sandbox' });
    rig.server.setOrder(orderId, 'paid');
    await rig.until((state) => state.purchases[0]?.state === 'claimed');
    await rig.close();
    isLocked = true;
    rig.open();
    await rig.until((state) => state.link.kind === 'online');
    await expect(ask()).rejects.toMatchObject({ code: 'token_unreadable' });
    expect(rig.shell.documents).toEqual([]);
  });
});

test('every document is whole in itself, in a sandbox of nobody’s origin, and runs only its own script', async () => {
  const { rig, orderId } = await claimedRig();
  await call(rig.account().router.receipt, { orderId });
  await call(rig.account().router.recoveryKit, {});
  expect(rig.shell.documents).toHaveLength(2);
  for (const { html, policy } of rig.shell.documents) {
    expect(html).not.toMatch(/\b(?:src|href|action)=|url\(|@import|\son\w+=/);
    expect(html).toContain('@media print');
    const nonce = /script-src 'nonce-([\w-]{20,})'/.exec(policy)?.[1] ?? '';
    expect([...html.matchAll(/<(?:script|style) nonce="([^"]*)"/g)].map(([, own]) => own)).toEqual([nonce, nonce]);
    expect(policy).toMatch(/^default-src 'none';/);
    expect(policy).toMatch(/; sandbox allow-scripts allow-modals$/);
    expect(policy).not.toContain('allow-same-origin');
  }
});

describe('numbers and times', () => {
  test.each([
    ['de-DE', 123_456, 'EUR', '1.234,56 EUR'],
    ['en-US', 123_456, 'USD', 'USD 1,234.56'],
    ['en', 500, 'JPY', 'JPY 500'],
    ['en', 1234, 'KWD', 'KWD 1.234'],
    ['not a locale!', 500, 'EUR', 'EUR 5.00'],
  ])('money as %s writes it', (locale, cents, currency, written) => {
    expect(textOf(wordsFor([locale]).documents.money(cents, currency))).toBe(written);
  });

  test('credits are told to the last microcredit', () => {
    expect(wordsFor(['en']).amounts.credits(1)).toBe('1 credit');
    expect(wordsFor(['de']).amounts.credits(1_234.567891)).toBe('1.234,567891 credits');
  });
});
