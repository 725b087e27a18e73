// Whether the file at the path is still the one that was opened. SQLite itself goes on writing to a file that was moved away or
// replaced, and what is booked there is lost.
import { statSync } from 'node:fs';
import { StorageUnavailable } from '../storage.ts';

/** Throws StorageUnavailable once the file, or its log, is another one or gone. Two looks at the file system, a few microseconds. */
export function createFileGuard(path: string): () => void {
  const guarded = [path, `${path}-wal`].map((file) => ({ file, id: idOf(file) }));
  return () => {
    for (const one of guarded) {
      const id = idOf(one.file);
      // The log is made at the first use.
      one.id ??= id;
      if (id === one.id) continue;
      throw new StorageUnavailable(
        `${one.file} was ${id === null ? 'removed' : 'replaced'} while the server ran; stop the server, put the right file in place and start it again`,
      );
    }
  };
}

function idOf(file: string): string | null {
  const found = statSync(file, { throwIfNoEntry: false });
  return found === undefined ? null : `${found.dev}:${found.ino}`;
}
