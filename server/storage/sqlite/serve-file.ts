// The open ledger file as the stores of the capabilities use it: reads, and commands that share commits.
import { statSync } from 'node:fs';
import { StorageUnavailable } from '../storage.ts';
import type { CommitTold, EngineState } from '../upkeep.ts';
import type { FileReport } from './audit.ts';
import type { Connection } from './connection.ts';
import { asStorageFailure } from './failure.ts';
import { createFileGuard } from './file-guard.ts';
import { createGroupCommit } from './group-commit.ts';
import { type KeeperBounds, createKeeper, keeperBounds } from './keeper.ts';
import { markClosed } from './open-mark.ts';
import { createSpaceProbe } from './space-probe.ts';

export type LedgerFile = {
  /** Sees only what was committed: a group begins and ends within one turn of the event loop. */
  read<A>(look: () => A): Promise<A>;
  /** `command` runs synchronously in a transaction, and again if that has to be repeated. Answered when it is on the disk. */
  write<A>(command: () => A): Promise<A>;
  audit(): Promise<FileReport>;
  /** Throws when a commit of ordinary size would find no room. */
  probe(): void;
  engine(): EngineState;
  /** Finishes what was asked, refuses what comes after. Not twice. */
  close(): Promise<void>;
};

export type ServeOptions = {
  readonly path: string;
  /** How long a command may wait for another process's lock before it is told StorageUnavailable. Default 5,000. */
  readonly lockWaitMs?: number;
  /** When the thread beside the writer is asked for what. */
  readonly bounds?: Partial<KeeperBounds>;
  readonly onCommit?: CommitTold;
};

export function serveFile(db: Connection, { path, lockWaitMs = 5_000, bounds, onCommit }: ServeOptions): LedgerFile {
  const guard = createFileGuard(path);
  const probe = createSpaceProbe(path);
  const keeper = createKeeper(db, path, { ...keeperBounds, ...bounds });
  const group = createGroupCommit(db, {
    lockWaitMs,
    beforeCommit: guard,
    afterCommit: keeper.tend,
    ...(onCommit === undefined ? {} : { onCommit }),
  });
  return {
    async read(look) {
      if (!db.open) throw new StorageUnavailable('the store is closed');
      try {
        guard();
        return look();
      } catch (error) {
        throw asStorageFailure(error);
      }
    },
    write: group.run,
    audit: keeper.audit,
    probe: probe.run,
    engine: () => ({
      kind: 'sqlite',
      waiting: group.waiting(),
      fileBytes: bytesOf(path),
      logBytes: bytesOf(`${path}-wal`),
    }),
    async close() {
      await group.close();
      await keeper.close();
      probe.close();
      db.close();
      markClosed(path);
    },
  };
}

/** 0 where there is no such file. */
function bytesOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
