// Where a purchase stands, in the few words that most payment services share.
import { z } from 'zod';
import { AmountCents, Currency } from '../money.ts';
import { OrderName } from './order-id.ts';

export const StatusWord = z.enum(['succeeded', 'pending', 'failed', 'refunded', 'canceled']);
export type StatusWord = z.infer<typeof StatusWord>;

/** What this server has in its books. `payment_status` is about the latest try to pay, after which another may follow. */
export const LocalStatus = z.object({
  order_status: StatusWord,
  payment_status: StatusWord,
  order_id: OrderName,
  /** null: no payment was started at the provider yet. */
  provider_txn_id: z.string().nullable(),
});
export type LocalStatus = z.infer<typeof LocalStatus>;

/** What the provider was asked for, and its own word for how that stands; null where it does not say. */
export const ProviderStatus = z.object({
  status: z.string().nullable(),
  amount_cents: AmountCents,
  currency: Currency,
  provider_txn_id: z.string(),
});
export type ProviderStatus = z.infer<typeof ProviderStatus>;
