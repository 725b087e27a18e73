// How much room a disk has. Asked of the system each time: others write there, too.
import { statfs } from 'node:fs/promises';
import path from 'node:path';

/** What is free on the disk of the first of these folders that exists; where none exists, of the nearest folder above the last. null: not known. */
export async function freeBytesAt(dirs: readonly string[]): Promise<number | null> {
  const last = dirs.at(-1);
  for (const dir of [...dirs, ...(last === undefined ? [] : foldersAbove(last))]) {
    const free = await freeIn(dir);
    if (free !== null) return free;
  }
  return null;
}

async function freeIn(dir: string): Promise<number | null> {
  try {
    const { bavail, bsize } = await statfs(dir);
    return bavail * bsize;
  } catch {
    // It is not there, or is not ours to look into.
    return null;
  }
}

function foldersAbove(dir: string): readonly string[] {
  const above = path.dirname(dir);
  return above === dir ? [] : [above, ...foldersAbove(above)];
}
