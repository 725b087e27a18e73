// What every store must guarantee of the prices that plans have of their own.
import { describe, expect, it } from 'vitest';
import type { PlanId } from '../../../../server/contract/plans/plans.ts';
import { PlanPrice } from '../../../../server/contract/prices/plan-price.ts';
import { brand } from '../../../../server/lib/brand.ts';
import { holdId } from '../../../support/ledger-values.ts';
import { planAsk } from './fixtures.ts';
import type { Both } from './both.ts';

const [pro, team] = [brand<PlanId>('pro'), brand<PlanId>('team')];
const price = (pattern: string, cents: number, unit: PlanPrice['unit'] = 'token') =>
  PlanPrice.parse({ model_pattern: pattern, unit, unit_base_price_cents: cents });

export function provesPrices(both: Both): void {
  describe('prices of plans', () => {
    it('are read as they were written, the last one at the end, by every connection and at every hold', async () => {
      const { storage, other } = both;
      const [small, large, images] = [price('s*', 0.000_015), price('l*', 2), price('s*', 1, 'image')];
      expect(await storage.putPlanPrice(pro, small)).toBe(true);
      expect(await other.putPlanPrice(pro, large)).toBe(true);
      expect(await storage.putPlanPrice(team, small)).toBe(true);
      expect(await storage.putPlanPrice(pro, images)).toBe(true);
      const all = new Map([
        [pro, [small, large, images]],
        [team, [small]],
      ]);
      expect(await other.readPlanPrices()).toEqual(all);
      const atHold = other.reserveHold(
        { id: holdId(), payer: { kind: 'owners', owners: [] }, plan: planAsk([]) },
        ({ plan }) => ({
          write: null,
          answer: plan?.prices,
        }),
      );
      expect(await atHold).toEqual(all);
    });

    it('stand in the place of the one for the same pattern and unit, and are then the newest', async () => {
      const { storage, other } = both;
      await storage.putPlanPrice(pro, price('a', 1));
      await storage.putPlanPrice(pro, price('b', 1));
      expect(await storage.putPlanPrice(pro, price('a', 3))).toBe(false);
      expect(await other.readPlanPrices()).toEqual(new Map([[pro, [price('b', 1), price('a', 3)]]]));
    });

    it('are taken away one by one, also from what other connections know', async () => {
      const { storage, other } = both;
      await storage.putPlanPrice(pro, price('a', 1));
      await storage.putPlanPrice(pro, price('a', 1, 'image'));
      expect((await other.readPlanPrices()).get(pro)).toHaveLength(2);
      expect(await storage.removePlanPrice(team, price('a', 1))).toBe(false);
      expect(await storage.removePlanPrice(pro, price('a', 1))).toBe(true);
      expect(await storage.removePlanPrice(pro, price('a', 1))).toBe(false);
      expect(await other.readPlanPrices()).toEqual(new Map([[pro, [price('a', 1, 'image')]]]));
    });
  });
}
