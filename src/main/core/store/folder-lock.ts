// One core a folder. The lock is the operating system's, held through SQLite, so a killed core leaves none behind.
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { sqliteCode } from './db.ts';
import { StartFailure } from '../start-failure.ts';

/** A core that was killed is gone within this time, and with it its lock; one that runs is not. */
const waitMs = 2000;

export type FolderLock = { release(): void };

/** Throws StartFailure `folder_in_use` while another core, of this process or another, holds the folder. */
export function lockFolder(dataDir: string): FolderLock {
  const path = join(dataDir, 'tallystick.lock');
  try {
    const file = new Database(path, { timeout: waitMs });
    return held(file);
  } catch (error) {
    const code = sqliteCode(error);
    if (code?.startsWith('SQLITE_BUSY')) throw new StartFailure({ kind: 'folder_in_use', dataDir }, error);
    throw new StartFailure({ kind: 'store_unusable', path, code: code ?? 'unknown' }, error);
  }
}

function held(file: Database.Database): FolderLock {
  try {
    file.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    file.close();
    throw error;
  }
  return { release: () => void file.close() };
}
