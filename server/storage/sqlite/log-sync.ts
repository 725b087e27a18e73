// Brings the log to the disk beside the event loop, on a descriptor that stays open: the kernel then tells it of every write to the
// log that failed, whoever asked for it.
import { closeSync, fdatasync, openSync, realpathSync } from 'node:fs';
import { StorageUnavailable } from '../storage.ts';

export type LogSync = {
  /** Calls back, once, when all that was written to the log before the call is on the disk, or with what kept it from it. */
  sync(done: (error: Error | null) => void): void;
  /** Not while a sync is under way, and not twice. */
  close(): void;
};

/** The ledger at `path` has been opened, so that its log is there. Throws StorageUnavailable. */
export function openLogSync(path: string): LogSync {
  const fd = openLog(path);
  return {
    sync: (done) => fdatasync(fd, done),
    // SQLite keeps its locks on other files, so none is dropped with this descriptor (POSIX).
    close: () => closeSync(fd),
  };
}

function openLog(path: string): number {
  try {
    // Windows brings only such a file to the disk that may be written.
    return openSync(`${behindLink(path)}-wal`, 'r+');
  } catch (cause) {
    throw new StorageUnavailable(`the log of ${path} cannot be opened`, { cause });
  }
}

/** SQLite keeps the log beside the file that a symbolic link leads to, but on Windows beside the link. */
function behindLink(path: string): string {
  return process.platform === 'win32' ? path : realpathSync(path);
}
