// The minutes of plans in Valkey, which all nodes share. Months and days have to last, and are never counted here.
import type { CounterWindow } from '../../domain/plans/plan.ts';
import type { CounterStore } from '../plans/counter-store.ts';
import type { Valkey } from './connect-valkey.ts';
import type { ValkeyNames } from './names.ts';
import { addScript, giveBackScript, readScript } from './scripts.ts';

/** Beyond any minute, by whichever clock it is told. */
const keptMs = 180_000;

export function createValkeyMinutes(valkey: Pick<Valkey, 'run'>, names: ValkeyNames): CounterStore {
  const keyOf = ({ key, endsAt }: CounterWindow): string => names('minute', `${endsAt} ${key}`);

  return {
    async read(windows) {
      if (windows.length === 0) return [];
      const used = await valkey.run(readScript, windows.map(keyOf), []);
      return windows.map((window, at) => ({ ...window, used: used[at] ?? 0 }));
    },
    async addOne(read) {
      const [isCounted] = await valkey.run(addScript, read.map(keyOf), [...read.map(({ used }) => used), keptMs]);
      return isCounted === 1;
    },
    async giveBack(windows) {
      if (windows.length > 0) await valkey.run(giveBackScript, windows.map(keyOf), []);
    },
    // Keys end by themselves.
    forget: () => Promise.resolve(),
    // Whoever has connected closes the connection.
    close: () => Promise.resolve(),
  };
}
