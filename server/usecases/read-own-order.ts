// An order with what was given back for it, for the holder of its token alone (the collect link is money).
import { toOrder } from '../domain/order.ts';
import { refusal } from './refusal.ts';
import { sentences } from './sentences.ts';
import type { UsecaseDeps } from './usecase-deps.ts';
import type { Usecases } from './usecases.ts';

export function readOwnOrder({ storage }: UsecaseDeps): Usecases['orders']['own'] {
  return async (tokenHash, id) => {
    const order = await storage.readOrder(id);
    if (order === null || order.tokenHash !== tokenHash) return refusal('order_not_found', sentences.orderUnknown);
    return { kind: 'order', order: toOrder(order), refunds: [] };
  };
}
