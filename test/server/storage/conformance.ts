// What every store must guarantee, whatever its engine: a part for each port. An adapter's test calls this with a way to open it.
import { describe, expect, it } from 'vitest';
import { type StorageUnderTest, openForEach } from './conformance/both.ts';
import { provesBilling } from './conformance/billing.ts';
import { provesInvoices } from './conformance/invoices.ts';
import { provesHolds } from './conformance/holds.ts';
import { provesLetters } from './conformance/letters.ts';
import { provesOrders } from './conformance/orders.ts';
import { provesPlans } from './conformance/plans.ts';
import { provesPrices } from './conformance/prices.ts';
import { provesRefunds } from './conformance/refunds.ts';
import { provesReports } from './conformance/reports.ts';
import { provesSuspense } from './conformance/suspense.ts';
import { provesTeams } from './conformance/teams.ts';
import { provesUpkeep } from './conformance/upkeep.ts';
import { provesWallets } from './conformance/wallets.ts';

export function provesStorage(subject: StorageUnderTest): void {
  describe(`${subject.name} as a store`, () => {
    const both = openForEach(subject);

    provesHolds(both);
    provesWallets(both);
    provesPlans(both);
    provesPrices(both);
    provesOrders(both);
    provesRefunds(both);
    provesSuspense(both);
    provesTeams(both);
    provesLetters(both);
    provesBilling(both);
    provesInvoices(both);
    provesReports(both);
    provesUpkeep(both);

    // The last of them, since it looks back on all the others.
    it('no call of the store was left untried', () => {
      expect(Object.keys(both.storage).filter((name) => !both.called.has(name))).toEqual([]);
    });
  });
}
