// Brings forward what a clock that ran ahead has put off for longer than anything is ever put off.
import type { Backoff, Waits } from '../upkeep.ts';
import type { Connection } from './connection.ts';

export type BringForward = (now: number, waits: Waits) => void;

export function prepareBringForward(db: Connection): BringForward {
  // powers of two and of four by shifting: SQLite's pow() is not in every build.
  const grown = (tries: string) => `min(@firstMs * (1 << (@bits * min(${tries}, 15))), @mostMs)`;
  const table = (name: string, at: string, tries: string) =>
    db.prepare(`UPDATE ${name} SET ${at} = @now WHERE ${at} > @now + max(@leaseMs, ${grown(tries)})`);
  const deliveries = table('deliveries', 'next_at', 'attempts');
  const outbox = table('outbox', 'next_at', 'attempts');
  const refunds = table('refunds', 'next_try_at', 'attempts');
  const orders = db.prepare(
    `UPDATE orders SET next_poll_at = @now WHERE next_poll_at > @now + max(@leaseMs, CASE
       WHEN state IN ('paid', 'refunded') THEN @paidMs
       WHEN state IN ('open', 'seen', 'declined') THEN ${grown('polls')}
       ELSE @lateMs END)`,
  );
  return (now, { leaseMs, orders: polls, ...waits }) => {
    deliveries.run({ now, leaseMs, ...inBits(waits.deliveries) });
    outbox.run({ now, leaseMs, ...inBits(waits.outbox) });
    refunds.run({ now, leaseMs, ...inBits(waits.refunds) });
    orders.run({ now, leaseMs, ...inBits(polls.open), lateMs: polls.lateMs, paidMs: polls.paidMs });
  };
}

function inBits({ firstMs, factor, mostMs }: Backoff) {
  return { firstMs, bits: Math.log2(factor), mostMs };
}
