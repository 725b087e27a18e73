// A ledger in which a node begins nothing new once it has gone on for too long with settings that were replaced. What is begun already
// ends: its price stands in its hold, and its amount in its order.
import { type Storage, StorageUnavailable } from '../storage.ts';
import type { SettingsStanding } from './watch-settings.ts';

export function stopBySettings(storage: Storage, standing: () => SettingsStanding): Storage {
  function orStop(): void {
    const now = standing();
    if (now.kind === 'over')
      throw new StorageUnavailable(`other settings were agreed on than this node has: ${now.names.join(', ')}`);
  }
  return {
    ...storage,
    reserveHold: (ask, decide) =>
      storage.reserveHold(ask, (seen) => {
        const decided = decide(seen);
        if (decided.write?.kind === 'hold') orStop();
        return decided;
      }),
    changeOrder: (ask, decide) =>
      storage.changeOrder(ask, (seen) => {
        const decided = decide(seen);
        if (seen.order === null && decided.write !== null) orStop();
        return decided;
      }),
  };
}
