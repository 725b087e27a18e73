// An order as a stream: as it is now, then each change, until a purchase is over.
import type { OrderStore } from '../../storage/orders/order-store.ts';
import type { Order, OrderId } from '../../contract/orders/orders.ts';
import { isSettled, toOrder } from '../../domain/orders/order.ts';
import type { OrderBell } from './order-bell.ts';
import type { Clock } from '../../lib/clock.ts';
import type { UsecaseConfig } from '../usecase-config.ts';

type Watching = {
  readonly storage: Pick<OrderStore, 'readOrder'>;
  readonly clock: Clock;
  readonly config: Pick<UsecaseConfig, 'watchPollMs'>;
  readonly bell: OrderBell;
};

/** Null where there is no such order. The current order first, then each change, until it can change no more. */
export function watchOrder(deps: Watching) {
  return async (id: OrderId, signal: AbortSignal): Promise<AsyncIterable<Order> | null> =>
    (await deps.storage.readOrder(id)) === null ? null : changesOf(deps, id, signal);
}

async function* changesOf(deps: Watching, id: OrderId, signal: AbortSignal): AsyncGenerator<Order> {
  let shown: string | null = null;
  while (!signal.aborted) {
    // Listening starts before the row is read, so that a change between the two is not missed.
    const change = nextChange(deps, id, signal);
    try {
      const record = await deps.storage.readOrder(id);
      if (record === null) return;
      const order = toOrder(record);
      const now = JSON.stringify(order);
      if (now !== shown) yield order;
      shown = now;
      if (isSettled(order.state)) return;
      await change.heard;
    } finally {
      change.stop();
    }
  }
}

/** Resolves at the next ring, after the poll interval, or when the watcher leaves. */
function nextChange(
  { bell, clock, config }: Watching,
  id: OrderId,
  signal: AbortSignal,
): { readonly heard: Promise<void>; stop(): void } {
  const done = new AbortController();
  const heard = new Promise<void>((resolve) => {
    const stopListening = bell.listen(id, resolve);
    done.signal.addEventListener('abort', stopListening, { once: true });
    clock.wait(config.watchPollMs, AbortSignal.any([signal, done.signal])).then(resolve, () => resolve());
  });
  return { heard, stop: () => done.abort() };
}
