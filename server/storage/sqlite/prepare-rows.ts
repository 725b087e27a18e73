// The statements of every capability, prepared once on one connection, for use inside a command or a read.
import type { Connection } from './connection.ts';
import { prepareBilledUsage } from './billing/billed-usage.ts';
import { prepareCustomers } from './billing/customers.ts';
import { prepareInvoices } from './billing/invoices.ts';
import { preparePriceMappings } from './billing/price-mappings.ts';
import { prepareSubscriptions } from './billing/subscriptions.ts';
import { prepareBudgets } from './budgets/budgets.ts';
import { prepareAllowances } from './holds/allowances.ts';
import { prepareHolds } from './holds/holds.ts';
import { prepareRefusals } from './holds/refusals.ts';
import { prepareApiKeys } from './keys/api-keys.ts';
import { prepareDeadLetters } from './letters/dead-letters.ts';
import { prepareInbox } from './letters/inbox.ts';
import { prepareOutbox } from './letters/outbox.ts';
import { prepareOrders } from './orders/orders.ts';
import { prepareAssignments } from './plans/assignments.ts';
import { prepareCycles } from './plans/cycles.ts';
import { prepareCounters } from './plans/plan-counters.ts';
import { prepareSpending } from './plans/plan-spending.ts';
import { preparePlans } from './plans/plans.ts';
import { preparePlanPrices } from './plans/plan-prices.ts';
import { prepareRefunds } from './refunds/refunds.ts';
import { prepareSuspense } from './suspense/suspense.ts';
import { prepareTeams } from './teams/teams.ts';
import { prepareAccounts } from './wallets/accounts.ts';

export type Rows = ReturnType<typeof prepareRows>;

export function prepareRows(db: Connection) {
  const planPrices = preparePlanPrices(db);
  return {
    accounts: prepareAccounts(db),
    allowances: prepareAllowances(db),
    apiKeys: prepareApiKeys(db),
    budgets: prepareBudgets(db),
    assignments: prepareAssignments(db),
    counters: prepareCounters(db),
    billedUsage: prepareBilledUsage(db),
    customers: prepareCustomers(db),
    cycles: prepareCycles(db),
    deadLetters: prepareDeadLetters(db),
    holds: prepareHolds(db),
    inbox: prepareInbox(db),
    invoices: prepareInvoices(db),
    orders: prepareOrders(db),
    outbox: prepareOutbox(db),
    planPrices,
    plans: preparePlans(db, planPrices),
    priceMappings: preparePriceMappings(db),
    refunds: prepareRefunds(db),
    refusals: prepareRefusals(db),
    spending: prepareSpending(db),
    subscriptions: prepareSubscriptions(db),
    suspense: prepareSuspense(db),
    teams: prepareTeams(db),
  };
}
