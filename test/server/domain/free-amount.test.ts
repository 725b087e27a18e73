// What a sum of one's own choice buys.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { creditsFor } from '../../../server/contract/orders/free-amount.ts';
import { microcredits } from '../../../server/domain/money.ts';

it('what a sum buys is exact but for the last microcredit, and never more in two halves', () => {
  const sum = fc.integer({ min: 1, max: 1_000_000 });
  fc.assert(
    fc.property(sum, sum, sum, fc.integer({ min: 1, max: 1_000_000_000 }), (left, right, per, price) => {
      const offer = { rate: { amount_cents: per, credits_microcredits: microcredits(price) } };
      const whole = creditsFor(offer, left + right);
      const exact = BigInt(price) * BigInt(left + right);
      const rest = exact - BigInt(whole) * BigInt(per);
      expect(rest >= 0n && rest < BigInt(per)).toBe(true);
      expect(creditsFor(offer, left) + creditsFor(offer, right)).toBeLessThanOrEqual(whole);
    }),
  );
});
