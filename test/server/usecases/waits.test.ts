// How long what failed waits for its next try, and from when on a wait is known to come from a clock that ran ahead.
import { expect, it } from 'vitest';
import { usecaseDefaults } from '../../../server/usecases/usecase-config.ts';
import { deliveryBackoffMs, longestWaits, outboxBackoffMs } from '../../../server/usecases/waits.ts';

it('a job may wait as long as its next try is put off after so many tries, and never less than a lease lasts', () => {
  const { deliveries, outbox, refunds } = longestWaits({ ...usecaseDefaults, packs: [] });
  for (const [waits, backoff] of [
    [deliveries, deliveryBackoffMs],
    [refunds, deliveryBackoffMs],
    [outbox, outboxBackoffMs],
  ] as const) {
    for (let tries = 0; tries < 100; tries += 1) {
      const longest = waits[tries] ?? waits.at(-1);
      expect(longest).toBe(Math.max(backoff(tries), usecaseDefaults.leaseMs));
    }
  }
});

it('an open order may wait a minute, a paid one a day, and one that may still be paid late an hour', () => {
  const { orders } = longestWaits({ ...usecaseDefaults, packs: [] });
  const most = Object.fromEntries(Object.entries(orders).map(([state, waits]) => [state, waits.at(-1)]));
  const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];
  expect(most).toEqual({
    open: minute,
    seen: minute,
    declined: minute,
    paid: day,
    refunded: day,
    expired: hour,
    failed: hour,
    disputed: hour,
  });
});
