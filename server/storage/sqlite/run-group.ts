// One transaction for several commands, of which a failing one takes back its own writes and no others.
import type { Connection } from './connection.ts';
import { pass } from './failpoint.ts';
import { isUnavailable } from './failure.ts';

export type Job = { run(): void; resolve(): void; reject(error: unknown): void };

export type Group = {
  begin(): void;
  /** Returns what to call to answer each. Throws where all have failed; `takeBack` is to be called then. */
  commit(jobs: readonly Job[]): readonly (() => void)[];
  takeBack(): void;
};

export function prepareGroup(db: Connection): Group {
  const begin = db.prepare('BEGIN IMMEDIATE');
  const commit = db.prepare('COMMIT');
  const rollback = db.prepare('ROLLBACK');
  const save = db.prepare('SAVEPOINT command');
  const keep = db.prepare('RELEASE command');
  const undo = db.prepare('ROLLBACK TO command');

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
    begin: () => void begin.run(),
    commit(jobs) {
      const answers = runTogether(jobs) ?? runApart(jobs);
      pass('before_commit');
      commit.run();
      return answers;
    },
    takeBack() {
      if (db.inTransaction) rollback.run();
    },
  };
}
