// An Electron for tests where its own download server cannot be reached: made once, then taken from a cache outside the repository.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { canRun, isThere } from '../../test/live/cached.ts';
import { electronFolderName, makeElectron, NotFetched } from './make-electron.ts';

export type Found =
  | { readonly kind: 'here'; readonly program: string }
  | { readonly kind: 'not_here'; readonly reason: string };

export async function fetchedElectron(env: NodeJS.ProcessEnv, say: (line: string) => void): Promise<Found> {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    return { kind: 'not_here', reason: `there is no Electron for tests on ${process.platform} ${process.arch}` };
  const cache = cacheFolder(env);
  const target = path.join(cache, electronFolderName);
  const program = path.join(target, 'electron');
  if (await isThere(program)) return { kind: 'here', program };
  if (!(await canRun('unzip', ['-v'])))
    return { kind: 'not_here', reason: 'unzip, which unpacks Electron, is missing' };

  say(`Fetching an Electron for tests into ${cache}, once (about 200 MB)…`);
  await mkdir(cache, { recursive: true, mode: 0o755 });
  const work = await mkdtemp(path.join(cache, '.making-'));
  try {
    await makeElectron({ work, target, env: npmSettings(env) });
    return { kind: 'here', program };
  } catch (error) {
    if (!(error instanceof NotFetched)) throw error;
    return { kind: 'not_here', reason: error.message };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

function npmSettings(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) =>
      value !== undefined && /^npm_config_/i.test(name) ? [[name, value]] : [],
    ),
  );
}

/** Root's own folder is closed to the user as whom Electron is run. */
function cacheFolder(env: NodeJS.ProcessEnv): string {
  const named = env['TALLYSTICK_CACHE'] ?? '';
  if (named !== '') return named;
  return process.getuid?.() === 0 ? '/var/cache/tallystick' : path.join(homedir(), '.cache', 'tallystick');
}
