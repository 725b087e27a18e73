// The rail's checkout as it stands in an order's row: read, and brought up to date where a part of an invoice was paid.
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { OrderRecord } from '../../domain/orders/order.ts';
import type { RailMethod } from '../../rails/rail.ts';

const Method = z.object({
  id: z.string(),
  destination: z.string(),
  paymentLink: z.string(),
  amount: z.string(),
  due: z.string(),
  rate: z.string(),
});

const StoredCheckout = z.discriminatedUnion('type', [
  z.object({ type: z.literal('redirect'), url: z.string(), providerUrl: z.string().nullish() }),
  z.object({ type: z.literal('client_secret'), url: z.string(), clientSecret: z.string(), publishableKey: z.string() }),
  z.object({ type: z.literal('invoice'), url: z.string(), methods: z.array(Method) }),
]);
export type StoredCheckout = z.infer<typeof StoredCheckout>;

/** null: the order has no payment yet. */
export function storedCheckout({ checkout }: OrderRecord): StoredCheckout | null {
  return checkout === null ? null : StoredCheckout.parse(JSON.parse(checkout));
}

/** Whether the buyer is asked for another amount than at first. */
export function isPartShown(order: OrderRecord): boolean {
  const checkout = storedCheckout(order);
  return checkout?.type === 'invoice' && checkout.methods.some(({ amount, due }) => amount !== due);
}

/** The same order where they say nothing new. */
export function withMethods(order: OrderRecord, methods: readonly RailMethod[] | undefined): OrderRecord {
  const checkout = methods === undefined ? null : storedCheckout(order);
  if (checkout?.type !== 'invoice' || isDeepStrictEqual(checkout.methods, methods)) return order;
  return {
    ...order,
    checkout: JSON.stringify({ ...checkout, methods }),
    checkoutRevision: order.checkoutRevision + 1,
  };
}
