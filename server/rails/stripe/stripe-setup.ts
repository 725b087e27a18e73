// Whether Stripe is set up for us: the key, and the webhook endpoint with the events that purchases live by.
import type { Stripe } from 'stripe';
import { RailUnavailable } from '../rail.ts';
import { type StripeOptions, ask, connectStripe } from './stripe-rail.ts';

export type SetupFinding = { readonly isWell: boolean; readonly text: string };

export type StripeSetup = Pick<StripeOptions, 'secretKey' | 'apiUrl'> & {
  /** Where Stripe reaches us; null when that is not known. */
  readonly webhookUrl: string | null;
};

export const stripeEvents = [
  'payment_intent.succeeded',
  'payment_intent.processing',
  'payment_intent.payment_failed',
  'payment_intent.canceled',
  'charge.refunded',
] as const;

/** Asks, and throws nothing of what it is told. */
export async function checkStripe(setup: StripeSetup): Promise<readonly SetupFinding[]> {
  const stripe = connectStripe(setup);
  const signal = AbortSignal.timeout(30_000);
  const mode = setup.secretKey.includes('_live_') ? 'live: money moves' : 'a test: no money moves';
  try {
    await ask('list payments', signal, () => stripe.paymentIntents.list({ limit: 1 }));
  } catch (error) {
    return [
      wrong(`${sentenceOf(error)}. Look at STRIPE_SECRET_KEY; a restricted key must be able to write PaymentIntents.`),
    ];
  }
  return [well(`Stripe answers, and takes the key; the mode is ${mode}.`), await lookAtEndpoint(stripe, setup, signal)];
}

async function lookAtEndpoint(
  stripe: Stripe,
  { webhookUrl: url }: StripeSetup,
  signal: AbortSignal,
): Promise<SetupFinding> {
  if (url === null) return wrong('Set PUBLIC_URL, so that it can be checked where Stripe sends its webhooks.');
  try {
    const { data } = await ask('list webhook endpoints', signal, () => stripe.webhookEndpoints.list({ limit: 100 }));
    const endpoint = data.find((one) => one.url === url);
    if (endpoint === undefined)
      return wrong(`Stripe has no webhook endpoint ${url}. Make it in the dashboard, under Webhooks.`);
    if (endpoint.status !== 'enabled')
      return wrong(`The webhook endpoint ${url} is disabled. Enable it in the dashboard.`);
    const told: readonly string[] = endpoint.enabled_events;
    const missing = stripeEvents.filter((type) => !told.includes(type) && !told.includes('*'));
    if (missing.length > 0)
      return wrong(`The webhook endpoint ${url} is not told of ${missing.join(', ')}. Add them in the dashboard.`);
    return well(`Stripe sends its webhooks to ${url}. Their secret can only be checked by a delivery.`);
  } catch (error) {
    return wrong(`${sentenceOf(error)}. Purchases arrive without webhooks, only a little later.`);
  }
}

function sentenceOf(error: unknown): string {
  return error instanceof RailUnavailable ? error.message : 'Stripe cannot be asked';
}

function well(text: string): SetupFinding {
  return { isWell: true, text };
}

function wrong(text: string): SetupFinding {
  return { isWell: false, text };
}
