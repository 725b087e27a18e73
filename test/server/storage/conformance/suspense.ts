// What every store must guarantee of the cases in suspense.
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { SuspenseId } from '../../../../server/contract/suspense/suspense.ts';
import { microcredits } from '../../../../server/domain/money.ts';
import { type CaseRecord, newCase } from '../../../../server/domain/suspense/suspense-case.ts';
import { brand } from '../../../../server/lib/brand.ts';
import { start } from '../../../support/ledger-values.ts';
import type { Both } from './both.ts';
import { newOrder, orderAsk, write } from './fixtures.ts';

export function provesSuspense(both: Both): void {
  describe('cases in suspense', () => {
    it('come back as they were written, with their order too, and change with it', async () => {
      const order = newOrder();
      const made = caseOf(order.id);
      await write(both.storage, order, { cases: [made] });
      expect(await both.other.readCase(made.id)).toEqual(made);
      const ended: CaseRecord = { ...made, outcome: 'keep', reason: 'found', resolvedAt: start + 1 };
      await write(both.storage, order, { cases: [ended] });
      const cases = await both.other.changeOrder(orderAsk(order.id), (seen) => ({ write: null, answer: seen.cases }));
      expect(cases).toEqual([ended]);
      expect(await both.other.readCase(brand<SuspenseId>(randomUUID()))).toBeNull();
    });

    it('are paged oldest first, the open ones and the ended ones apart', async () => {
      const order = newOrder();
      const [a, b, c] = [caseOf(order.id), caseOf(order.id, 'underpaid'), caseOf(order.id, 'disputed')];
      const ended: CaseRecord = { ...b, outcome: 'keep', reason: 'found', resolvedAt: start + 1 };
      await write(both.storage, order, { cases: [a, ended, c] });
      const page = async (isOpen: boolean, after: SuspenseId | null, limit = 5) =>
        (await both.other.pageCases({ isOpen, after, limit }))?.map(({ id }) => id) ?? null;
      expect(await page(true, null, 1)).toEqual([a.id]);
      expect(await page(true, a.id)).toEqual([c.id]);
      expect(await page(false, null)).toEqual([b.id]);
      expect(await page(true, brand<SuspenseId>(randomUUID()))).toBeNull();
    });
  });
}

function caseOf(orderId: CaseRecord['orderId'], kind: CaseRecord['kind'] = 'overpaid'): CaseRecord {
  return { ...newCase({ newId: randomUUID, now: start }, orderId, kind), amount: microcredits(7), cents: 3 };
}
