// When subscriptions, customers and pages are asked about again, so that all of them get there without any webhook.
import { backoffMs, type Backoff } from '../../lib/backoff.ts';
import type { UsecaseConfig } from '../usecase-config.ts';
import type { SubscriptionRecord } from '../../domain/billing/subscription.ts';

const minute = 60_000;
const hour = 60 * minute;

/** A page was opened: somebody is paying now, or has gone away. */
export const pageWaits: Backoff = { firstMs: 5_000, factor: 1.5, mostMs: hour };
/** Something has changed a moment ago, so that more may follow. */
const settled: Backoff = { firstMs: minute, factor: 4, mostMs: 6 * hour };
/** A payment is missing, and may come at any time. */
const waiting: Backoff = { firstMs: minute, factor: 2, mostMs: hour };
/** All of theirs is over. */
const idle: Backoff = { firstMs: hour, factor: 4, mostMs: 24 * hour };

export function nextPagePoll(polls: number, now: number): number {
  return now + backoffMs(pageWaits, polls);
}

/**
 * A page that the provider does not know may be one of another account whose key was put in by mistake. A page lives for a day, and
 * another may be opened for the same subscription until it is found to be over.
 */
export function mayStillBePaid({ createdAt }: Pick<SubscriptionRecord, 'createdAt'>, now: number): boolean {
  return now - createdAt < 2 * 24 * hour;
}

/** A customer is asked about as a whole. `isWaiting`: an invoice of theirs is not paid yet. */
export function nextCustomerPoll(
  subscriptions: readonly Pick<SubscriptionRecord, 'status' | 'period' | 'createdAt'>[],
  { polls, now, isWaiting }: { readonly polls: number; readonly now: number; readonly isWaiting: boolean },
): number {
  const has = (status: SubscriptionRecord['status']) => subscriptions.some((one) => one.status === status);
  // A page may have been opened and its answer lost on the way.
  const isBeginning = subscriptions.some(
    ({ status, createdAt }) => status === 'pending' && now - createdAt < 24 * hour,
  );
  const backoff = isWaiting || isBeginning || has('paused') ? waiting : has('active') ? settled : idle;
  const next = now + backoffMs(backoff, polls);
  // A period ends with a payment, or with the subscription.
  const ends = subscriptions.flatMap(({ status, period }) => (status === 'active' && period ? [period.endsAt] : []));
  const soonest = Math.min(...ends.map((endsAt) => endsAt + minute).filter((at) => at > now));
  return Math.min(next, soonest);
}

/** Every customer is asked about at least this often. */
export const customerWaitMostMs = idle.mostMs;

/** An invoice is sent by several requests, and by one more for each line. */
export function pushTimeoutMs(railTimeoutMs: number, lines: number): number {
  return Math.ceil(railTimeoutMs * (3 + lines / 10));
}

/** No other worker sends the invoice meanwhile: the customer is made known before it, and the answer may have to be read again. */
export function pushLeaseMs(
  { railTimeoutMs, leaseMs }: Pick<UsecaseConfig, 'railTimeoutMs' | 'leaseMs'>,
  lines: number,
) {
  return pushTimeoutMs(railTimeoutMs, lines) + 6 * railTimeoutMs + leaseMs;
}
