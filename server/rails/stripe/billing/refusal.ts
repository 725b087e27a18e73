// Which of Stripe's errors about subscriptions and invoices are final, and what they mean.
import type { ProviderNo } from '../../../contract/problem-params.ts';
import { RailRefused } from '../../rail.ts';
import { StripeRefused } from '../connect-stripe.ts';

const provider = 'stripe';

/** What was asked for, and so what a no is about. */
export type Concern =
  | { readonly of: 'customer' | 'invoice' | 'portal' }
  | { readonly of: 'subscription'; readonly priceId?: string };

/** Throws RailRefused where Stripe's no is for good, and what `call` throws otherwise. */
export async function refusing<Answer>(concern: Concern, call: () => Promise<Answer>): Promise<Answer> {
  try {
    return await call();
  } catch (error) {
    const no = error instanceof StripeRefused ? refusalOf(error, concern) : null;
    throw no === null ? error : new RailRefused(no);
  }
}

/** Stripe itself says so. Any other 404 may come from whoever stands between. */
export function isMissing(error: unknown): boolean {
  return error instanceof StripeRefused && error.code === 'resource_missing';
}

/** null: a later try may succeed. Errors about keys, limits, repeats and locks say nothing about what was asked for. */
function refusalOf(error: StripeRefused, concern: Concern): ProviderNo | null {
  const { kind, status, code, parameter } = error;
  const isFinal = kind === 'StripeInvalidRequestError' && (status === 400 || status === 402 || status === 404);
  if (!isFinal || code === 'lock_timeout') return null;
  if (isMissing(error)) return missing(parameter, concern);
  const told = code ?? parameter ?? `status ${status}`;
  switch (concern.of) {
    case 'customer':
      return null;
    case 'subscription':
      return { reason: 'subscription_not_taken', provider, told };
    case 'invoice':
      return { reason: 'invoice_not_taken', provider, told };
    case 'portal':
      // Without saved settings Stripe opens no portal, and names no field.
      return parameter === null ? { reason: 'portal_not_set_up', provider } : null;
  }
}

function missing(parameter: string | null, concern: Concern): ProviderNo {
  if (concern.of === 'subscription') {
    if (parameter?.includes('price') === true)
      return { reason: 'price_unknown', provider, price_id: concern.priceId ?? '' };
    if (parameter !== 'customer') return { reason: 'subscription_unknown', provider };
  }
  if (concern.of === 'invoice' && parameter !== 'customer')
    return { reason: 'invoice_not_taken', provider, told: 'resource_missing' };
  return { reason: 'customer_unknown', provider };
}
