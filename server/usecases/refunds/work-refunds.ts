// Asks again for refunds whose rail was silent, or whose asking was interrupted.
import type { RefundStore } from '../../storage/refunds/refund-store.ts';
import type { RefundDesk } from './refund-desk.ts';
import type { Clock } from '../../lib/clock.ts';
import type { UsecaseConfig } from '../usecase-config.ts';

const limit = 50;

type RefundWork = {
  readonly storage: Pick<RefundStore, 'leaseRefunds'>;
  readonly clock: Clock;
  readonly config: Pick<UsecaseConfig, 'leaseMs'>;
  readonly refundDesk: RefundDesk;
};

export function refundWorker({
  storage,
  clock,
  config,
  refundDesk,
}: RefundWork): (signal: AbortSignal) => Promise<void> {
  return async (signal) => {
    for (let round = limit; round === limit && !signal.aborted;) {
      const now = clock.now();
      const due = await storage.leaseRefunds({ now, until: now + config.leaseMs, limit });
      await Promise.all(due.map((refund) => refundDesk.carryOut(refund, signal)));
      round = due.length;
    }
  };
}
