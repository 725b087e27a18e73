// Whether Stripe is set up for subscriptions too. Who sells none needs nothing of this, so that what is missing is a warning.
import type { Stripe } from 'stripe';
import { z } from 'zod';
import { type SetupFinding, warning, well } from '../../../lib/setup-finding.ts';
import { ask, StripeRefused } from '../connect-stripe.ts';
import { Anything } from '../shapes.ts';

const events = [
  'checkout.session.completed',
  'checkout.session.expired',
  'customer.subscription.created',
  'customer.subscription.updated',
  'customer.subscription.deleted',
  'customer.subscription.paused',
  'customer.subscription.resumed',
  'invoice.finalized',
  'invoice.paid',
  'invoice.payment_failed',
  'invoice.payment_action_required',
  'invoice.voided',
  'invoice.marked_uncollectible',
] as const;

const Configurations = z.object({ data: z.array(z.object({ id: z.string() })) });

/** `told`: the events that the endpoint receives; null where that is not known. */
export async function lookAtBilling(
  stripe: Stripe,
  told: readonly string[] | null,
  signal: AbortSignal,
): Promise<readonly SetupFinding[]> {
  const lacking = [
    ...(await lookAtRights(stripe, signal)),
    ...(await lookAtPortal(stripe, signal)),
    ...lookAtEvents(told),
  ];
  return lacking.length > 0 ? lacking : [well('Stripe is ready for subscriptions: the key, the webhooks, the portal.')];
}

/** Only reading can be tried without doing something. */
async function lookAtRights(stripe: Stripe, signal: AbortSignal): Promise<readonly SetupFinding[]> {
  const limit = 1;
  const questions: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['“Customers”, write', () => stripe.customers.list({ limit })],
    ['“Subscriptions”, write', () => stripe.subscriptions.list({ limit })],
    ['“Invoices”, write', () => stripe.invoices.list({ limit })],
    ['“Prices”, read', () => stripe.prices.list({ limit })],
    ['“Checkout Sessions”, write', () => stripe.checkout.sessions.list({ limit })],
  ];
  const answers = questions.map(async ([right, call]): Promise<readonly string[]> => {
    try {
      await ask({ to: `answer about ${right}`, shape: Anything, signal }, call);
      return [];
    } catch (error) {
      return error instanceof StripeRefused && error.status === 403 ? [right] : [];
    }
  });
  const rights = (await Promise.all(answers)).flat();
  return rights.length === 0
    ? []
    : [warning(`The Stripe key cannot sell subscriptions: to do so, give it ${rights.join('; ')}.`)];
}

async function lookAtPortal(stripe: Stripe, signal: AbortSignal): Promise<readonly SetupFinding[]> {
  try {
    const { data } = await ask({ to: 'list portal settings', shape: Configurations, signal }, () =>
      stripe.billingPortal.configurations.list({ active: true, is_default: true, limit: 1 }),
    );
    if (data.length > 0) return [];
    return [
      warning(
        'Stripe’s customer portal is not set up: subscribers could not cancel. Save its settings once in the dashboard, under Settings → Billing → Customer portal.',
      ),
    ];
  } catch (error) {
    return error instanceof StripeRefused && error.status === 403
      ? [
          warning(
            'The Stripe key cannot open the customer portal: to sell subscriptions, give it “Customer portal”, write.',
          ),
        ]
      : [];
  }
}

function lookAtEvents(told: readonly string[] | null): readonly SetupFinding[] {
  if (told === null || told.includes('*')) return [];
  const missing = events.filter((type) => !told.includes(type));
  return missing.length === 0
    ? []
    : [
        warning(
          `The webhook endpoint does not receive ${missing.join(', ')}: subscriptions then change here only a while later. To sell subscriptions, add them in the dashboard.`,
        ),
      ];
}
