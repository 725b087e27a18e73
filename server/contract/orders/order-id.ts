// The id of an order. By itself, so that a page that makes one does not have to load all that an order is.
import type { z } from 'zod';
import { Uuid } from '../uuid.ts';
import { ofForm } from '../text-form.ts';

/** Made by the buyer's client; whoever knows it may watch the order, only the token's holder may claim it. */
export const OrderId = Uuid.brand<'OrderId'>();
export type OrderId = z.infer<typeof OrderId>;

/** Our id of an order, or the operator's own name for it. */
export const OrderName = ofForm('order_name');
