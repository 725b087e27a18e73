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

/** A bank's question that becomes a dispute is told of by these alone. */
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
  const mode = setup.secretKey.includes('_live_') ? 'live: money moves' : 'a test: no money moves';
  try {
    await ask({ to: 'list payments', shape: Anything, signal }, () => stripe.paymentIntents.list({ limit: 1 }));
  } catch (error) {
    return [
      wrong(`${sentenceOf(error)}. Look at STRIPE_SECRET_KEY; a restricted key must be able to write PaymentIntents.`),
    ];
  }
  const { finding, told } = await lookAtEndpoint(stripe, setup, signal);
  return [
    well(`Stripe answers and accepts the key; the mode is ${mode}.`),
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
    const [cost, enough] = [price.amountCents, least].map((cents) => plainMoney(cents, price.currency));
    return [wrong(`${ware} costs ${cost}, and Stripe charges no less than ${enough}: make it dearer.`)];
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
    [
      'list refunds',
      warning(
        'The Stripe key has no access to refunds: give it “Charges and Refunds”, write, so that money can go back.',
      ),
      () => stripe.refunds.list({ limit }),
    ],
    [
      'list disputes',
      warning(
        'The Stripe key has no access to disputes: give it “Disputes”, read, or a disputed order cannot be followed.',
      ),
      () => stripe.disputes.list({ limit }),
    ],
    ...(checkout === 'session'
      ? ([
          [
            'list checkout pages',
            wrong('The Stripe key has no access to Checkout Sessions: give it “Checkout Sessions”, write.'),
            () => stripe.checkout.sessions.list({ limit }),
          ],
        ] as const)
      : []),
  ];
  const answers = questions.map(async ([to, lack, call]): Promise<readonly SetupFinding[]> => {
    try {
      await ask({ to, shape: Anything, signal }, call);
      return [];
    } catch (error) {
      return [error instanceof StripeRefused && error.status === 403 ? lack : warning(`${sentenceOf(error)}.`)];
    }
  });
  const lacking = (await Promise.all(answers)).flat();
  return lacking.length > 0 ? lacking : [well('The Stripe key has access to refunds and disputes.')];
}

/** `told`: the events that the endpoint receives; null where that is not known. */
async function lookAtEndpoint(
  stripe: Stripe,
  { webhookUrl: url, checkout }: StripeSetup,
  signal: AbortSignal,
): Promise<{ readonly finding: SetupFinding; readonly told: readonly string[] | null }> {
  const unknown = (finding: SetupFinding) => ({ finding, told: null });
  if (url === null) return unknown(wrong('Set PUBLIC_URL, so that it can be checked where Stripe sends its webhooks.'));
  try {
    const { data } = await ask({ to: 'list webhook endpoints', shape: Endpoints, signal }, () =>
      stripe.webhookEndpoints.list({ limit: 100 }),
    );
    const endpoint = data.find((one) => one.url === url);
    if (endpoint === undefined)
      return unknown(wrong(`Stripe has no webhook endpoint ${url}. Make it in the dashboard, under Webhooks.`));
    if (endpoint.status !== 'enabled')
      return unknown(wrong(`The webhook endpoint ${url} is disabled. Enable it in the dashboard.`));
    const { enabled_events: told } = endpoint;
    return { finding: lookAtEvents({ url, told, checkout }), told };
  } catch (error) {
    const text = `${sentenceOf(error)}. Purchases arrive without webhooks, only a little later.`;
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
  if (missing.length > 0)
    return wrong(`The webhook endpoint ${url} does not receive ${missing.join(', ')}. Add them in the dashboard.`);
  const late = lacks(disputeEvents);
  if (late.length > 0)
    return warning(
      `The webhook endpoint ${url} does not receive ${late.join(', ')}: an inquiry that becomes a dispute is seen a day later at worst. Add them in the dashboard.`,
    );
  return well(`Stripe sends its webhooks to ${url}. Their secret can only be checked by a delivery.`);
}

function sentenceOf(error: unknown): string {
  return error instanceof RailUnavailable ? error.message : 'Stripe cannot be asked';
}
