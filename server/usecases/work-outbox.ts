// Tells the outside what became of orders: at least once, in order for each, and set aside after too many tries (I22).
import type { OutboxMessage } from '../storage/storage.ts';
import type { UsecaseDeps } from './usecase-deps.ts';
import { backoffMs } from './work-inbox.ts';

const limit = 50;

export function outboxWorker({
  storage,
  clock,
  config,
  log,
  tell,
}: UsecaseDeps): (signal: AbortSignal) => Promise<void> {
  async function send({ id, event, attempts }: OutboxMessage, signal: AbortSignal): Promise<void> {
    try {
      await tell(event, signal);
      await storage.endOutbox(id, { kind: 'done' });
    } catch (error) {
      const note = String(error);
      const isLast = attempts + 1 >= config.outboxMaxAttempts;
      log.warn({ outboxId: id, orderId: event.orderId, reason: note, isLast }, 'an event could not be told');
      await storage.endOutbox(
        id,
        isLast ? { kind: 'dead', note } : { kind: 'retry', at: clock.now() + backoffMs(attempts), note },
      );
    }
  }

  return async (signal) => {
    // Each round takes one message of each aggregate, so rounds go on until nothing is due.
    for (let round = 1; round > 0 && !signal.aborted;) {
      const now = clock.now();
      const due = await storage.leaseOutbox({ now, until: now + config.leaseMs, limit });
      await Promise.all(due.map((message) => send(message, signal)));
      round = due.length;
    }
  };
}
