// An order as a stream: as it is now, then each change, until a purchase is over.
import type { Order, OrderId } from '../../contract/orders/orders.ts';
import { isSettled, toOrder } from '../../domain/orders/order.ts';
import type { OrderBell } from './order-bell.ts';
import type { UsecaseDeps } from '../usecase-deps.ts';
import type { Usecases } from '../usecases.ts';

type Watching = UsecaseDeps & { readonly bell: OrderBell };

export function watchOrder(deps: Watching): Usecases['orders']['watch'] {
  return async (id, signal) => ((await deps.storage.readOrder(id)) === null ? null : changesOf(deps, id, signal));
}

async function* changesOf(deps: Watching, id: OrderId, signal: AbortSignal): AsyncGenerator<Order> {
  let shown: string | null = null;
  while (!signal.aborted) {
    // Listening starts before the row is read, so that a change between the two is not slept through.
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
