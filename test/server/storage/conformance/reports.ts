// What every store must guarantee of what reports add up.
import { describe, expect, it } from 'vitest';
import { ApiKeyId } from '../../../../server/contract/keys/api-keys.ts';
import { endHold } from '../../../../server/domain/holds/end-hold.ts';
import { holdFromPlan } from '../../../../server/domain/holds/open-hold.ts';
import { noUsage } from '../../../../server/domain/holds/price.ts';
import type { PlanId } from '../../../../server/contract/plans/plans.ts';
import { planSubject } from '../../../../server/domain/plans/plan.ts';
import { promoAccount, transferRef, walletId } from '../../../../server/domain/wallets/ledger.ts';
import { brand } from '../../../../server/lib/brand.ts';
import type { UsesBy } from '../../../../server/storage/reports/report-store.ts';
import type { Storage } from '../../../../server/storage/storage.ts';
import { holdId, start } from '../../../support/ledger-values.ts';
import { grant, opening, planAsk, told } from './fixtures.ts';
import type { Both } from './both.ts';

const key = ApiKeyId.parse('0190c0de-0000-7000-8000-00000000000a');
const ada = { user: 'ada', team: 'acme', key };
const byAda: UsesBy & { readonly kind: 'user' } = { kind: 'user', id: 'ada' };

export function provesReports(both: Both): void {
  describe('reports', () => {
    it('count a use in the window in which it ended, for its user and for its team', async () => {
      await use(both.storage, start + 1_000);
      await use(both.storage, start + 2_000);
      const uses = (startsAt: number, by: UsesBy = byAda) =>
        both.other.readUses({ by, window: { startsAt, endsAt: start + 2_000 }, model: null, isComplete: null });
      expect(await uses(start + 1_000)).toMatchObject([{ requests: 1, charged: 0 }]);
      expect(await uses(start + 1_001)).toEqual([]);
      expect(await uses(start, { kind: 'team', id: 'acme' })).toMatchObject([{ requests: 1 }]);
      expect(await uses(start, { kind: 'user', id: 'bob' })).toEqual([]);
    });

    it('say what was used with an API key', async () => {
      await use(both.storage, start + 1_000);
      const window = { startsAt: start, endsAt: start + 2_000 };
      const worth = await both.other.readKeyUse({ by: byAda, keyId: key, window });
      expect(worth).toBeGreaterThan(0);
      expect(await both.other.readKeyUse({ by: { kind: 'team', id: 'acme' }, keyId: key, window })).toBe(worth);
      const another = ApiKeyId.parse('0190c0de-0000-7000-8000-00000000000b');
      expect(await both.other.readKeyUse({ by: byAda, keyId: another, window })).toBe(0);
    });

    it('say by which accounts a wallet gained and lost in a window', async () => {
      await grant(both.storage, transferRef('grant', 'a'), 40);
      await grant(both.storage, transferRef('grant', 'b'), 2);
      const moved = (startsAt: number) =>
        both.other.readMovements({ id: walletId('the-wallet'), window: { startsAt, endsAt: startsAt + 1 } });
      expect(await moved(start)).toEqual([{ counterpart: promoAccount, gained: 42, lost: 0 }]);
      expect(await moved(start + 1)).toEqual([]);
    });

    it('have no overdraft of somebody who went beyond no day', async () => {
      const window = { startsAt: 0, endsAt: start * 2 };
      expect(await both.other.readOverdrafts({ subject: planSubject('user', 'ada'), window, limit: 10 })).toEqual([]);
    });
  });
}

/** A use by Ada that ends at a moment. */
async function use(storage: Storage, endedAt: number): Promise<void> {
  const id = holdId();
  await storage.reserveHold({ id, payer: { kind: 'owners', owners: [] }, plan: planAsk([]) }, () => {
    const hold = holdFromPlan(
      { ...opening(id), ttlMs: 10_000, usedBy: ada },
      { planId: brand<PlanId>('free'), counted: [] },
    );
    return { write: { kind: 'hold', hold, posting: null, allowances: [], counted: [] }, answer: null };
  });
  const ending = { kind: 'capture', usage: noUsage, outcome: 'completed' } as const;
  await storage.endHold(id, (seen) => ({
    write: seen && told(endHold(seen.hold, ending, { ...seen, now: endedAt })),
    answer: null,
  }));
}
