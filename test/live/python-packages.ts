// Packages of PyPI that a test leans on: installed into an environment of their own in the cache, once.
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { cacheDir, canRun, isThere, run } from './cached.ts';

const installMsMax = 30 * 60_000;

export type PythonPackages =
  | { readonly kind: 'here'; readonly python: string }
  | { readonly kind: 'not_here'; readonly reason: string };

/** `name`: of its folder, with the version; `packages`: as pip takes them, each with its version. */
export async function ensurePython(name: string, packages: readonly string[]): Promise<PythonPackages> {
  const home = await cacheDir(name);
  const bin = path.join(home, process.platform === 'win32' ? 'Scripts' : 'bin');
  const own = path.join(bin, 'python');
  if (await isThere(path.join(home, 'complete'))) return { kind: 'here', python: own };
  const python = process.platform === 'win32' ? 'python' : 'python3';
  if (!(await canRun(python, ['-c', 'import ensurepip, venv'])))
    return { kind: 'not_here', reason: `there is no Python with venv to install ${name} with` };
  try {
    const log = path.join(await cacheDir(), `${name}-install.log`);
    await run({ program: python, args: ['-m', 'venv', '--clear', home] }, { log, msMax: installMsMax });
    const install = ['-m', 'pip', 'install', '--disable-pip-version-check', ...packages];
    await run({ program: own, args: install }, { log, msMax: installMsMax });
    await writeFile(path.join(home, 'complete'), '');
    return { kind: 'here', python: own };
  } catch (error) {
    return { kind: 'not_here', reason: error instanceof Error ? error.message : String(error) };
  }
}
