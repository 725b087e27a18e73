// Verifies a webhook over its raw bytes and files it; nothing is decided here, and nothing it says is believed yet (I10).
import type { UsecaseDeps } from '../usecase-deps.ts';
import type { Usecases } from '../usecases.ts';

export function fileDelivery(deps: UsecaseDeps & { readonly wake: () => void }): Usecases['inbox']['file'] {
  const { storage, rails, clock, log, wake } = deps;
  return async (provider, delivery) => {
    const rail = rails.get(provider);
    if (rail === undefined) return { kind: 'rejected', reason: 'no such rail' };
    const event = rail.verify(delivery);
    if (event.kind === 'rejected') return event;
    if (event.kind === 'ignored') {
      const { eventType } = event;
      if (event.isTest === true) log.info({ provider, eventType }, 'a test delivery arrived, and its signature fits');
      else log.info({ provider, eventType }, 'a webhook concerns no order');
      return { kind: 'filed' };
    }
    const { eventId, eventType, orderId, providerTxnId } = event;
    const isNew = await storage.fileDelivery({ provider, eventId, eventType, orderId, providerTxnId, at: clock.now() });
    log.info({ provider, eventId, eventType, isNew }, 'a webhook was filed');
    if (isNew) wake();
    return { kind: 'filed' };
  };
}
