// Whether Stripe is set up for subscriptions too. Who sells none needs nothing of this, so that what is missing is a warning.
import type { Stripe } from 'stripe';
import { z } from 'zod';
import { type SetupFinding, warning, well } from '../../../lib/setup-finding.ts';
import { ask, StripeRefused } from '../connect-stripe.ts';
import { Anything } from '../shapes.ts';
import { type StripeRight, stripeSays as say } from '../../../words/commands/stripe-setup.ts';

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
  return lacking.length > 0 ? lacking : [well(say.billingGood)];
}

/** Only reading can be tried without doing something. */
async function lookAtRights(stripe: Stripe, signal: AbortSignal): Promise<readonly SetupFinding[]> {
  const limit = 1;
  const questions: readonly (readonly [StripeRight, () => Promise<unknown>])[] = [
    ['customers', () => stripe.customers.list({ limit })],
    ['subscriptions', () => stripe.subscriptions.list({ limit })],
    ['invoices', () => stripe.invoices.list({ limit })],
    ['prices', () => stripe.prices.list({ limit })],
    ['sessions', () => stripe.checkout.sessions.list({ limit })],
  ];
  const answers = questions.map(async ([right, call]): Promise<readonly StripeRight[]> => {
    try {
      await ask({ to: `list ${right}`, shape: Anything, signal }, call);
      return [];
    } catch (error) {
      return error instanceof StripeRefused && error.status === 403 ? [right] : [];
    }
  });
  const rights = (await Promise.all(answers)).flat();
  return rights.length === 0 ? [] : [warning(say.billingLacks(rights))];
}

async function lookAtPortal(stripe: Stripe, signal: AbortSignal): Promise<readonly SetupFinding[]> {
  try {
    const { data } = await ask({ to: 'list portal settings', shape: Configurations, signal }, () =>
      stripe.billingPortal.configurations.list({ active: true, is_default: true, limit: 1 }),
    );
    return data.length > 0 ? [] : [warning(say.portalMissing)];
  } catch (error) {
    return error instanceof StripeRefused && error.status === 403 ? [warning(say.portalLacks)] : [];
  }
}

function lookAtEvents(told: readonly string[] | null): readonly SetupFinding[] {
  if (told === null || told.includes('*')) return [];
  const missing = events.filter((type) => !told.includes(type));
  return missing.length === 0 ? [] : [warning(say.billingDeaf(missing))];
}
