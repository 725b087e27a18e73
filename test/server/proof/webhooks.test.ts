// Deliveries that are not what a provider sent: a million of them at full size, spoilt in body and headers, past the verifiers
// and some of them through HTTP. Nothing is filed that does not carry a signature, and no verifier falls.
import Database from 'better-sqlite3';
import { Agent, request } from 'node:http';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemClock } from '../../../server/lib/clock.ts';
import { createBtcpayRail } from '../../../server/rails/btcpay/btcpay-rail.ts';
import type { Rail, RailEvent } from '../../../server/rails/rail.ts';
import { createSandboxRail } from '../../../server/rails/sandbox/sandbox-rail.ts';
import { sign } from '../../../server/rails/sandbox/signature.ts';
import { createStripeRail } from '../../../server/rails/stripe/stripe-rail.ts';
import * as btcpaySim from '../../support/btcpay-sim/btcpay-sim.ts';
import {
  type Companion,
  newToken,
  openOrder,
  simulatedRails,
  startCompanion,
  tempFolder,
  until,
} from '../../support/companion.ts';
import { call } from '../../support/companion.ts';
import * as stripeSim from '../../support/stripe-sim/stripe-sim.ts';
import { runs, seed, timeout } from './parts/size.ts';
import { isAuthentic } from './parts/webhooks/authentic.ts';
import { type Delivery, type Signer, createDice, spoil } from './parts/webhooks/mutate.ts';

const { simStore } = btcpaySim;
const { simAccount } = stripeSim;
const sandboxSecret = 'the secret of the sandbox here';

const signers: Readonly<Record<Signer['provider'], Signer>> = {
  btcpay: {
    provider: 'btcpay',
    header: 'btcpay-sig',
    secret: simStore.webhookSecret,
    sign: (body, { secret }) => btcpaySim.signatureOf(body, secret),
  },
  stripe: {
    provider: 'stripe',
    header: 'stripe-signature',
    secret: simAccount.webhookSecret,
    sign: (body, by) => stripeSim.signatureOf(body, by),
  },
  sandbox: {
    provider: 'sandbox',
    header: 'sandbox-signature',
    secret: sandboxSecret,
    sign: (body, { secret, atMs }) => sign(secret, body, atMs),
  },
};

type Source = {
  readonly signer: Signer;
  readonly rail: Rail;
  readonly server: Companion;
  readonly bodies: readonly Buffer[];
};

let folder: string;
let sources: readonly Source[];
const opened: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  folder = tempFolder();
  const btcpay = await btcpaySim.startBtcpaySim();
  const stripe = await stripeSim.startStripeSim();
  const real = await startCompanion(simulatedRails({ stripe: stripe.url, btcpay: btcpay.url }));
  const toy = await startCompanion({ SANDBOX_WEBHOOK_SECRET: sandboxSecret, SANDBOX_WEBHOOKS_ENABLED: '0' });
  const common = { clock: systemClock, pageUrl: () => 'http://127.0.0.1/', purchaseName: String };
  const sandboxRail = createSandboxRail({
    ...common,
    path: join(folder, 'sandbox.db'),
    secret: sandboxSecret,
    isProduction: false,
    realRails: 0,
  });
  const btcpayRail = createBtcpayRail({ ...common, ...simStore, storeId: simStore.id, url: btcpay.url });
  const stripeRail = createStripeRail({ ...common, ...simAccount, apiUrl: stripe.url, checkout: 'element' });
  for (const one of [real, toy, sandboxRail, btcpayRail, btcpay, stripe]) opened.push(() => one.close());

  const { id: invoiced } = await openOrder(real.url, newToken(), undefined, 'btcpay');
  const { id: carded } = await openOrder(real.url, newToken(), undefined, 'stripe');
  const { id: played } = await openOrder(toy.url, newToken());
  const ofBtcpay = [...btcpay.receive(invoiced, 5), ...btcpay.confirm(invoiced), ...btcpay.mark(invoiced, 'Settled')];
  const ofStripe = [...stripe.succeed(carded), ...stripe.giveBack(carded, { cents: 100 })];
  await call(toy.url, `POST /checkout/${played}/pay`);
  // From here on there is nothing left that the reconciler would find out by itself.
  await until(
    () => Promise.all([stateOf(real, invoiced), stateOf(real, carded), stateOf(toy, played)]),
    (states) => states.every((state) => state === 'paid'),
    25_000,
  );
  const ofSandbox = ['payment.paid', 'payment.refunded'].map((type) =>
    Buffer.from(JSON.stringify({ id: `evt_${type}`, type, data: { payment_id: 'sbx_1', order_id: played } })),
  );
  sources = [
    { signer: signers.btcpay, rail: btcpayRail, server: real, bodies: ofBtcpay.map(({ body }) => body) },
    { signer: signers.stripe, rail: stripeRail, server: real, bodies: ofStripe.map(({ body }) => body) },
    { signer: signers.sandbox, rail: sandboxRail, server: toy, bodies: ofSandbox },
  ];
}, 180_000);
afterAll(async () => {
  for (const close of opened) await close();
  rmSync(folder, { recursive: true, force: true });
});

async function stateOf(server: Companion, id: string): Promise<string> {
  return (await call(server.url, `GET /v1/payments/status?order_id=${id}`)).body.order.state;
}

function trueDelivery({ signer, bodies }: Source, number: number, nowMs: number): Delivery {
  const body = bodies[number % bodies.length] ?? Buffer.alloc(0);
  return { body, headers: { [signer.header]: signer.sign(body, { secret: signer.secret, atMs: nowMs }) } };
}

/** `count` spoilt deliveries of all providers in turn. */
function* spoilt(count: number, from: number): Iterable<{ readonly source: Source; readonly delivery: Delivery }> {
  const dice = createDice(from);
  for (let number = 0; number < count; number += 1) {
    const source = sources[number % sources.length];
    if (source === undefined) throw new Error('there is no provider');
    const nowMs = Date.now();
    const other = trueDelivery(source, dice(9), nowMs);
    const how = { signer: source.signer, dice, nowMs, other };
    yield { source, delivery: spoil(trueDelivery(source, dice(9), nowMs), how) };
  }
}

it('a delivery as its provider sent it is taken', () => {
  for (const source of sources)
    for (const number of source.bodies.keys())
      expect(source.rail.verify(trueDelivery(source, number, Date.now())).kind).not.toBe('rejected');
});

it(
  'no verifier takes what its provider did not sign, and none throws, whatever comes',
  async () => {
    const from = seed();
    const count = runs({ small: 1_000, full: 1_000_000 });
    const tally = { authentic: 0, rejected: 0 };
    for (const { source, delivery } of spoilt(count, from)) {
      // The servers of this process breathe too.
      if ((tally.authentic + tally.rejected) % 500 === 0) await nextTurn();
      const kind = verdict(source, delivery, from);
      if (kind === 'rejected') tally.rejected += 1;
      else if (isAuthentic(delivery, source.signer, Date.now())) tally.authentic += 1;
      else throw new Error(`PROOF_SEED=${from}: taken unsigned: ${shown(source, delivery)}`);
    }
    process.stdout.write(
      `${count} spoilt deliveries: ${tally.rejected} refused, ${tally.authentic} signed after all\n`,
    );
    expect(tally.rejected).toBeGreaterThan(count / 2);
  },
  timeout(180_000),
);

function verdict(source: Source, delivery: Delivery, from: number): RailEvent['kind'] {
  try {
    return source.rail.verify(delivery).kind;
  } catch (cause) {
    throw new Error(`PROOF_SEED=${from}: the verifier threw at ${shown(source, delivery)}`, { cause });
  }
}

function shown({ signer }: Source, { body, headers }: Delivery): string {
  return `${signer.provider} ${JSON.stringify(headers).slice(0, 500)} ${body.toString('base64').slice(0, 2_000)}`;
}

/** All that a webhook could have moved. */
function stateIn({ folder: home }: Companion): string {
  const db = new Database(join(home, 'ledger.db'), { readonly: true });
  try {
    const tables = ['deliveries', 'transfers', 'refunds', 'suspense', 'outbox'];
    const counts = tables.map((table) => db.prepare(`SELECT count(*) FROM ${table}`).pluck().get());
    const orders = db
      .prepare('SELECT id, state, credited_cents, refunded_cents, revision FROM orders ORDER BY id')
      .all();
    return JSON.stringify([counts, orders]);
  } finally {
    db.close();
  }
}

const agent = new Agent({ keepAlive: true, maxSockets: 8 });

function post({ server, signer }: Source, { body, headers }: Delivery): Promise<number> {
  return new Promise((resolve, reject) => {
    const url = `${server.url}/v1/webhooks/${signer.provider}`;
    const sent = request(url, { method: 'POST', agent, headers: { 'content-type': 'application/json', ...headers } });
    sent.once('response', (answer) => {
      answer.resume().once('end', () => resolve(answer.statusCode ?? 0));
    });
    // A body that is too large is answered while it is still being sent.
    sent.once('error', reject);
    sent.end(body);
  });
}

/** What an HTTP client can send at all; the headers come to the server without the spaces around them. */
function isSendable({ headers }: Delivery): boolean {
  return Object.values(headers)
    .flat()
    .every((value) => /^[\t\x20-\x7e]*$/.test(value) && value.length < 8_000);
}

it(
  'over HTTP what is not signed is refused with a 4xx, and nothing at all has changed',
  async () => {
    const from = seed();
    const count = runs({ small: 200, full: 20_000 });
    const before = sources.map(({ server }) => stateIn(server));
    const answers = new Map<number, number>();
    for (const { source, delivery } of spoilt(count, from)) {
      if (!isSendable(delivery) || isAuthentic(delivery, source.signer, Date.now())) continue;
      // A server that has too much to do says 503, and the provider comes again.
      const status = await until(
        () => post(source, delivery).catch(() => 413),
        (answer) => answer !== 503,
      );
      answers.set(status, (answers.get(status) ?? 0) + 1);
      if (status < 400 || status > 499) throw new Error(`PROOF_SEED=${from}: ${status} to ${shown(source, delivery)}`);
    }
    process.stdout.write(`${[...answers].map(([status, some]) => `${some} times ${status}`).join(', ')} over HTTP\n`);
    expect(sources.map(({ server }) => stateIn(server))).toEqual(before);
    for (const source of sources) expect(await post(source, trueDelivery(source, 0, Date.now()))).toBe(200);
    expect(sources.map(({ server }) => stateIn(server))).not.toEqual(before);
  },
  timeout(180_000),
);
