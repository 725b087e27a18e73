// Lives a payment once through the real rail at the provider's simulator, and writes down what the rail read and understood at
// every step, so that the same life can be told thousands of times in other orders.
import type { Provider } from '../../../../../server/contract/orders/orders.ts';
import type { Rail, RailEvent, RailReading, RailRefund } from '../../../../../server/rails/rail.ts';
import { createBtcpayRail } from '../../../../../server/rails/btcpay/btcpay-rail.ts';
import { createStripeRail } from '../../../../../server/rails/stripe/stripe-rail.ts';
import type { Clock } from '../../../../../server/lib/clock.ts';
import { simStore, startBtcpaySim } from '../../../../support/btcpay-sim/btcpay-sim.ts';
import type { Mailbox, RawWebhook } from '../../../../support/provider-sim/mailbox.ts';
import { simAccount, startStripeSim } from '../../../../support/stripe-sim/stripe-sim.ts';
import { deskOf, newOrder } from '../../../rails/rail-desk.ts';
import { btcpayLives } from './btcpay-lives.ts';
import type { Act, End, Life } from './life.ts';
import { elementLives, sessionLives } from './stripe-lives.ts';

export type Told = Extract<RailEvent, { readonly kind: 'event' }>;

/** `refund`: what the provider answered where our operator gave back. */
export type Stage = {
  readonly passes: number;
  readonly refund: { readonly id: string; readonly cents: number | null; readonly answer: RailRefund } | null;
  /** What the rail reads from here on, by the name that the payment is asked for. */
  readonly readings: ReadonlyMap<string, RailReading>;
  readonly events: readonly Told[];
};

export type Recorded = {
  readonly name: string;
  readonly provider: Provider;
  readonly end: End;
  readonly orderId: string;
  readonly txnId: string;
  /** The first is the payment's making. */
  readonly stages: readonly Stage[];
};

type Provided<Sim> = {
  readonly provider: Provider;
  /** Set before each name, as in "btcpay: paid late". */
  readonly title: string;
  readonly sim: Sim & { readonly deliveries: Mailbox<RawWebhook> };
  readonly rail: Rail;
  readonly hands: { aheadMs: number };
};

/** Every life of both providers. */
export async function recordLives(): Promise<readonly Recorded[]> {
  const hands = { aheadMs: 0 };
  const now = () => Date.now() + hands.aheadMs;
  const clock: Clock = { now, wait: () => Promise.reject(new Error('nothing waits here')) };
  const pageUrl = (id: string) => `http://127.0.0.1/checkout/${id}`;
  const btcpay = await startBtcpaySim({ now });
  const stripe = await startStripeSim({ now });
  const btcpayRail = createBtcpayRail({ ...btcpayAccess, url: btcpay.url, pageUrl, clock });
  const stripeRail = (checkout: 'element' | 'session') =>
    createStripeRail({ ...simAccount, apiUrl: stripe.url, checkout, pageUrl, purchaseName: String, clock });
  try {
    const ofBtcpay = { provider: 'btcpay', title: 'btcpay', sim: btcpay, rail: btcpayRail, hands } as const;
    const ofStripe = { provider: 'stripe', sim: stripe, hands } as const;
    const ofElement = { ...ofStripe, title: 'stripe', rail: stripeRail('element') };
    const ofSession = { ...ofStripe, title: 'stripe, hosted page', rail: stripeRail('session') };
    return [
      ...(await recordAll(btcpayLives, ofBtcpay)),
      ...(await recordAll(elementLives, ofElement)),
      ...(await recordAll(sessionLives, ofSession)),
    ];
  } finally {
    await btcpayRail.close();
    await btcpay.close();
    await stripe.close();
  }
}

const btcpayAccess = { storeId: simStore.id, apiKey: simStore.apiKey, webhookSecret: simStore.webhookSecret };

async function recordAll<Sim>(lives: readonly Life<Sim>[], provided: Provided<Sim>): Promise<readonly Recorded[]> {
  const all: Recorded[] = [];
  for (const life of lives) all.push(await record(life, provided));
  return all;
}

async function record<Sim>(life: Life<Sim>, { provider, title, sim, rail, hands }: Provided<Sim>): Promise<Recorded> {
  const now = Date.now() + hands.aheadMs;
  const order = newOrder({ provider, created_at: now, expires_at: now + 3_600_000 });
  const desk = deskOf(rail);
  const inbox = sim.deliveries.hold();
  const { providerTxnId: txnId } = await desk.start(order);
  const names = new Set([txnId]);
  const known = new Set<string>();
  const heard = { count: 0 };
  const stages = [await look(0, null)];
  for (const act of life.acts) stages.push(await step(act));
  return { name: `${title}: ${life.name}`, provider, end: life.end, orderId: order.id, txnId, stages };

  async function step(act: Act<Sim>): Promise<Stage> {
    switch (act.kind) {
      case 'happens':
        act.does(sim, order.id);
        return look(0, null);
      case 'passes':
        hands.aheadMs += act.ms;
        return look(act.ms, null);
      case 'refunds': {
        const id = crypto.randomUUID();
        const answer = await desk.refund([...names].at(-1) ?? txnId, act.cents ?? 500, id);
        return look(0, { id, cents: act.cents, answer });
      }
    }
  }

  async function look(ms: number, refund: Stage['refund']): Promise<Stage> {
    const readings = new Map<string, RailReading>();
    for (const name of names) {
      const reading = await desk.read(name, [...known]);
      readings.set(name, reading);
      names.add(reading.paymentTxnId);
      for (const { providerRefundId } of reading.refunds) known.add(providerRefundId);
    }
    const events = inbox.slice(heard.count).flatMap(({ body, headers }) => {
      const event = rail.verify({ body, headers });
      if (event.kind === 'rejected') throw new Error(event.reason);
      return event.kind === 'event' ? [event] : [];
    });
    heard.count = inbox.length;
    return { passes: ms, refund, readings, events };
  }
}
