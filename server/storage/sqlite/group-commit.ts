// Commands that arrive together share one transaction, and are answered after its fsync.
// One fsync a command would be about 1,000 commands a second on a small machine; shared, it is tens of thousands.
import { AsyncLocalStorage } from 'node:async_hooks';
import { performance } from 'node:perf_hooks';
import { StorageUnavailable } from '../storage.ts';
import type { CommitTold } from '../upkeep.ts';
import type { Connection } from './connection.ts';
import { pass } from '../failpoint.ts';
import { asStorageFailure, isBusy, isUnavailable } from './failure.ts';

export type GroupCommit = {
  /** `command` runs synchronously inside a transaction; may run again if that has to be repeated. */
  run<A>(command: () => A): Promise<A>;
  /** How many commands no transaction has taken yet. */
  waiting(): number;
  /** Finishes what waits, then refuses. */
  close(): Promise<void>;
};

type Job = {
  run(): void;
  resolve(): void;
  reject(error: unknown): void;
  /** Where somebody is told of commits. */
  readonly within: ((work: () => void) => void) | null;
};

/** Bounds: commands in one transaction, commands that may wait, and the time after which a lock is tried again. */
const groupMax = 256;
const queueMax = 20_000;
const retryMs = 5;
/**
 * A commit keeps the event loop waiting for the disk, whatever its size. While the loop finds other work, a group waits for the
 * commands that come of it, at most so long; where it finds none, nobody waits for anybody.
 */
const gatherMs = 1;

/** What the event loop has had to do: the events of its sockets and files so far, and milliseconds since any fixed moment. */
export type Loop = { events(): number; now(): number };

const thisLoop: Loop = {
  events: () => performance.nodeTiming.uvMetricsInfo.events,
  now: () => performance.now(),
};

export type GroupCommitOptions = {
  readonly lockWaitMs: number;
  readonly loop?: Loop;
  /** Throws StorageUnavailable where nothing may be written now. */
  readonly beforeCommit?: () => void;
  /** Called when a group has been answered; must not throw. */
  readonly afterCommit?: () => void;
  readonly onCommit?: CommitTold;
};

export function createGroupCommit(db: Connection, options: GroupCommitOptions): GroupCommit {
  const { loop = thisLoop } = options;
  const begin = db.prepare('BEGIN IMMEDIATE');
  const commit = db.prepare('COMMIT');
  const rollback = db.prepare('ROLLBACK');
  const save = db.prepare('SAVEPOINT command');
  const keep = db.prepare('RELEASE command');
  const undo = db.prepare('ROLLBACK TO command');

  const queue: Job[] = [];
  const drained: (() => void)[] = [];
  let isScheduled = false;
  let isClosed = false;
  let lockedSince: number | null = null;

  function schedule(): void {
    if (isScheduled) return;
    isScheduled = true;
    gatherOn(loop.now() + gatherMs, loop.events());
  }

  /** Comes back after the turn's input: every command of that turn is in the queue by then. */
  function gatherOn(until: number, eventsBefore: number): void {
    setImmediate(() => {
      const events = loop.events();
      const isIdle = events === eventsBefore;
      if (isIdle || isClosed || queue.length >= groupMax || loop.now() >= until) flush();
      else gatherOn(until, events);
    });
  }

  function flush(): void {
    isScheduled = false;
    if (queue.length > 0 && !tryBegin()) return;
    if (queue.length > 0) runGroup(queue.splice(0, groupMax));
    if (queue.length > 0) schedule();
    else for (const resolve of drained.splice(0)) resolve();
  }

  /** Takes the write lock, or arranges another try without keeping the event loop. */
  function tryBegin(): boolean {
    try {
      options.beforeCommit?.();
      begin.run();
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
      for (const resolve of drained.splice(0)) resolve();
      return false;
    }
  }

  function runGroup(jobs: readonly Job[]): void {
    const answers: (() => void)[] = [];
    try {
      answers.push(...(runTogether(jobs) ?? runApart(jobs)));
      pass('before_commit');
      const began = performance.now();
      commit.run();
      options.onCommit?.({
        ms: performance.now() - began,
        commands: jobs.length,
        within: jobs.flatMap(({ within }) => within ?? []),
      });
      pass('after_commit_before_answer');
    } catch (error) {
      if (db.inTransaction) rollback.run();
      const failure = asStorageFailure(error);
      for (const job of jobs) job.reject(failure);
      return;
    }
    for (const answer of answers) answer();
    options.afterCommit?.();
  }

  /** Without savepoints, each of which costs a copy of the pages written in it. null: one failed, and all is as it was at the begin. */
  function runTogether(jobs: readonly Job[]): readonly (() => void)[] | null {
    for (const job of jobs) {
      try {
        job.run();
      } catch (error) {
        if (isUnavailable(error) || !db.inTransaction) throw error;
        rollback.run();
        begin.run();
        return null;
      }
      pass('mid_group');
    }
    return jobs.map((job) => job.resolve);
  }

  /** A savepoint for each: a command that fails takes back its own writes and no others. */
  function runApart(jobs: readonly Job[]): readonly (() => void)[] {
    return jobs.map((job) => {
      const failed = runOne(job);
      pass('mid_group');
      return failed === null ? job.resolve : () => job.reject(failed.error);
    });
  }

  /** Returns what the command threw; throws only when the whole transaction is lost. */
  function runOne(job: Job): { readonly error: unknown } | null {
    save.run();
    try {
      job.run();
      keep.run();
      return null;
    } catch (error) {
      // A full disk or a lost file has taken the transaction with it, or will at the commit, so every command of the group has failed.
      if (isUnavailable(error) || !db.inTransaction) throw error;
      undo.run();
      keep.run();
      return { error };
    }
  }

  return {
    run<A>(command: () => A): Promise<A> {
      if (isClosed) return Promise.reject(new StorageUnavailable('the store is closed'));
      if (queue.length >= queueMax) return Promise.reject(new StorageUnavailable('too many commands are waiting'));
      return new Promise<A>((resolve, reject) => {
        let answer: { readonly value: A } | null = null;
        queue.push({
          run: () => {
            answer = { value: command() };
          },
          resolve: () => {
            if (answer !== null) resolve(answer.value);
          },
          reject,
          within: options.onCommit === undefined ? null : AsyncLocalStorage.snapshot(),
        });
        schedule();
      });
    },
    waiting: () => queue.length,
    async close() {
      isClosed = true;
      if (queue.length === 0) return;
      await new Promise<void>((resolve) => {
        drained.push(resolve);
      });
    },
  };
}
