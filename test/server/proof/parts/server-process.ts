// Starts servers under proof: several on one file, under limits that the system sets, and with hands on their clocks.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { cliPath, companionEnv, tokenHash } from '../../../support/companion.ts';

type Env = Readonly<Record<string, string>>;

export type ServerProcess = {
  readonly url: string;
  readonly child: ChildProcess;
  /** Turns its clock to so far ahead of the real time. */
  turn(aheadMs: number): Promise<void>;
  stop(): Promise<void>;
};

/** `under`: a command that starts the server in its turn, such as prlimit with its arguments. */
export async function startProcess(
  folder: string,
  env: Env = {},
  under: readonly string[] = [],
): Promise<ServerProcess> {
  const script = join(import.meta.dirname, 'turned-server.ts');
  const [file, ...args]: readonly string[] = [...under, process.execPath, script];
  if (file === undefined) throw new Error('nothing to start');
  const child = spawn(file, args, {
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '', ...companionEnv(folder), LOG_LEVEL: 'silent', ...env },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const exited = once(child, 'exit');
  const [url] = await Promise.race([
    once(child, 'message'),
    exited.then(() => Promise.reject(new Error('the server ended before it listened'))),
  ]);
  return {
    url: String(url),
    child,
    async turn(aheadMs) {
      child.send(aheadMs);
      await once(child, 'message');
    },
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
      await exited;
    },
  };
}

/** Through the operator's own command, in a process of its own. */
export function grantByCommand(folder: string, token: string, credits: number, env: Env = {}): void {
  const { status, stderr } = spawnSync(
    process.execPath,
    [cliPath, 'grant', '--token', token, '--credits', String(credits), '--reason', 'a proof'],
    { cwd: folder, env: { PATH: process.env['PATH'] ?? '', ...companionEnv(folder), ...env }, encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`the grant to ${tokenHash(token)} failed: ${stderr}`);
}
