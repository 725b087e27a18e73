// The billing's part of the store: a change of a subscription writes the plan that it sets, and the letters, in one commit.
import type { BillingSeen, BillingStore, BillingWrite, CustomerNamed } from '../../billing/billing-store.ts';
import type { Rows } from '../prepare-rows.ts';
import type { LedgerFile } from '../serve-file.ts';

type BillingRows = Pick<Rows, 'customers' | 'subscriptions' | 'priceMappings' | 'assignments' | 'outbox' | 'inbox'>;

export function createBillingStore({ read, write: run }: LedgerFile, rows: BillingRows): BillingStore {
  const { customers, subscriptions, priceMappings, assignments, outbox, inbox } = rows;

  function seen(named: CustomerNamed): BillingSeen {
    const customer = customers.find(named);
    return {
      customer,
      subscriptions: customer === null ? [] : subscriptions.ofCustomer(customer.id),
      mappings: priceMappings.all(),
    };
  }

  function writeAll({ customer, subscriptions: changed = [], plan, letters = [], deliveryId }: BillingWrite): void {
    if (customer !== undefined) customers.write(customer);
    for (const one of changed) subscriptions.write(one);
    if (plan != null) assignments.subscribe(plan);
    for (const letter of letters) outbox.write(letter);
    if (deliveryId != null) inbox.done(deliveryId);
  }

  return {
    readBilling: (named) => read(() => seen(named)),
    changeBilling: (named, decide) =>
      run(() => {
        const { write, answer } = decide(seen(named));
        if (write !== null) writeAll(write);
        return answer;
      }),
    readSubscription: (id) => read(() => subscriptions.subscription(id)),
    pageSubscriptions: (page) => read(() => subscriptions.page(page)),
    pageCustomers: (page) => read(() => customers.page(page)),
    leaseSubscriptions: (lease) => run(() => subscriptions.lease(lease)),
    leaseCustomers: (lease) => run(() => customers.lease(lease)),
    readMappings: () => read(() => priceMappings.all()),
    changeMappings: (decide) =>
      run(() => {
        const { write, answer } = decide(priceMappings.all());
        if (write !== null) priceMappings.write(write);
        return answer;
      }),
  };
}
