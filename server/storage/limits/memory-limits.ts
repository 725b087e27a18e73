// Limits in the memory of this process. They go with it, and no other process sees them.
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { inTurn } from '../../lib/in-turn.ts';
import type { LimitAsk, LimitCount, Limits, LimitStore } from './limit-store.ts';

/** Of a node that counts by itself. */
export function ownLimits(): Limits {
  return { store: createMemoryLimits(), standing: () => Promise.resolve('own') };
}

export function createMemoryLimits(): LimitStore {
  const limiters = new Map<string, RateLimiterMemory>();
  // No other request is counted between a check and its count.
  const turn = inTurn();

  function limiterOf({ limit, most, windowMs }: LimitAsk): RateLimiterMemory {
    const known = limiters.get(limit);
    if (known !== undefined) return known;
    const made = new RateLimiterMemory({ keyPrefix: limit, points: most, duration: windowMs / 1000 });
    limiters.set(limit, made);
    return made;
  }

  async function read(asked: LimitAsk): Promise<LimitCount> {
    const found = await limiterOf(asked).get(asked.key);
    return found !== null && found.msBeforeNext > 0 ? countOf(found) : { used: 0, resetMs: asked.windowMs };
  }

  const count = async (asked: LimitAsk): Promise<LimitCount> => countOf(await limiterOf(asked).penalty(asked.key));

  async function takeAlone(asked: readonly LimitAsk[]): ReturnType<LimitStore['take']> {
    const counts = await Promise.all(asked.map(read));
    const isFull = asked.some(({ most }, at) => (counts[at]?.used ?? 0) >= most);
    return isFull ? { isCounted: false, counts } : { isCounted: true, counts: await Promise.all(asked.map(count)) };
  }

  return {
    take: (asked) => turn(() => takeAlone(asked)),
    count,
    giveBack: (asked) =>
      turn(async () => {
        // Without a look, a window that is over would begin anew with one less than nothing.
        const { used } = await read(asked);
        if (used > 0) await limiterOf(asked).reward(asked.key);
      }),
  };
}

function countOf(found: { readonly consumedPoints: number; readonly msBeforeNext: number }): LimitCount {
  return { used: found.consumedPoints, resetMs: found.msBeforeNext };
}
