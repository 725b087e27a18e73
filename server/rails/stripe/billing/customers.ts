// One customer at Stripe for each of ours, however often and however late it is asked for.
import type { Stripe } from 'stripe';
import type { CustomerAsked } from '../../billing-rail.ts';
import { RailUnavailable } from '../../rail.ts';
import { ask, StripeRefused } from '../connect-stripe.ts';
import { isMissing } from './refusal.ts';
import { Customer, page } from './shapes.ts';

type Living = Extract<Customer, { readonly deleted?: undefined }>;

export async function ensureCustomer(
  stripe: Stripe,
  asked: CustomerAsked,
  signal: AbortSignal,
): Promise<{ readonly providerCustomerId: string }> {
  const found =
    asked.known === null ? await search(stripe, asked.customerId, signal) : await find(stripe, asked.known, signal);
  const customer = found ?? (await make(stripe, asked, signal));
  await complete(stripe, { customer, ...asked }, signal);
  return { providerCustomerId: customer.id };
}

/** null: it was deleted, or never was here. */
async function find(stripe: Stripe, id: string, signal: AbortSignal): Promise<Living | null> {
  try {
    const customer = await ask({ to: 'read a customer', shape: Customer, signal }, () => stripe.customers.retrieve(id));
    if (customer.id !== id) throw new RailUnavailable(`asked for ${id}, told of another customer`);
    return customer.deleted === true ? null : customer;
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/**
 * For a customer whose making was not heard of, once Stripe has forgotten the idempotency key. What was made just now is not found
 * yet, which is what the key is for; and in some countries nothing is ever found, since Stripe has no search there.
 */
async function search(stripe: Stripe, ownId: string, signal: AbortSignal): Promise<Living | null> {
  const query = `metadata['customer_id']:'${ownId.replaceAll(/['\\]/g, (sign) => `\\${sign}`)}'`;
  try {
    const { data } = await ask({ to: 'search for a customer', shape: page(Customer), signal }, () =>
      stripe.customers.search({ query, limit: 10 }),
    );
    const own = data.filter((one): one is Living => one.deleted !== true && one.metadata?.['customer_id'] === ownId);
    return own[0] ?? null;
  } catch (error) {
    if (error instanceof StripeRefused && error.status === 400) return null;
    throw error;
  }
}

/** Without name and address: they may have changed by the time this is repeated, and a repeat must say the same. */
async function make(stripe: Stripe, { customerId, known }: CustomerAsked, signal: AbortSignal): Promise<Living> {
  const asked = { metadata: { customer_id: customerId } };
  // After the end of one that was known another is made, and not told again of the first.
  const idempotencyKey = `customer:${customerId}${known === null ? '' : `:after:${known}`}:v1`;
  const made = await ask({ to: 'make a customer', shape: Customer, signal }, () =>
    stripe.customers.create(asked, { idempotencyKey }),
  );
  if (made.deleted === true || made.metadata?.['customer_id'] !== customerId)
    throw new RailUnavailable('Stripe answered about another customer than was asked for');
  return made;
}

/** Whatever the customer has written in the portal stays. */
async function complete(
  stripe: Stripe,
  { customer, email, name }: CustomerAsked & { readonly customer: Living },
  signal: AbortSignal,
): Promise<void> {
  const missing = {
    ...(email !== null && (customer.email ?? '') === '' ? { email } : {}),
    ...(name !== null && (customer.name ?? '') === '' ? { name } : {}),
  };
  if (Object.keys(missing).length === 0) return;
  await ask({ to: 'name a customer', shape: Customer, signal }, () => stripe.customers.update(customer.id, missing));
}
