// Several server processes on one ledger, with both providers simulated, asked over HTTP at the same moment for the same order: by a
// hundred who claim it, and by all who give its money back or spend its credits.
import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { tokenOwner } from '../../../../server/domain/wallets/ledger.ts';
import { OrderId } from '../../../../server/contract/orders/orders.ts';
import type { Storage } from '../../../../server/storage/storage.ts';
import { type BtcpaySim, startBtcpaySim } from '../../../support/btcpay-sim/btcpay-sim.ts';
import { type Reply, call, holdBody, newToken, openOrder, simulatedRails, until } from '../../../support/companion.ts';
import { credits, hashOf } from '../../../support/server-ledger.ts';
import { type StripeSim, startStripeSim } from '../../../support/stripe-sim/stripe-sim.ts';
import { insist } from './insist.ts';
import type { Ground, Place } from './place.ts';
import { type ServerProcess, startProcess } from './server-process.ts';
import { runs, timeout } from './size.ts';

const rounds = runs({ small: 1, full: 100 });
const operatorKey = 'the key of the operator in races';
const operator = { 'x-api-key': operatorKey };
const price = 500;

export function provesPaymentRaces(ground: Ground): void {
  let place: Place;
  let stripe: StripeSim;
  let btcpay: BtcpaySim;
  let servers: readonly ServerProcess[] = [];
  beforeAll(async () => {
    place = await ground.make();
    stripe = await startStripeSim();
    btcpay = await startBtcpaySim();
    const packs = [
      { id: 'small', name: 'Small', credits_microcredits: credits(100), amount_cents: price, currency: 'EUR' },
    ];
    const env = {
      ...simulatedRails({ stripe: stripe.url, btcpay: btcpay.url }),
      ADMIN_API_KEY: operatorKey,
      PACKS: JSON.stringify(packs),
      ...place.env,
    };
    const nodes = Array.from({ length: ground.nodes }, (_, node) => node);
    servers = await Promise.all(nodes.map((node) => startProcess(place.folderOf(node), env)));
  }, 120_000);
  afterAll(async () => {
    await Promise.all(servers.map((server) => server.stop()));
    await Promise.all([stripe.close(), btcpay.close()]);
    await place.remove();
  });

  const url = (number: number): string => servers[number % servers.length]?.url ?? '';

  /** What the ledger itself says, read by another process, whose sums must match. */
  async function fromLedger<A>(look: (storage: Storage) => Promise<A>): Promise<A> {
    const storage = await place.open();
    try {
      expect((await storage.audit()).findings).toEqual([]);
      return await look(storage);
    } finally {
      await storage.close();
    }
  }

  const claim = (number: number, token: string, id: string): Promise<Reply> =>
    insist(() => call(url(number), 'POST /v1/pro/claim', { as: token, body: { order_id: id } }));

  /** Sends a claim whole and hangs up: before any answer, or with its first bytes. */
  function cutClaim(number: number, token: string, id: string): Promise<void> {
    const { hostname, port } = new URL(url(number));
    const body = JSON.stringify({ order_id: id });
    const head = [
      'POST /v1/pro/claim HTTP/1.1',
      `host: ${hostname}:${port}`,
      `authorization: Bearer ${token}`,
      'content-type: application/json',
      `content-length: ${body.length}`,
    ];
    return new Promise((resolve, reject) => {
      const socket = connect(Number(port), hostname);
      socket.once('error', reject);
      socket.once('close', () => resolve());
      if (number % 3 === 0) socket.once('data', () => socket.destroy());
      socket.write([...head, '', body].join('\r\n'), () => {
        if (number % 3 !== 0) socket.destroy();
      });
    });
  }

  it(
    'of a hundred who claim an order one has it, and hears the same however often, also where the reply was cut off',
    async () => {
      for (let round = 0; round < rounds; round += 1) {
        const token = newToken();
        const { id } = await openOrder(url(0), token, undefined, 'stripe');
        // Nobody has told the servers yet: the first of the owner's claims finds it out.
        stripe.succeed(id);
        const strangers = Array.from({ length: 99 }, (_, number) => claim(number, newToken(), id));
        const cut = Array.from({ length: 12 }, (_, number) => cutClaim(number, token, id));
        const own = await Promise.all(Array.from({ length: 12 }, (_, number) => claim(number, token, id)));
        await Promise.all(cut);
        const after = await Promise.all([claim(0, token, id), claim(1, token, id)]);
        for (const one of [...own, ...after]) {
          expect(said(one)).toEqual(said(after[0]));
          expect(one.headers.get('x-pro-left')).toBe('100');
        }
        expect(after[0]).toMatchObject({
          status: 200,
          body: { order: { state: 'paid', is_claimed: true }, pro_left: 100 },
        });
        for (const { status, body } of await Promise.all(strangers))
          expect(['404 order_unpaid', '409 order_claimed']).toContain(`${status} ${body.code}`);
        const wallet = await fromLedger((storage) => storage.readWallet(tokenOwner(hashOf(token))));
        expect(wallet).toMatchObject({ balance: credits(100), held: 0 });
      }
    },
    timeout(120_000),
  );

  const refund = (
    number: number,
    orderId: string,
    ask: { readonly id: string; readonly cents?: number },
  ): Promise<Reply> =>
    insist(() =>
      call(url(number), 'POST /v1/payments/refund', {
        headers: operator,
        body: {
          refund_id: ask.id,
          order_id: orderId,
          reason: 'a race',
          ...(ask.cents === undefined ? {} : { amount_cents: ask.cents }),
        },
      }),
    );

  async function buyWithCard(token: string): Promise<string> {
    const { id } = await openOrder(url(0), token, undefined, 'stripe');
    stripe.succeed(id);
    await until(
      () => claim(0, token, id),
      ({ status }) => status === 200,
    );
    return id;
  }

  it(
    'of refunds, holds and captures at once no more goes back than was paid, no wallet goes below nothing, and nothing goes missing',
    async () => {
      for (let round = 0; round < rounds; round += 1) {
        const token = newToken();
        const id = await buyWithCard(token);
        const hold = (number: number) => {
          const body = holdBody();
          return insist(() => call(url(number), 'POST /v1/holds', { as: token, body }));
        };
        const held = await Promise.all(Array.from({ length: 30 }, (_, number) => hold(number)));
        const ids = held.map(({ body }) => String(body.hold.id));

        const wishes = [...Array.from({ length: 10 }, () => ({ id: randomUUID(), cents: 110 })), { id: randomUUID() }];
        const asked = wishes.flatMap((wish, number) => [refund(number, id, wish), refund(number + 1, id, wish)]);
        const capture = (number: number, one: string) =>
          insist(() => call(url(number), `POST /v1/holds/${one}/capture`, { as: token }));
        const captured = ids.map((one, number) => capture(number, one));
        const more = Array.from({ length: 20 }, (_, number) => hold(number));
        const atProvider = stripe.giveBack(id, { cents: 60 });
        expect(atProvider.length).toBeGreaterThan(0);

        const replies = await Promise.all(asked);
        for (const { status } of await Promise.all(captured)) expect(status).toBe(200);
        const laterHolds = (await Promise.all(more)).filter(({ status }) => status === 201).length;
        for (const [number, wish] of wishes.entries()) hearTheSame(replies.slice(2 * number, 2 * number + 2), wish.id);

        // What the provider gave back is heard of by whoever asks next, and then all agree.
        await refund(0, id, { id: randomUUID(), cents: price });
        const found = await fromLedger(async (storage) => ({
          order: await storage.readOrder(OrderId.parse(id)),
          rows: (await storage.readRefunds(OrderId.parse(id))).filter(({ state }) => state !== 'failed'),
          wallet: await storage.readWallet(tokenOwner(hashOf(token))),
        }));
        const intent = stripe.intents().find(({ metadata }) => metadata['order_id'] === id);
        const given = stripe.refunds.filter((one) => one.payment_intent === intent?.id && one.status === 'succeeded');
        const cents = given.reduce((sum, { amount }) => sum + amount, 0);
        expect(given.length).toBeGreaterThan(1);
        expect(cents).toBeLessThanOrEqual(price);
        expect(found.order?.books.refundedCents).toBe(cents);
        expect(found.rows.reduce((sum, { amountCents }) => sum + amountCents, 0)).toBe(cents);
        const taken = found.rows.reduce((sum, row) => sum + row.credits.taken, 0);
        const short = found.rows.reduce((sum, row) => sum + row.credits.short, 0);
        const { balance, held: stillHeld } = found.wallet ?? { balance: -1, held: -1 };
        expect(stillHeld).toBe(credits(laterHolds));
        expect(balance).toBeGreaterThanOrEqual(stillHeld);
        expect(balance + taken + credits(30)).toBe(credits(100));
        // The operator's own refunds take what is free alone; only what was given back behind our back may be short.
        expect(short).toBeLessThanOrEqual(credits(12));
      }
    },
    timeout(120_000),
  );

  it(
    'one refund asked for twenty times at once at a provider that knows no repeats is given once',
    async () => {
      for (let round = 0; round < rounds; round += 1) {
        const token = newToken();
        const { id } = await openOrder(url(0), token, undefined, 'btcpay');
        btcpay.receive(id, 5);
        btcpay.confirm(id);
        await until(
          () => claim(0, token, id),
          ({ status }) => status === 200,
        );
        const wish = { id: randomUUID(), cents: 200 };
        const replies = await Promise.all(Array.from({ length: 20 }, (_, number) => refund(number, id, wish)));
        expect(replies.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([
          ...Array.from({ length: 19 }, () => 200),
          201,
        ]);
        expect(btcpay.pulls.filter(({ name }) => name === `Refund ${wish.id}`)).toHaveLength(1);
        const wallet = await fromLedger((storage) => storage.readWallet(tokenOwner(hashOf(token))));
        expect(wallet).toMatchObject({ balance: credits(60), held: 0 });
      }
    },
    timeout(120_000),
  );
}

const said = ({ status, body }: Reply) => ({ status, ...body, request_id: null });

/** A refund is made once; a repeat hears of the same one, and what was refused for want of money left is no refund. */
function hearTheSame(replies: readonly Reply[], id: string): void {
  const made = replies.filter(({ status }) => status === 201 || status === 200);
  for (const { status, body } of replies)
    if (!made.some((one) => one.body === body)) expect([status, body.code]).toEqual([409, 'refund_too_large']);
  expect(replies.filter(({ status }) => status === 201).length).toBeLessThanOrEqual(1);
  for (const { body } of made) expect(body.refund.id).toBe(id);
}
