// What every store of limits must guarantee, wherever it counts. Its test calls this with a way to open it.
import { beforeEach, describe, expect, it } from 'vitest';
import type { LimitAsk, LimitStore } from '../../../../server/storage/limits/limit-store.ts';

export type LimitsUnderTest = {
  readonly name: string;
  /** An empty store; where several nodes share it, seen from two of them. */
  open(): Promise<readonly [one: LimitStore, other: LimitStore]>;
};

const windowMs = 60_000;

export function under(limit: string, key: string, most: number, lengthMs = windowMs): LimitAsk {
  return { limit, key, most, windowMs: lengthMs, isAloneRatherThanRefused: false };
}

export function provesLimits({ name, open }: LimitsUnderTest): void {
  describe(`limits in ${name}`, () => {
    let one: LimitStore;
    let other: LimitStore;
    beforeEach(async () => {
      [one, other] = await open();
    });

    it('let exactly as many through as the tightest says, however many ask at once', async () => {
      const asked = [under('ip', 'network', 10), under('client', 'a', 4)];
      const answers = await Promise.all(
        Array.from({ length: 50 }, async (_, at) => (at % 2 ? one : other).take(asked)),
      );
      expect(answers.filter(({ isCounted }) => isCounted)).toHaveLength(4);
    });

    it('count what is refused on none of them', async () => {
      const network = under('ip', 'network', 10);
      await Promise.all(Array.from({ length: 50 }, async () => one.take([network, under('client', 'a', 4)])));
      const others = await Promise.all(
        Array.from({ length: 50 }, async (_, at) => other.take([network, under('client', `other ${at}`, 4)])),
      );
      expect(others.filter(({ isCounted }) => isCounted)).toHaveLength(6);
      expect((await one.take([network])).counts).toMatchObject([{ used: 10 }]);
    });

    it('tell how many were counted and when the window ends, by the first of them', async () => {
      const asked = [under('ip', 'network', 2), under('client', 'a', 9)];
      const first = await one.take(asked);
      expect(first).toEqual({ isCounted: true, counts: [windowAt(1), windowAt(1)] });
      const [network] = asked;
      const second = await other.take(network === undefined ? [] : [network]);
      expect(second.counts).toMatchObject([{ used: 2 }]);
      const third = await one.take(asked);
      expect(third).toMatchObject({ isCounted: false, counts: [{ used: 2 }, { used: 1 }] });
      expect(third.counts[0]?.resetMs).toBeLessThanOrEqual(second.counts[0]?.resetMs ?? 0);
    });

    it('tell the whole window where none has begun', async () => {
      expect(await one.take([under('ip', 'network', 0)])).toEqual({
        isCounted: false,
        counts: [{ used: 0, resetMs: windowMs }],
      });
    });

    it('count the same key apart under another limit', async () => {
      await one.take([under('strict:ip', 'network', 1)]);
      expect((await one.take([under('calm:ip', 'network', 1)])).isCounted).toBe(true);
      expect((await one.take([under('strict:ip', 'network', 1)])).isCounted).toBe(false);
    });

    it('begin anew after their window', async () => {
      const asked = [under('ip', 'network', 1, 300)];
      expect((await one.take(asked)).isCounted).toBe(true);
      await expect.poll(async () => (await other.take(asked)).isCounted, { timeout: 60_000 }).toBe(true);
    });

    it('count beyond what is allowed where they are only to count, and give it back', async () => {
      const asked = under('proof', 'network', 1);
      expect(await one.count(asked)).toEqual(windowAt(1));
      expect(await other.count(asked)).toMatchObject({ used: 2 });
      await one.giveBack(asked);
      expect(await other.count(asked)).toMatchObject({ used: 2 });
    });

    it('never give back more than was counted', async () => {
      const asked = under('proof', 'network', 1);
      await one.giveBack(asked);
      expect(await one.count(asked)).toMatchObject({ used: 1 });
      await Promise.all([one.giveBack(asked), other.giveBack(asked), one.giveBack(asked)]);
      expect(await other.count(asked)).toMatchObject({ used: 1 });
    });
  });
}

function windowAt(used: number) {
  return { used, resetMs: expect.closeTo(windowMs, -3) };
}
