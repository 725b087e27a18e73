import { beforeEach, expect, it } from 'vitest';
import { type LimitStore, LimitsAway } from '../../../../server/storage/limits/limit-store.ts';
import { createMemoryLimits } from '../../../../server/storage/limits/memory-limits.ts';
import { limitsWhileAway } from '../../../../server/storage/limits/own-while-away.ts';
import { under } from './conformance.ts';

const away = { isAway: false };
let shared: LimitStore;
beforeEach(() => {
  away.isAway = false;
  const kept = createMemoryLimits();
  const orAway = async <A>(ask: () => A | Promise<A>): Promise<A> => {
    if (away.isAway) throw new LimitsAway('away', 1_000);
    return ask();
  };
  shared = {
    take: (asked) => orAway(() => kept.take(asked)),
    count: (asked) => orAway(() => kept.count(asked)),
    giveBack: (asked) => orAway(() => kept.giveBack(asked)),
  };
});

const message = under('strict:ip', 'network', 2);
const capture = { ...under('calm:ip', 'network', 2), isAloneRatherThanRefused: true };

it('a node counts alone while the shared counts are away, and with the others again afterwards', async () => {
  const limits = limitsWhileAway(shared, createMemoryLimits(), { refuses: false });
  const take = async () => (await limits.take([message])).isCounted;
  expect([await take(), await take(), await take()]).toEqual([true, true, false]);
  away.isAway = true;
  expect([await take(), await take(), await take()]).toEqual([true, true, false]);
  away.isAway = false;
  expect(await take()).toBe(false);
});

it('a node that is to refuse counts alone only what must not be refused', async () => {
  const limits = limitsWhileAway(shared, createMemoryLimits(), { refuses: true });
  away.isAway = true;
  await expect(limits.take([message])).rejects.toThrow(LimitsAway);
  await expect(limits.take([message, capture])).rejects.toThrow(LimitsAway);
  await expect(limits.count(message)).rejects.toThrow(LimitsAway);
  expect((await limits.take([capture])).isCounted).toBe(true);
  expect(await limits.count(capture)).toMatchObject({ used: 2 });
  await limits.giveBack(capture);
  expect(await limits.count(capture)).toMatchObject({ used: 2 });
});
