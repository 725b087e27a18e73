// How long a job that could not be done waits for its next try. The same rules tell which jobs a clock that ran ahead has put
// off for too long.
import { backoffMs, growingTries, type Backoff } from '../lib/backoff.ts';
import type { LongestWaits, WaitsByTries } from '../storage/upkeep.ts';
import { customerWaitMostMs, pageWaits } from './billing/billing-waits.ts';
import { pollPlan } from './orders/settle-order.ts';
import type { UsecaseConfig } from './usecase-config.ts';

/** 1 s, 2 s, 4 s … up to an hour. */
const deliveries: Backoff = { firstMs: 1_000, factor: 2, mostMs: 3_600_000 };
/** 2 s, 8 s, 32 s … up to six hours: ten tries last the better part of a day, as a receiver's outage may. */
const outbox: Backoff = { firstMs: 2_000, factor: 4, mostMs: 21_600_000 };

/** `attempts`: how often it was tried before this time. */
export function deliveryBackoffMs(attempts: number): number {
  return backoffMs(deliveries, attempts);
}

export function outboxBackoffMs(attempts: number): number {
  return backoffMs(outbox, attempts);
}

/** Whatever is leased waits for the end of its lease. */
export function longestWaits(config: UsecaseConfig): LongestWaits {
  const { firstMs, openMaxMs, lateEveryMs, paidEveryMs } = pollPlan(config);
  const atLeastLease = (ms: number) => Math.max(config.leaseMs, ms);
  const growing = (backoff: Backoff): WaitsByTries => {
    const waits = Array.from({ length: growingTries }, (_, tries) => atLeastLease(backoffMs(backoff, tries + 1)));
    return [atLeastLease(backoffMs(backoff, 0)), ...waits];
  };
  const open = growing({ firstMs, factor: 2, mostMs: openMaxMs });
  const late: WaitsByTries = [atLeastLease(lateEveryMs)];
  const paid: WaitsByTries = [atLeastLease(paidEveryMs)];
  return {
    deliveries: growing(deliveries),
    outbox: growing(outbox),
    refunds: growing(deliveries),
    pages: growing(pageWaits),
    customers: [atLeastLease(customerWaitMostMs)],
    orders: {
      open,
      seen: open,
      declined: open,
      paid,
      refunded: paid,
      expired: late,
      failed: late,
      disputed: late,
    },
  };
}
