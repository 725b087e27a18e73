// Says when what was committed is on the disk. One sync of the log is under way at a time. It is for all that was committed before it
// began; what is committed meanwhile waits for the next. docs/decisions/0021 says why that is enough.
import { StorageUnavailable } from '../storage.ts';
import type { LogSync } from './log-sync.ts';

export type Durability = {
  /** Something was committed, here or by another process, that may not be on the disk. */
  committed(): void;
  /** Calls back once all that is committed now is on the disk, at once if it is; with the failure if that will never be known. */
  whenKept(tell: Tell): void;
  readonly isSyncing: boolean;
  /** From the first sync that failed on. */
  readonly failure: StorageUnavailable | null;
};

type Tell = (failure: StorageUnavailable | null) => void;

/** `ended`: called after each sync, when everybody who waited for it has been told. Must not throw, nor must anybody who is told. */
export function createDurability({ sync }: Pick<LogSync, 'sync'>, ended: () => void): Durability {
  /** Numbers of commits: the last one, the last that the sync under way is for, the last that is on the disk. */
  const last = { committed: 0, syncing: 0, kept: 0 };
  let waiting: { readonly upTo: number; readonly tell: Tell }[] = [];
  let failure: StorageUnavailable | null = null;

  function start(): void {
    last.syncing = last.committed;
    sync((error) => (error === null ? keep() : fail(error)));
  }

  function keep(): void {
    last.kept = last.syncing;
    const told = waiting.filter(({ upTo }) => upTo <= last.kept);
    waiting = waiting.slice(told.length);
    // First, so that the disk works while the answers are made.
    if (waiting.length > 0) start();
    for (const { tell } of told) tell(null);
    ended();
  }

  /** The kernel may have dropped what it could not write, and say yes to the next sync all the same. So there is none. */
  function fail(cause: Error): void {
    failure = new StorageUnavailable(
      'the disk did not keep what was written to the ledger; look after the disk, then start the server again',
      { cause },
    );
    for (const { tell } of waiting.splice(0)) tell(failure);
    ended();
  }

  return {
    committed() {
      last.committed += 1;
    },
    whenKept(tell) {
      if (failure !== null || last.kept === last.committed) return tell(failure);
      waiting.push({ upTo: last.committed, tell });
      if (last.syncing === last.kept) start();
    },
    get isSyncing() {
      return failure === null && last.syncing > last.kept;
    },
    get failure() {
      return failure;
    },
  };
}
