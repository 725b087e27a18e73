// The open ledger file as the stores of the capabilities use it: reads, and commands that share commits.
import { StorageUnavailable } from '../storage.ts';
import type { FileReport } from './audit.ts';
import { type Connection, leaveSyncing, openReader } from './connection.ts';
import { asStorageFailure } from './failure.ts';
import { createFileGuard } from './file-guard.ts';
import { createGroupCommit } from './group-commit.ts';
import { type KeeperBounds, createKeeper, keeperBounds } from './keeper.ts';
import { type LogSync, openLogSync } from './log-sync.ts';
import { markClosed } from './open-mark.ts';
import { createSpaceProbe } from './space-probe.ts';

export type LedgerFile = {
  /**
   * Sees only what was committed: a group begins and ends within one turn of the event loop. Answered when what it has seen is on
   * the disk.
   */
  read<A>(look: () => A): Promise<A>;
  /** `command` runs synchronously in a transaction, and again if that has to be repeated. Answered when it is on the disk. */
  write<A>(command: () => A): Promise<A>;
  audit(): Promise<FileReport>;
  /** Throws when a commit of ordinary size would find no room. */
  probe(): void;
  /** Finishes what was asked, refuses what comes after. Not twice. */
  close(): Promise<void>;
};

export type ServeOptions = {
  readonly path: string;
  /** How long a command may wait for another process's lock before it is told StorageUnavailable. Default 5,000. */
  readonly lockWaitMs?: number;
  /** When the thread beside the writer is asked for what. */
  readonly bounds?: Partial<KeeperBounds>;
  readonly openLog?: (path: string) => LogSync;
};

export function serveFile(
  db: Connection,
  { path, lockWaitMs = 5_000, bounds, openLog = openLogSync }: ServeOptions,
): LedgerFile {
  const guard = createFileGuard(path);
  const probe = createSpaceProbe(path);
  const keeper = createKeeper(db, path, { ...keeperBounds, ...bounds });
  const log = openLog(path);
  leaveSyncing(db);
  const { tend: afterCommit, leaveLog: afterFailure } = keeper;
  const group = createGroupCommit(db, { lockWaitMs, log, beforeCommit: guard, afterCommit, afterFailure });
  return {
    async read(look) {
      if (!db.open) throw new StorageUnavailable('the store is closed');
      try {
        guard();
        const seen = look();
        await group.kept();
        return seen;
      } catch (error) {
        throw asStorageFailure(error);
      }
    },
    write: group.run,
    audit: keeper.audit,
    probe: probe.run,
    async close() {
      await group.close();
      const reader = group.isBroken ? keepLog(path) : null;
      await keeper.close();
      probe.close();
      log.close();
      db.close();
      reader?.close();
      markClosed(path);
    },
  };
}

/**
 * Who closes a file last brings the log into it, without a look at the checksums. Of a log that the disk did not keep, only what is
 * really there may get into the file, and the next start finds that out: so somebody who may only read is the last.
 */
function keepLog(path: string): Connection {
  const reader = openReader(path);
  reader.pragma('user_version');
  return reader;
}
