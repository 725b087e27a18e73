// Whole copies of the database file: one before each upgrade, and the way back to it.
import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { SqliteFile } from './db.ts';

export const snapshotsMax = 3;

/** Gives the copy's path. Only the newest few copies are kept. */
export function takeSnapshot(file: SqliteFile, dataDir: string, now: number): string {
  const folder = join(dataDir, 'snapshots');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, `before-upgrade-${stamp(now)}.db`);
  rmSync(path, { force: true });
  file.prepare('VACUUM INTO ?').run(path);
  const names = readdirSync(folder)
    .filter((name) => name.startsWith('before-upgrade-'))
    .sort();
  for (const name of names.slice(0, -snapshotsMax)) rmSync(join(folder, name));
  return path;
}

/** Puts the copy in the file's place in one rename. The database must be closed. */
export function restoreSnapshot(snapshotPath: string, databasePath: string): void {
  const incoming = `${databasePath}.incoming`;
  copyFileSync(snapshotPath, incoming);
  for (const suffix of ['-wal', '-shm']) rmSync(`${databasePath}${suffix}`, { force: true });
  renameSync(incoming, databasePath);
}

/** Moves a damaged database out of the way, with all that belongs to it; gives its new path. It is never deleted. */
export function setAside(databasePath: string, now: number): string {
  const target = `${databasePath}.damaged-${stamp(now)}`;
  for (const suffix of ['', '-wal', '-shm']) {
    if (existsSync(`${databasePath}${suffix}`)) renameSync(`${databasePath}${suffix}`, `${target}${suffix}`);
  }
  return target;
}

function stamp(now: number): string {
  return new Date(now).toISOString().replaceAll(/[:.]/g, '-');
}
