// Tells the watchers in this process that an order changed. Another process's changes are heard of where there is a newsroom, and
// otherwise found by reading again.
import type { OrderId } from '../../contract/orders/orders.ts';

export type OrderBell = {
  ring(id: OrderId): void;
  /** Any of them may have changed. */
  ringAll(): void;
  /** Calls `hear` at each ring until the returned function is called. */
  listen(id: OrderId, hear: () => void): () => void;
};

export function createOrderBell(): OrderBell {
  const listeners = new Map<OrderId, Set<() => void>>();
  return {
    ring(id) {
      for (const hear of listeners.get(id) ?? []) hear();
    },
    ringAll() {
      for (const own of listeners.values()) for (const hear of own) hear();
    },
    listen(id, hear) {
      const own = listeners.get(id) ?? new Set();
      listeners.set(id, own.add(hear));
      return () => {
        own.delete(hear);
        if (own.size === 0 && listeners.get(id) === own) listeners.delete(id);
      };
    },
  };
}
