// How long what could not be done waits for its next try, at most: by these rules it is put off, and by the same it is known
// that a clock which ran ahead has put it off for too long.
import type { Backoff, Waits } from '../storage/upkeep.ts';
import { pollPlan } from './orders/settle-order.ts';
import type { UsecaseConfig } from './usecase-config.ts';

/** 1 s, 2 s, 4 s … up to an hour. */
const deliveries: Backoff = { firstMs: 1_000, factor: 2, mostMs: 3_600_000 };
/** 2 s, 8 s, 32 s … up to six hours: ten tries last the better part of a day, as a receiver's outage may. */
const outbox: Backoff = { firstMs: 2_000, factor: 4, mostMs: 21_600_000 };

/** `attempts`: how often it was tried before this time. */
export function backoffMs(attempts: number): number {
  return waitOf(deliveries, attempts);
}

export function outboxBackoffMs(attempts: number): number {
  return waitOf(outbox, attempts);
}

function waitOf({ firstMs, factor, mostMs }: Backoff, attempts: number): number {
  return Math.min(firstMs * factor ** Math.min(attempts, 20), mostMs);
}

export function waitsOf(config: UsecaseConfig): Waits {
  const { firstMs, openMaxMs, lateEveryMs, paidEveryMs } = pollPlan(config);
  return {
    leaseMs: config.leaseMs,
    deliveries,
    outbox,
    refunds: deliveries,
    orders: { open: { firstMs, factor: 2, mostMs: openMaxMs }, lateMs: lateEveryMs, paidMs: paidEveryMs },
  };
}
