// Whether the data folder can be used at all, found out before anything is opened in it.
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { makeFolder } from './make-folder.ts';
import { StartFailure } from './start-failure.ts';

/** Makes the folder if need be. Throws StartFailure. */
export function checkDataFolder(folder: string): void {
  const probe = path.join(folder, `write-test-${String(process.pid)}`);
  try {
    makeFolder(folder, { mode: 0o700 });
    writeFileSync(probe, 'x');
    rmSync(probe);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new StartFailure({ kind: 'folder_unusable', path: folder, code }, error);
  }
}
