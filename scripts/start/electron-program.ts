// Electron's program: the one named, else the installed one. Its npm package comes without it; it is fetched at the first start.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { Children } from './children.ts';

export const electronPackage = (root: string): string => path.join(root, 'node_modules', 'electron');

const Package = z.object({ version: z.string() });

/** The path of the installed program, or null; asking never fetches anything. */
export function electronProgram(root: string): string | null {
  const folder = electronPackage(root);
  try {
    const { version } = Package.parse(JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')));
    // Written last, and once the program is whole; one of another version is of no use.
    const place = readFileSync(path.join(folder, 'path.txt'), 'utf8').trim();
    const installed = readFileSync(path.join(folder, 'dist', 'version'), 'utf8')
      .trim()
      .replace(/^v/, '');
    const program = path.join(folder, 'dist', place);
    return installed === version && existsSync(program) ? program : null;
  } catch {
    // Not fetched yet, or cut off in the middle.
    return null;
  }
}

/** Null where none is named. */
export function namedElectron(env: NodeJS.ProcessEnv): string | null {
  const named = env['TALLYSTICK_ELECTRON'] ?? '';
  if (named === '') return null;
  if (!existsSync(named)) throw new Error(`TALLYSTICK_ELECTRON names ${named}, and there is no such program.`);
  return named;
}

/** Shows how far it is as it goes. The program's path, or why there is none, which goes on after "because". */
export async function fetchElectron(
  root: string,
  env: NodeJS.ProcessEnv,
  children: Children,
): Promise<string | { readonly reason: string }> {
  const fetching = children.start({
    name: 'Fetching Electron',
    command: process.execPath,
    args: [path.join(import.meta.dirname, 'fetch-electron.ts'), electronPackage(root)],
    options: {
      cwd: root,
      // Node then uses the proxies that the system's variables name.
      env: { NODE_USE_ENV_PROXY: '1', ...env },
      stdio: ['ignore', 'inherit', 'pipe'],
    },
    isQuiet: true,
  });
  let reason = '';
  fetching.process.stderr?.on('data', (chunk: Buffer) => {
    reason += chunk.toString();
  });
  const closed = new Promise<void>((resolve) => fetching.process.once('close', () => resolve()));
  await fetching.ended;
  await closed;
  const program = electronProgram(root);
  if (program !== null) return program;
  return { reason: `Electron could not be fetched: ${reason.trim() || 'its installer gave no reason'}` };
}
