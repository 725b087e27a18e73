// What every place that counts for plans must guarantee, whatever its engine: SQLite here, Redis or DynamoDB where many nodes share.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CounterKey, CounterWindow } from '../../../server/domain/plans/plan.ts';
import { brand } from '../../../server/lib/brand.ts';
import type { PlanCounters } from '../../../server/storage/plans/plan-counters.ts';

export type CountersUnderTest = {
  readonly name: string;
  /** Opens empty counters; `again` is another connection to the same ones. */
  open(): Promise<{
    readonly counters: PlanCounters;
    readonly again: PlanCounters;
    readonly remove: () => Promise<void>;
  }>;
};

const window = (name: string, endsAt = 1_000): CounterWindow => ({ key: brand<CounterKey>(name), endsAt });

export function provesCounters(subject: CountersUnderTest): void {
  describe(`${subject.name} as the counters of plans`, () => {
    let counters: PlanCounters;
    let again: PlanCounters;
    let remove: () => Promise<void>;

    beforeEach(async () => {
      ({ counters, again, remove } = await subject.open());
    });

    afterEach(() => remove());

    const used = async (...windows: CounterWindow[]) => (await again.read(windows)).map((count) => count.used);

    it('counts one in every window, for everyone to see', async () => {
      const windows = [window('month'), window('day')];
      expect(await used(...windows)).toEqual([0, 0]);
      const taken = await counters.take(windows.map((one) => ({ ...one, limit: 2 })));
      expect(taken).toEqual({ kind: 'taken', counts: windows.map((one) => ({ ...one, used: 1 })) });
      expect(await used(...windows)).toEqual([1, 1]);
    });

    it('counts in no window when one of them is full, and says which', async () => {
      await counters.take([{ ...window('day'), limit: 1 }]);
      const taken = await again.take([
        { ...window('month'), limit: 5 },
        { ...window('day'), limit: 1 },
      ]);
      expect(taken).toMatchObject({ kind: 'full', full: window('day'), counts: [{ used: 0 }, { used: 1 }] });
      expect(await used(window('month'), window('day'))).toEqual([0, 1]);
    });

    it('lets exactly as many through as the limit says, whoever asks at once', async () => {
      const takes = Array.from({ length: 50 }, (_, i) =>
        (i % 2 === 0 ? counters : again).take([
          { ...window('month'), limit: 20 },
          { ...window('day'), limit: null },
        ]),
      );
      expect((await Promise.all(takes)).filter(({ kind }) => kind === 'taken')).toHaveLength(20);
      expect(await used(window('month'), window('day'))).toEqual([20, 20]);
    });

    it('only counts where there is no limit', async () => {
      for (let i = 0; i < 3; i += 1) await counters.take([{ ...window('month'), limit: null }]);
      expect(await used(window('month'))).toEqual([3]);
    });

    it('counts the next window from nothing', async () => {
      await counters.take([{ ...window('minute', 1_000), limit: 1 }]);
      expect(await used(window('minute', 2_000))).toEqual([0]);
      expect(await counters.take([{ ...window('minute', 2_000), limit: 1 }])).toMatchObject({ kind: 'taken' });
      expect(await used(window('minute', 2_000))).toEqual([1]);
    });

    it('gives back to the window that counted, to no other, and never below nothing', async () => {
      await counters.take([{ ...window('a'), limit: null }]);
      await counters.giveBack([window('a', 2_000), window('b')]);
      expect(await used(window('a'), window('b'))).toEqual([1, 0]);
      await counters.giveBack([window('a')]);
      await counters.giveBack([window('a')]);
      expect(await used(window('a'))).toEqual([0]);
    });
  });
}
