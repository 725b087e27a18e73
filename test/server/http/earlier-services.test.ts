// What programs that were written for an earlier service ask, and what they look for in the answers: one row a request, in the order
// of docs/operators/coming-from-elsewhere.md.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Companion, call, startCompanion, tokenHash, until } from '../../support/companion.ts';
import { cardRows, planRows, purchaseRows } from '../../support/earlier-services/billing-api.ts';
import { businessRows } from '../../support/earlier-services/billing-business.ts';
import { chatRows, claimRows, gateRows, model, token } from '../../support/earlier-services/chat-backend.ts';
import { key, operator, request_id, type Row, type Sender, text } from '../../support/earlier-services/row.ts';
import { type FakeOllama, startFakeOllama } from '../../support/fake-ollama/fake-ollama.ts';
import { type FakeUpstream, startFakeUpstream } from '../../support/fake-upstream/fake-upstream.ts';
import { signatureOf, simAccount, startStripeSim, type StripeSim } from '../../support/stripe-sim/stripe-sim.ts';

let upstream: FakeUpstream;
let ollama: FakeOllama;
let stripe: StripeSim;
let server: Companion;
/** With Stripe for payments, at its simulator. */
let cards: Companion;
beforeAll(async () => {
  upstream = await startFakeUpstream();
  ollama = await startFakeOllama();
  stripe = await startStripeSim();
  const usual = { ADMIN_API_KEY: key, TRUSTED_PROXIES: '127.0.0.1', TRUST_IDENTITY_HEADERS: '1' };
  server = await startCompanion({
    ...usual,
    DEV_RESET_ENABLED: '1',
    FREE_LIMIT: '2',
    LITELLM_BASE_URL: upstream.url,
    OLLAMA_BASE_URL: ollama.url,
    OLLAMA_MODEL: model,
  });
  cards = await startCompanion({
    ...usual,
    SANDBOX_ENABLED: '0',
    STRIPE_SECRET_KEY: simAccount.secretKey,
    STRIPE_PUBLISHABLE_KEY: simAccount.publishableKey,
    STRIPE_WEBHOOK_SECRET: simAccount.webhookSecret,
    STRIPE_API_URL: stripe.url,
    STRIPE_JS_URL: `${stripe.url}/v3/`,
  });
});
afterAll(async () => {
  await server.close();
  await cards.close();
  await stripe.close();
  await ollama.stop();
  await upstream.stop();
});

const kept = new Map<string, string>();

/** `{name}` in an address or a body. */
function filled(written: string): string {
  return written.replaceAll(/\{(\w+)\}/g, (_whole, name: string) => {
    const value = kept.get(name);
    if (value === undefined) throw new Error(`no row before has kept ${name}`);
    return value;
  });
}

function placeIn(body: unknown, place: string): unknown {
  return place.split('.').reduce<unknown>((at, name) => Object(at)[name], body);
}

type Seen = { readonly status: number; readonly body: unknown; readonly headers: object };

/** With those headers alone that the row names. */
async function answerTo({ ask, body, by = operator, headers = {}, keep = {} }: Row, at: Companion): Promise<Seen> {
  const sent = body === undefined ? {} : { body: JSON.parse(filled(JSON.stringify(body))) };
  const answer = await call(at.url, filled(ask), { ...by, ...sent });
  for (const [name, place] of Object.entries(keep)) kept.set(name, String(placeIn(answer.body, place)));
  const named = Object.keys(headers).map((name) => [name, answer.headers.get(name)] as const);
  return { status: answer.status, body: answer.body, headers: Object.fromEntries(named) };
}

function wantedOf({ status, fields, headers = {} }: Row): object {
  const body = fields instanceof RegExp ? expect.stringMatching(fields) : fields;
  return { status, headers, ...(body === undefined ? {} : { body }) };
}

describe('a program of the billing API', () => {
  it.each(purchaseRows)('$ask ($status)', async (row) => {
    expect(await answerTo(row, server)).toMatchObject(wantedOf(row));
  });

  it('has the order paid once the provider says so', async () => {
    await call(server.url, `POST /checkout/${filled('{order}')}/pay`, { headers: { origin: server.url } });
    const status = () => call(server.url, `GET /v1/payments/status?order_id=${filled('{order}')}`, operator);
    const { body } = await until(status, (answer) => answer.body.order.state === 'paid');
    expect(body.order.state).toBe('paid');
  });

  it.each([...planRows, ...businessRows])('$ask ($status)', async (row) => {
    expect(await answerTo(row, server)).toMatchObject(wantedOf(row));
  });
});

describe('a program of the billing API that takes cards', () => {
  it.each(cardRows)('$ask ($status)', async (row) => {
    expect(await answerTo(row, cards)).toMatchObject(wantedOf(row));
  });

  it('POST /v1/webhooks/stripe', async () => {
    const [event] = stripe.succeed(filled('{card}'));
    if (event === undefined) throw new Error('the simulator told nothing');
    const headers = { 'stripe-signature': signatureOf(event.body, { atMs: Date.now() }) };
    const answer = await fetch(`${cards.url}/v1/webhooks/stripe`, {
      method: 'POST',
      headers,
      body: new Uint8Array(event.body),
    });
    expect([answer.status, await answer.json()]).toEqual([
      200,
      { ok: true, request_id, event_type: event.type, order_id: filled('{card}') },
    ]);
    await until(
      () => call(cards.url, 'GET /v1/wallets/1', operator),
      ({ body }) => body.wallets?.[0]?.balance_cents === 1000,
    );
  });
});

describe('a program of the chat backend', () => {
  it.each(chatRows)('$ask ($status)', async (row) => {
    expect(await answerTo(row, server)).toMatchObject(wantedOf(row));
  });

  it('is told when the order is paid', async () => {
    const status = () => call(server.url, filled('GET /v1/payments/status?order_id={invoice}'));
    const { body } = await until(status, (answer) => answer.body.order.state === 'paid');
    expect(body.order.state).toBe('paid');
  });

  it.each(claimRows)('$ask ($status)', async (row) => {
    expect(await answerTo(row, server)).toMatchObject(wantedOf(row));
  });
});

describe('a program of the usage gate', () => {
  it.each(gateRows)('$ask ($status)', async (row) => {
    expect(await answerTo(row, server)).toMatchObject(wantedOf(row));
  });
});

describe('a program of the credit middleware', () => {
  it('makes a key for itself, and with it locks, unlocks and reads what is left', async () => {
    const made = await call(server.url, 'POST /v1/api-keys', {
      ...operator,
      body: { kind: 'service', name: 'middleware' },
    });
    const service: Sender = { headers: { authorization: `Bearer ${made.body.key}` } };
    const gift = { entity_type: 'user', amount_microcredits: 20e6, reason: 'a gift', ref: randomUUID() };
    expect((await call(server.url, 'POST /v1/wallets/test-user-1/grant', { ...operator, body: gift })).status).toBe(
      200,
    );
    const rows: readonly Row[] = [
      {
        ask: 'POST /v1/balance/lock',
        body: { id: randomUUID(), payer: 'test-user-1', amount: '5.0' },
        by: service,
        status: 201,
        fields: { lock_id: text, lock: { amount_microcredits: 5e6 } },
        keep: { lock: 'lock_id' },
      },
      {
        ask: 'POST /v1/balance/unlock',
        body: { lock_id: '{lock}', real_cost: '1.5' },
        by: service,
        status: 200,
        fields: { lock: { captured_microcredits: 1.5e6 } },
      },
      {
        ask: 'POST /v1/balance/lock',
        body: { id: randomUUID(), payer: `token:${tokenHash(token)}`, amount: '500' },
        by: service,
        status: 402,
      },
      { ask: 'GET /v1/summary?payer=test-user-1', by: service, status: 200, fields: { balance_microcredits: 18.5e6 } },
      { ask: 'GET /docs', by: {}, status: 200, fields: /<main id="api"/ },
      { ask: 'GET /redoc', by: {}, status: 302 },
    ];
    for (const row of rows) expect(await answerTo(row, server)).toMatchObject(wantedOf(row));
  });
});
