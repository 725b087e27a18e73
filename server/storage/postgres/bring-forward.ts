// Brings forward what a clock that ran ahead has put off for longer than anything is ever put off. A job that somebody is at is left
// for the next time.
import type { LongestWaits } from '../upkeep.ts';
import { sql } from './statement.ts';
import type { Transaction } from './transaction.ts';

type Job = { readonly key: string; readonly at: string; readonly tries: string; readonly list?: string };

/** $1 is now, $2 the waits by tries as JSON; `list` picks those of a row. */
const table = (name: string, { key, at, tries, list = '$2::jsonb' }: Job) =>
  sql(
    `UPDATE ${name} SET ${at} = $1 WHERE ${key} IN (
       SELECT ${key} FROM ${name} WHERE ${at} IS NOT NULL
         AND ${at} > $1::bigint + (${list} ->> least(${tries}, jsonb_array_length(${list}) - 1)::int)::bigint
       FOR NO KEY UPDATE SKIP LOCKED)`,
  );
const jobs = { key: 'id', at: 'next_at', tries: 'attempts' };
const polled = { at: 'next_poll_at', tries: 'polls' };

const deliveries = table('deliveries', jobs);
const outbox = table('outbox', jobs);
const refunds = table('refunds', { ...jobs, at: 'next_try_at' });
const orders = table('orders', { ...polled, key: 'id', list: '($2::jsonb -> state)' });
const subscriptions = table('subscriptions', { ...polled, key: 'seq' });
const invoices = table('invoices', { ...polled, key: 'seq' });
const customers = table('billing_customers', { ...polled, key: 'id' });

export async function bringForward(tx: Transaction, now: number, waits: LongestWaits): Promise<void> {
  await Promise.all([
    tx.run(deliveries, [now, JSON.stringify(waits.deliveries)]),
    tx.run(outbox, [now, JSON.stringify(waits.outbox)]),
    tx.run(refunds, [now, JSON.stringify(waits.refunds)]),
    tx.run(orders, [now, JSON.stringify(waits.orders)]),
    tx.run(subscriptions, [now, JSON.stringify(waits.pages)]),
    tx.run(invoices, [now, JSON.stringify(waits.pages)]),
    tx.run(customers, [now, JSON.stringify(waits.customers)]),
  ]);
}
