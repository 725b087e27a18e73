// Whether Stripe is set up for us: the key and what it may do, and the webhook endpoint with the events that purchases live by.
import type { Stripe } from 'stripe';
import { plainMoney } from '../../contract/currencies.ts';
import { type PricedWare, RailUnavailable } from '../rail.ts';
import { type SetupFinding, warning, well, wrong } from '../../lib/setup-finding.ts';
import { lookAtBilling } from './billing/billing-setup.ts';
import type { StripeCheckout } from './checkout.ts';
import { ask, connectStripe, type StripeAccess, StripeRefused } from './connect-stripe.ts';
import { Anything } from './shapes.ts';
import { leastAtStripe } from './units.ts';
import { stripeSays as say } from '../../words/commands/stripe-setup.ts';
import { z } from 'zod';

export type StripeSetup = StripeAccess & {
  readonly checkout: StripeCheckout;
  /** What is sold here. */
  readonly prices?: readonly PricedWare[];
  /** Where Stripe reaches us; null when that is not known. */
  readonly webhookUrl: string | null;
};

const paymentEvents = [
  'payment_intent.succeeded',
  'payment_intent.processing',
  'payment_intent.payment_failed',
  'payment_intent.canceled',
  'refund.created',
  'refund.updated',
  'refund.failed',
  'charge.dispute.created',
  'charge.dispute.closed',
] as const;

/** Only these tell that a bank's inquiry has become a dispute. */
const disputeEvents = ['charge.dispute.updated', 'charge.dispute.funds_withdrawn'] as const;

const sessionEvents = [
  'checkout.session.completed',
  'checkout.session.async_payment_succeeded',
  'checkout.session.async_payment_failed',
  'checkout.session.expired',
] as const;

const Endpoints = z.object({
  data: z.array(z.object({ url: z.string(), status: z.string(), enabled_events: z.array(z.string()) })),
});

/** Asks, and throws nothing of what it is told. */
export async function checkStripe(setup: StripeSetup): Promise<readonly SetupFinding[]> {
  const stripe = connectStripe(setup);
  const signal = AbortSignal.timeout(30_000);
  const mode = setup.secretKey.includes('_live_') ? 'live' : 'test';
  try {
    await ask({ to: 'list payments', shape: Anything, signal }, () => stripe.paymentIntents.list({ limit: 1 }));
  } catch (error) {
    return [wrong(say.keyTrouble(toldOf(error)))];
  }
  const { finding, told } = await lookAtEndpoint(stripe, setup, signal);
  return [
    well(say.answers(mode)),
    ...lookAtPrices(setup.prices ?? []),
    ...(await lookAtRights(stripe, setup, signal)),
    finding,
    ...(await lookAtBilling(stripe, told, signal)),
  ];
}

/** Stripe sets its least amounts by the currency in which it pays out to you. */
function lookAtPrices(prices: readonly PricedWare[]): readonly SetupFinding[] {
  return prices.flatMap(({ ware, price }) => {
    const least = leastAtStripe(price);
    if (least === null) return [];
    const [cost, enough] = [plainMoney(price.amountCents, price.currency), plainMoney(least, price.currency)];
    return [wrong(say.tooCheap(ware, cost, enough))];
  });
}

/** Only reading can be tried without doing something; writing shows itself at the first refund. */
async function lookAtRights(
  stripe: Stripe,
  { checkout }: StripeSetup,
  signal: AbortSignal,
): Promise<readonly SetupFinding[]> {
  const limit = 1;
  const questions: readonly (readonly [string, SetupFinding, () => Promise<unknown>])[] = [
    ['list refunds', warning(say.refundsLack), () => stripe.refunds.list({ limit })],
    ['list disputes', warning(say.disputesLack), () => stripe.disputes.list({ limit })],
    ...(checkout === 'session'
      ? ([['list checkout pages', wrong(say.sessionsLack), () => stripe.checkout.sessions.list({ limit })]] as const)
      : []),
  ];
  const answers = questions.map(async ([to, lack, call]): Promise<readonly SetupFinding[]> => {
    try {
      await ask({ to, shape: Anything, signal }, call);
      return [];
    } catch (error) {
      return [error instanceof StripeRefused && error.status === 403 ? lack : warning(say.trouble(toldOf(error)))];
    }
  });
  const lacking = (await Promise.all(answers)).flat();
  return lacking.length > 0 ? lacking : [well(say.rightsGood)];
}

/** `told`: the events that the endpoint receives; null where that is not known. */
async function lookAtEndpoint(
  stripe: Stripe,
  { webhookUrl: url, checkout }: StripeSetup,
  signal: AbortSignal,
): Promise<{ readonly finding: SetupFinding; readonly told: readonly string[] | null }> {
  const unknown = (finding: SetupFinding) => ({ finding, told: null });
  if (url === null) return unknown(wrong(say.webhookNowhere));
  try {
    const { data } = await ask({ to: 'list webhook endpoints', shape: Endpoints, signal }, () =>
      stripe.webhookEndpoints.list({ limit: 100 }),
    );
    const endpoint = data.find((one) => one.url === url);
    if (endpoint === undefined) return unknown(wrong(say.webhookMissing(url)));
    if (endpoint.status !== 'enabled') return unknown(wrong(say.webhookOff(url)));
    const { enabled_events: told } = endpoint;
    return { finding: lookAtEvents({ url, told, checkout }), told };
  } catch (error) {
    const text = say.webhookUnseen(toldOf(error));
    return unknown(error instanceof StripeRefused && error.status === 403 ? warning(text) : wrong(text));
  }
}

function lookAtEvents({
  url,
  told,
  checkout,
}: {
  readonly url: string;
  readonly told: readonly string[];
  readonly checkout: StripeCheckout;
}): SetupFinding {
  const lacks = (types: readonly string[]) => types.filter((type) => !told.includes(type) && !told.includes('*'));
  const missing = lacks(checkout === 'session' ? [...paymentEvents, ...sessionEvents] : paymentEvents);
  if (missing.length > 0) return wrong(say.webhookDeaf(url, missing));
  const late = lacks(disputeEvents);
  if (late.length > 0) return warning(say.webhookLate(url, late));
  return well(say.webhookGood(url));
}

function toldOf(error: unknown): string {
  return error instanceof RailUnavailable ? error.message : say.unasked;
}
