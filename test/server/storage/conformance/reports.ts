// What every store must guarantee of what reports add up.
import { describe, expect, it } from 'vitest';
import { ApiKeyId } from '../../../../server/contract/keys/api-keys.ts';
import { planSubject } from '../../../../server/domain/plans/plan.ts';
import { promoAccount, transferRef, walletId } from '../../../../server/domain/wallets/ledger.ts';
import type { UsesBy } from '../../../../server/storage/reports/report-store.ts';
import { start } from '../../../support/ledger-values.ts';
import { grant, use } from './fixtures.ts';
import type { Both } from './both.ts';

const key = ApiKeyId.parse('0190c0de-0000-7000-8000-00000000000a');
const byKey = (endedAt: number) => ({ endedAt, key });
const byAda: UsesBy & { readonly kind: 'user' } = { kind: 'user', id: 'ada' };

export function provesReports(both: Both): void {
  describe('reports', () => {
    it('count a use in the window in which it ended, for its user and for its team', async () => {
      await use(both.storage, byKey(start + 1_000));
      await use(both.storage, byKey(start + 2_000));
      const uses = (startsAt: number, by: UsesBy = byAda) =>
        both.other.readUses({ by, window: { startsAt, endsAt: start + 2_000 }, model: null, isComplete: null });
      expect(await uses(start + 1_000)).toMatchObject([{ requests: 1, charged: 0 }]);
      expect(await uses(start + 1_001)).toEqual([]);
      expect(await uses(start, { kind: 'team', id: 'acme' })).toMatchObject([{ requests: 1 }]);
      expect(await uses(start, { kind: 'user', id: 'bob' })).toEqual([]);
    });

    it('say what was used with an API key', async () => {
      await use(both.storage, byKey(start + 1_000));
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
