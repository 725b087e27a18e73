// Builds main, preload and page into out/ when their sources have changed since the last build.
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'electron-vite';
import { withBuildLock } from './build-lock.ts';
import { stampSources } from './source-stamp.ts';

export type BuildWish = { readonly isForced: boolean; readonly say: (line: string) => void };

/** True when it built, false when out/ was up to date. */
export async function buildApp(root: string, wish: BuildWish): Promise<boolean> {
  const stampFile = path.join(root, 'out', 'stamp');
  const isFresh = async (): Promise<boolean> =>
    !wish.isForced && (await readStamp(stampFile)) === (await stampSources(root));
  // Where there is nothing to build, nothing has to be written, and the folder may be somebody else's.
  if (await isFresh()) return false;
  return withBuildLock(root, async () => {
    if (await isFresh()) return false;
    const stamp = await stampSources(root);
    wish.say('Building the app…');
    await rm(stampFile, { force: true });
    await build({ root, configFile: path.join(root, 'electron.vite.config.ts'), logLevel: 'warn' });
    await writeFile(stampFile, stamp);
    return true;
  });
}

async function readStamp(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    // Never built, or cut off in the middle of a build.
    return null;
  }
}
