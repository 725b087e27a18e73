// Real servers and real kills: one of two server processes is killed at a failpoint or from outside in the middle of a life of a
// payment, webhooks go to whoever answers, and the other process carries on from the ledger alone.
import * as fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type BtcpaySim, startBtcpaySim } from '../../../support/btcpay-sim/btcpay-sim.ts';
import { call, newToken, openOrder, type Reply, simulatedRails, until } from '../../../support/companion.ts';
import { type Mailbox, post, type RawWebhook } from '../../../support/provider-sim/mailbox.ts';
import { credits } from '../../../support/server-ledger.ts';
import { resigned, type StripeSim, startStripeSim } from '../../../support/stripe-sim/stripe-sim.ts';
import { btcpayLives } from './payments/btcpay-lives.ts';
import type { Act, End, Life } from './payments/life.ts';
import { openBooks, type Tables } from './payments/payment-books.ts';
import { elementLives } from './payments/stripe-lives.ts';
import type { Ground, Place } from './place.ts';
import { type ServerProcess, startProcess } from './server-process.ts';
import { runs, seed, timeout } from './size.ts';

const operatorKey = 'the key of the operator in kills';
const packs = [{ id: 'small', name: 'Small', credits_microcredits: credits(100), amount_cents: 500, currency: 'EUR' }];

type Round = {
  readonly life: number;
  readonly point: string;
  /** The failpoint kills when it is passed so often; where that is never, the kill comes from outside. */
  readonly after: number;
  readonly shuffle: number;
};
type Paid = 'btcpay' | 'stripe';

export type PaymentKills = {
  readonly ground: Ground;
  /** The ledger's tables, asked past its own code. */
  readonly tables: (place: Place) => Promise<Tables>;
  /** Where it is killed; of those that the engine passes. */
  readonly points: readonly string[];
  readonly small: number;
};

export function provesPaymentKills({ ground, tables, points, small }: PaymentKills): void {
  let place: Place;
  let stripe: StripeSim;
  let btcpay: BtcpaySim;
  let steady: ServerProcess;
  let env: Readonly<Record<string, string>>;
  const hands = { aheadMs: 0 };
  const now = () => Date.now() + hands.aheadMs;

  beforeAll(async () => {
    place = await ground.make();
    stripe = await startStripeSim({ now });
    btcpay = await startBtcpaySim({ now });
    env = {
      ...simulatedRails({ stripe: stripe.url, btcpay: btcpay.url }),
      ADMIN_API_KEY: operatorKey,
      PACKS: JSON.stringify(packs),
      ...place.env,
    };
    steady = await startProcess(place.folderOf(0), env);
  }, 120_000);
  afterAll(async () => {
    await steady.stop();
    await Promise.all([stripe.close(), btcpay.close()]);
    await place.remove();
  });

  async function turn(aheadMs: number): Promise<void> {
    hands.aheadMs = aheadMs;
    await steady.turn(aheadMs);
  }

  /** Whoever is not answered asks the other one, as a buyer does who presses again. */
  async function insist(doomed: ServerProcess | null, ask: (base: string) => Promise<Reply>): Promise<Reply> {
    const first = doomed === null ? null : await ask(doomed.url).catch(() => null);
    return first !== null && first.status < 500 ? first : ask(steady.url);
  }

  async function deliver(provider: Paid, doomed: ServerProcess | null, webhook: RawWebhook): Promise<void> {
    const fresh = provider === 'stripe' ? resigned(webhook, { atMs: now() }) : webhook;
    const to = (base: string) => post(`${base}/v1/webhooks/${provider}`, fresh);
    const first = doomed === null ? 503 : await to(doomed.url).catch(() => 503);
    if (first !== 200) expect(await to(steady.url)).toBe(200);
  }

  type Played<Sim> = {
    readonly life: Life<Sim>;
    readonly sim: Sim & { readonly deliveries: Mailbox<RawWebhook> };
    readonly provider: Paid;
    readonly round: Round;
  };

  async function live<Sim>({ life, sim, provider, round }: Played<Sim>, doomed: ServerProcess | null): Promise<void> {
    const token = newToken();
    const orderId = randomUUID();
    const news = sim.deliveries.hold();
    const told = { count: 0 };
    const answer = await insist(doomed, async (base) => (await openOrder(base, token, orderId, provider)).reply);
    expect(answer.status).toBeLessThan(300);
    for (const [number, act] of life.acts.entries()) {
      await take(act, { sim, orderId, doomed });
      // Some come at once, out of their order; the rest with those of the next act.
      const some = news.slice(told.count).toReversed();
      const isKept = (round.shuffle >> number) % 2 === 1 && number < life.acts.length - 1;
      if (isKept) continue;
      told.count = news.length;
      await Promise.all(
        some.map((one, place) => deliver(provider, (place + round.shuffle) % 3 === 0 ? null : doomed, one)),
      );
    }
    doomed?.child.kill('SIGKILL');
    await restsAt(life.end, { orderId, token });
  }

  async function take<Sim>(
    act: Act<Sim>,
    { sim, orderId, doomed }: { readonly sim: Sim; readonly orderId: string; readonly doomed: ServerProcess | null },
  ): Promise<void> {
    switch (act.kind) {
      case 'happens':
        act.does(sim, orderId);
        return;
      case 'passes':
        return turn(hands.aheadMs + act.ms);
      case 'refunds': {
        const body = { refund_id: randomUUID(), order_id: orderId, reason: 'a proof' };
        const amount = act.cents === null ? {} : { amount_cents: act.cents };
        const ask = (base: string) =>
          call(base, 'POST /v1/payments/refund', {
            headers: { 'x-api-key': operatorKey },
            body: { ...body, ...amount },
          });
        const made = stripe.refunds.length + btcpay.pulls.length;
        expect((await insist(doomed, ask)).status).toBeLessThan(300);
        await passing(
          async () => stripe.refunds.length + btcpay.pulls.length,
          (count) => count > made,
        );
      }
    }
  }

  /** What the killed one had taken is free for others when its lease is over. */
  function passing<T>(ask: () => Promise<T>, fits: (answer: T) => boolean): Promise<T> {
    const asked = async () => {
      const answer = await ask();
      if (!fits(answer)) await turn(hands.aheadMs + 31_000);
      return answer;
    };
    return until(asked, fits, 60_000);
  }

  async function restsAt(end: End, purchase: { readonly orderId: string; readonly token: string }): Promise<void> {
    const books = openBooks(await tables(place));
    const wanted = { ...end, wallet: credits(end.wallet), aside: credits(end.aside) };
    try {
      const look = async () => {
        const found = await books.read({ ...purchase, txnId: purchase.orderId }, []);
        const { state, wallet, refundedCents, accounts } = found;
        return { state, wallet, aside: accounts['suspense'] ?? 0, refundedCents };
      };
      const isThere = (found: object) => JSON.stringify(sorted(found)) === JSON.stringify(sorted(wanted));
      expect(await passing(look, isThere)).toEqual(wanted);
    } finally {
      await books.close();
    }
  }

  async function play(round: Round, doomed: ServerProcess | null): Promise<string> {
    const all = btcpayLives.length + elementLives.length;
    const ofBtcpay = btcpayLives[round.life % all];
    const ofStripe = elementLives[(round.life % all) - btcpayLives.length];
    if (ofBtcpay !== undefined) {
      await live({ life: ofBtcpay, sim: btcpay, provider: 'btcpay', round }, doomed);
      return ofBtcpay.name;
    }
    if (ofStripe === undefined) throw new Error('there is no such life');
    await live({ life: ofStripe, sim: stripe, provider: 'stripe', round }, doomed);
    return ofStripe.name;
  }

  it(
    'a server that is killed in the middle of a purchase leaves nothing that the other one does not bring to its end',
    async () => {
      const count = runs({ small, full: 400 });
      const chosen = seed();
      const rounds = fc.sample<Round>(
        fc.record({
          life: fc.nat({ max: 1_000 }),
          point: fc.constantFrom(...points),
          after: fc.integer({ min: 2, max: 30 }),
          shuffle: fc.nat({ max: 63 }),
        }),
        { numRuns: count, seed: chosen },
      );
      for (const [number, round] of rounds.entries()) {
        const failpoint = { TALLYSTICK_FAILPOINT: `${round.point}:${round.after}` };
        // It may die before it even listens.
        const doomed = await startProcess(place.folderOf(1), { ...env, ...failpoint }).catch(() => null);
        // Nobody answers for the dead.
        if (doomed !== null && doomed.child.signalCode === null)
          await Promise.race([doomed.turn(hands.aheadMs), once(doomed.child, 'exit')]);
        try {
          await play(round, doomed);
        } catch (cause) {
          throw new Error(`PROOF_SEED=${chosen}, round ${number}, ${JSON.stringify(round)}`, { cause });
        } finally {
          await doomed?.stop();
        }
      }
      const storage = await place.open();
      expect((await storage.audit()).findings).toEqual([]);
      await storage.close();
      process.stdout.write(`${count} servers killed\n`);
    },
    timeout(120_000),
  );
}

function sorted(value: object): readonly unknown[] {
  return Object.entries(value).toSorted(([left], [right]) => (left < right ? -1 : 1));
}
