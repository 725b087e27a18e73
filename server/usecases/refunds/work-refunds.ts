// Asks again for refunds whose rail was silent, or whose asking was interrupted.
import type { RefundDesk } from './refund-desk.ts';
import type { UsecaseDeps } from '../usecase-deps.ts';

const limit = 50;

export function refundWorker(
  deps: UsecaseDeps & { readonly refundDesk: RefundDesk },
): (signal: AbortSignal) => Promise<void> {
  const { storage, clock, config, refundDesk } = deps;
  return async (signal) => {
    for (let round = limit; round === limit && !signal.aborted;) {
      const now = clock.now();
      const due = await storage.leaseRefunds({ now, until: now + config.leaseMs, limit });
      await Promise.all(due.map((refund) => refundDesk.carryOut(refund, signal)));
      round = due.length;
    }
  };
}
