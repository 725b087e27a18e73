// The id of an order. By itself, so that a page that makes one does not have to load all that an order is.
import { z } from 'zod';
import { Uuid } from '../uuid.ts';

/** Made by the buyer's client; whoever knows it may watch the order, only the token's holder may claim it. */
export const OrderId = Uuid.brand<'OrderId'>();
export type OrderId = z.infer<typeof OrderId>;

/** Our id of an order, or the operator's own name for it. */
export const OrderName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/);
