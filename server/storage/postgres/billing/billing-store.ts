// The billing's part of the store: a change of a subscription writes the plan that it sets, and the letters, in one commit.
import type { CustomerRecord } from '../../../domain/billing/customer.ts';
import type { BillingSeen, BillingStore, BillingWrite, CustomerNamed } from '../../billing/billing-store.ts';
import { finishDelivery } from '../letters/inbox.ts';
import { writeLetters } from '../letters/outbox.ts';
import { lockNames } from '../locks.ts';
import { subscribe } from '../plans/assignments.ts';
import type { LedgerDatabase } from '../serve-database.ts';
import type { Transaction } from '../transaction.ts';
import { findCustomer, leaseCustomers, lockCustomer, pageCustomers, writeCustomer } from './customers.ts';
import { allMappings, writeMapping } from './price-mappings.ts';
import {
  leaseSubscriptions,
  pageSubscriptions,
  readSubscription,
  subscriptionsOf,
  writeSubscription,
} from './subscriptions.ts';

export function createBillingStore({ read, write: run }: LedgerDatabase): BillingStore {
  return {
    readBilling: (named) => read(async (tx) => seen(tx, await findCustomer(tx, named))),
    changeBilling: (named, decide) =>
      run(async (tx) => {
        const { write, answer } = decide(await seen(tx, await lockNamed(tx, named)));
        if (write !== null) await writeAll(tx, write);
        return answer;
      }),
    readSubscription: (id) => read((tx) => readSubscription(tx, id)),
    pageSubscriptions: (page) => read((tx) => pageSubscriptions(tx, page)),
    pageCustomers: (page) => read((tx) => pageCustomers(tx, page)),
    leaseSubscriptions: (lease) => run((tx) => leaseSubscriptions(tx, lease)),
    leaseCustomers: (lease) => run((tx) => leaseCustomers(tx, lease)),
    readMappings: () => read(allMappings),
    changeMappings: (decide) =>
      run(async (tx) => {
        await lockNames(tx, 'matter', ['mappings']);
        const { write, answer } = decide(await allMappings(tx));
        if (write !== null) await writeMapping(tx, write);
        return answer;
      }),
  };
}

/** By name first, since two may be about to make the same customer; then by its row, whatever named it. */
async function lockNamed(tx: Transaction, named: CustomerNamed): Promise<CustomerRecord | null> {
  await lockNames(tx, 'matter', [`customer:${JSON.stringify(named)}`]);
  const found = await findCustomer(tx, named);
  return found && lockCustomer(tx, found.id);
}

async function seen(tx: Transaction, customer: CustomerRecord | null): Promise<BillingSeen> {
  const [subscriptions, mappings] = await Promise.all([
    customer === null ? [] : subscriptionsOf(tx, customer.id),
    allMappings(tx),
  ]);
  return { customer, subscriptions, mappings };
}

async function writeAll(tx: Transaction, write: BillingWrite): Promise<void> {
  const { customer, subscriptions = [], plan, letters, deliveryId } = write;
  // Each refers to the one before it.
  if (customer !== undefined) await writeCustomer(tx, customer);
  for (const one of subscriptions) await writeSubscription(tx, one);
  if (plan != null) await subscribe(tx, plan);
  await Promise.all([writeLetters(tx, letters), finishDelivery(tx, deliveryId)]);
}
