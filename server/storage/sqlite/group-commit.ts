// Commands that arrive together share one transaction, and are answered once it is on the disk. The event loop goes on meanwhile.
// One sync a command would be about 1,000 commands a second on a small machine; shared, it is tens of thousands.
import { StorageUnavailable } from '../storage.ts';
import { prepareChanges } from './changes.ts';
import type { Connection } from './connection.ts';
import { createDurability } from './durability.ts';
import { pass } from './failpoint.ts';
import { asStorageFailure, isBusy } from './failure.ts';
import type { LogSync } from './log-sync.ts';
import { type Job, prepareGroup } from './run-group.ts';

export type GroupCommit = {
  /** `command` runs synchronously inside a transaction; may run again if that has to be repeated. */
  run<A>(command: () => A): Promise<A>;
  /** Resolves once all that can be read now is on the disk. Throws StorageUnavailable if that will never be known. */
  kept(): Promise<void>;
  /** A sync has failed: nothing is read or written any more. */
  readonly isBroken: boolean;
  /** Finishes what waits, then refuses. */
  close(): Promise<void>;
};

/** Bounds: commands in one transaction, commands that may wait, and the time that one may wait for a lock. */
const groupMax = 256;
const queueMax = 20_000;
const retryMs = 5;

/**
 * While the disk works, so many commands are worth a transaction of their own, which then waits for the next sync. With fewer the
 * pages that all of them share would be written more often than the time is worth.
 */
const groupMin = 8;

export type GroupCommitOptions = {
  readonly lockWaitMs: number;
  /** Of a connection whose commits are not synced by SQLite itself. */
  readonly log: Pick<LogSync, 'sync'>;
  /** Throws StorageUnavailable where nothing may be written now. */
  readonly beforeCommit?: () => void;
  /** Called when groups have been answered; must not throw. */
  readonly afterCommit?: () => void;
  /** Called once, when a sync has failed; must not throw. */
  readonly afterFailure?: () => void;
};

export function createGroupCommit(db: Connection, options: GroupCommitOptions): GroupCommit {
  const group = prepareGroup(db);
  const changes = prepareChanges(db);
  const durability = createDurability(options.log, afterSync);

  const queue: Job[] = [];
  const drained: (() => void)[] = [];
  /** Commands that have no answer yet. */
  let open = 0;
  let isScheduled = false;
  let isClosed = false;
  let lockedSince: number | null = null;

  function schedule(): void {
    if (isScheduled) return;
    isScheduled = true;
    // After the turn's input: every command of this turn is in the queue by then.
    setImmediate(flush);
  }

  function flush(): void {
    isScheduled = false;
    if (durability.isSyncing && queue.length < groupMin) return;
    if (queue.length > 0 && tryBegin()) commitGroup(queue.splice(0, groupMax));
    if (queue.length > 0) schedule();
  }

  function afterSync(): void {
    if (durability.failure === null) options.afterCommit?.();
    else options.afterFailure?.();
    if (queue.length > 0) schedule();
    tellIfDrained();
  }

  function tellIfDrained(): void {
    if (open === 0 && !durability.isSyncing) for (const resolve of drained.splice(0)) resolve();
  }

  /** Takes the write lock, or arranges another try without keeping the event loop. */
  function tryBegin(): boolean {
    try {
      if (durability.failure !== null) throw durability.failure;
      options.beforeCommit?.();
      group.begin();
      lockedSince = null;
      return true;
    } catch (error) {
      lockedSince ??= performance.now();
      if (isBusy(error) && performance.now() - lockedSince < options.lockWaitMs) {
        isScheduled = true;
        setTimeout(flush, retryMs);
        return false;
      }
      lockedSince = null;
      const failure = asStorageFailure(error);
      for (const job of queue.splice(0)) job.reject(failure);
      return false;
    }
  }

  function commitGroup(jobs: readonly Job[]): void {
    try {
      const answers = group.commit(jobs);
      if (changes.byUs()) durability.committed();
      noteOthers();
      pass('after_commit_before_sync');
      durability.whenKept((failure) => {
        pass('after_commit_before_answer');
        if (failure === null) for (const answer of answers) answer();
        else for (const job of jobs) job.reject(failure);
      });
    } catch (error) {
      group.takeBack();
      // What was taken back is not in the log.
      changes.byUs();
      const failure = asStorageFailure(error);
      for (const job of jobs) job.reject(failure);
    }
  }

  function noteOthers(): void {
    if (changes.byOthers()) durability.committed();
  }

  function refusalNow(): StorageUnavailable | null {
    if (isClosed) return new StorageUnavailable('the store is closed');
    if (open >= queueMax) return new StorageUnavailable('too many commands are waiting');
    return durability.failure;
  }

  return {
    run<A>(command: () => A): Promise<A> {
      const refused = refusalNow();
      if (refused !== null) return Promise.reject(refused);
      return new Promise<A>((resolve, reject) => {
        let answer: { readonly value: A } | null = null;
        const close = (): void => {
          open -= 1;
          if (open === 0) tellIfDrained();
        };
        open += 1;
        queue.push({
          run: () => {
            answer = { value: command() };
          },
          resolve: () => {
            if (answer !== null) resolve(answer.value);
            close();
          },
          reject: (error) => {
            reject(error);
            close();
          },
        });
        schedule();
      });
    },
    kept() {
      noteOthers();
      return new Promise((resolve, reject) => {
        durability.whenKept((failure) => (failure === null ? resolve() : reject(failure)));
      });
    },
    get isBroken() {
      return durability.failure !== null;
    },
    async close() {
      isClosed = true;
      await new Promise<void>((resolve) => {
        drained.push(resolve);
        tellIfDrained();
      });
    },
  };
}
