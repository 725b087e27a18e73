// Which Electron the tests drive: the one named, the installed one, else one fetched for tests; and whether it can run here.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { electronProgram, namedElectron } from '../start/electron-program.ts';
import type { Account } from './account.ts';
import { fetchedElectron, type Found } from './fetched-electron.ts';

export type ElectronChoice = {
  readonly root: string;
  readonly env: NodeJS.ProcessEnv;
  readonly account: Account;
  readonly say: (line: string) => void;
};

export async function chooseElectron({ root, env, account, say }: ElectronChoice): Promise<Found> {
  if (process.platform === 'linux' && !hasProgram('Xvfb')) return notHere('Xvfb, the screen for the tests, is missing');
  if (!account.canRead(path.join(root, 'package.json')))
    return notHere(`the user nobody, as whom Electron has to run, cannot read ${root}`);
  const found = await findElectron(root, env, say);
  if (found.kind === 'not_here') return found;
  if (!account.canRead(found.program)) return notHere(`the user nobody cannot read ${found.program}`);
  const missing = missingLibraries(found.program);
  return missing.length === 0 ? found : notHere(`Electron needs ${missing.join(', ')}`);
}

async function findElectron(root: string, env: NodeJS.ProcessEnv, say: (line: string) => void): Promise<Found> {
  const installed = namedElectron(env) ?? electronProgram(root);
  return installed === null ? fetchedElectron(env, say) : { kind: 'here', program: installed };
}

/** The Node inside it, such as 24.1.0; null where it does not let itself be run as Node. */
export function nodeInside(program: string): string | null {
  const asked = spawnSync(program, ['-p', 'process.versions.node'], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    encoding: 'utf8',
    timeout: 30_000,
  });
  return /^\d+\.\d+\.\d+$/.exec(asked.stdout.trim())?.[0] ?? null;
}

/** Of the system, on Linux. */
function missingLibraries(program: string): readonly string[] {
  if (process.platform !== 'linux') return [];
  const { stdout } = spawnSync('ldd', [program], { encoding: 'utf8', timeout: 30_000 });
  return [...(stdout ?? '').matchAll(/^\s*(\S+) => not found$/gm)].map(([, name = '']) => name);
}

function hasProgram(name: string): boolean {
  return spawnSync('which', [name], { stdio: 'ignore' }).status === 0;
}

function notHere(reason: string): Found {
  return { kind: 'not_here', reason };
}
