// Brings forward what a clock that ran ahead has put off for longer than anything is ever put off.
import type { LongestWaits } from '../upkeep.ts';
import type { Connection } from './connection.ts';

export type BringForward = (now: number, waits: LongestWaits) => void;

type Bound = { readonly now: number; readonly waits: string };

export function prepareBringForward(db: Connection): BringForward {
  /** `list` is the JSON path of a job's waits, in SQL. */
  const table = (name: string, { at, tries, list }: { at: string; tries: string; list: string }) =>
    db.prepare<[Bound]>(
      `UPDATE ${name} SET ${at} = @now WHERE ${at} > @now +
         json_extract(@waits, ${list} || '[' || min(${tries}, json_array_length(@waits, ${list}) - 1) || ']')`,
    );
  const jobs = { at: 'next_at', tries: 'attempts', list: "'$'" };
  const deliveries = table('deliveries', jobs);
  const outbox = table('outbox', jobs);
  const refunds = table('refunds', { ...jobs, at: 'next_try_at' });
  const orders = table('orders', { at: 'next_poll_at', tries: 'polls', list: "'$.' || state" });
  const polled = { at: 'next_poll_at', tries: 'polls', list: "'$'" };
  const [pages, invoices] = [table('subscriptions', polled), table('invoices', polled)];
  const customers = table('billing_customers', polled);
  return (now, waits) => {
    deliveries.run({ now, waits: JSON.stringify(waits.deliveries) });
    outbox.run({ now, waits: JSON.stringify(waits.outbox) });
    refunds.run({ now, waits: JSON.stringify(waits.refunds) });
    orders.run({ now, waits: JSON.stringify(waits.orders) });
    pages.run({ now, waits: JSON.stringify(waits.pages) });
    invoices.run({ now, waits: JSON.stringify(waits.pages) });
    customers.run({ now, waits: JSON.stringify(waits.customers) });
  };
}
