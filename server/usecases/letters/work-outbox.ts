// Tells one outlet what happened: at least once, in order for each subject, and set aside after too many tries (I22).
// Each outlet has a worker of its own, so that a receiver that hangs delays neither other receivers nor payments.
import type { LetterOutcome } from '../../contract/letters/letter-outcome.ts';
import type { LetterStore, OutboxEnd, OutboxMessage } from '../../storage/letters/letter-store.ts';
import { type Outlet, OutletFailed } from '../../outlets/outlet.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import type { UsecaseConfig } from '../usecase-config.ts';
import { outboxBackoffMs } from '../waits.ts';

const limit = 20;

type OutboxWork = {
  readonly storage: Pick<LetterStore, 'leaseOutbox' | 'endOutbox'>;
  readonly clock: Clock;
  readonly config: Pick<UsecaseConfig, 'leaseMs' | 'outboxMaxAttempts'>;
  readonly log: Log;
};

export function outboxWorker(
  { storage, clock, config, log }: OutboxWork,
  outlet: Outlet,
): (signal: AbortSignal) => Promise<void> {
  /** true: the receiver has it. */
  async function send(message: OutboxMessage, signal: AbortSignal): Promise<boolean> {
    const { id, eventId, type, createdAt, data, attempts } = message;
    try {
      await outlet.deliver({ id: eventId, type, sequence: id, createdAt, data }, signal);
    } catch (error) {
      // A server that is stopping says nothing about the receiver.
      if (signal.aborted) {
        await storage.endOutbox(message, { kind: 'retry', at: clock.now(), outcome: { code: 'server_stopped' } });
        return false;
      }
      if (!(error instanceof OutletFailed)) log.error({ eventId, outlet: outlet.name, err: error }, 'an outlet broke');
      const end = later(attempts, error instanceof OutletFailed ? error.outcome : { code: 'not_sent' });
      log.warn({ eventId, outlet: outlet.name, outcome: end.outcome, end: end.kind }, 'an event could not be told');
      await storage.endOutbox(message, end);
      return false;
    }
    await storage.endOutbox(message, { kind: 'done', at: clock.now() });
    return true;
  }

  function later(attempts: number, outcome: LetterOutcome): Exclude<OutboxEnd, { readonly kind: 'done' }> {
    const now = clock.now();
    if (attempts + 1 >= config.outboxMaxAttempts) return { kind: 'dead', at: now, outcome };
    return { kind: 'retry', at: now + outboxBackoffMs(attempts), outcome };
  }

  return async (signal) => {
    // Each round takes one message of each subject, and rounds go on until nothing is due. If a whole round failed, the
    // receiver is down, and the rest waits for the next time.
    for (let isUp = true; isUp && !signal.aborted;) {
      const now = clock.now();
      const due = await storage.leaseOutbox({ outlet: outlet.name, now, until: now + config.leaseMs, limit });
      const told = await Promise.all(due.map((message) => send(message, signal)));
      isUp = told.includes(true);
    }
  };
}
