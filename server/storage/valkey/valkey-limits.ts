// Limits in Valkey, which all nodes share. The limits of one request are looked at and counted in one round trip.
import { invariant } from '../../lib/invariant.ts';
import type { LimitAsk, LimitCount, LimitStore } from '../limits/limit-store.ts';
import type { Valkey } from './connect-valkey.ts';
import type { ValkeyNames } from './names.ts';
import { countScript, giveBackScript, takeScript } from './scripts.ts';

export function createValkeyLimits(valkey: Pick<Valkey, 'run'>, names: ValkeyNames): LimitStore {
  const keyOf = ({ limit, key }: LimitAsk): string => names(limit, key);

  return {
    async take(asked) {
      const args = asked.flatMap(({ most, windowMs }) => [most, windowMs]);
      const [isCounted, ...numbers] = await valkey.run(takeScript, asked.map(keyOf), args);
      return { isCounted: isCounted === 1, counts: asked.map((_, at) => countAt(numbers, 2 * at)) };
    },
    async count(asked) {
      return countAt(await valkey.run(countScript, [keyOf(asked)], [asked.windowMs]), 0);
    },
    async giveBack(asked) {
      await valkey.run(giveBackScript, [keyOf(asked)], []);
    },
  };
}

function countAt(numbers: readonly number[], at: number): LimitCount {
  const [used, resetMs] = numbers.slice(at, at + 2);
  invariant(used !== undefined && resetMs !== undefined, 'a script answered too little');
  return { used, resetMs };
}
