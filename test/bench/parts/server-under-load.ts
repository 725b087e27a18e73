// A server, or what it is measured against, in a process of its own, and the load in another.
import { execFile, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { builtInPlans } from '../../../server/domain/plans/plan.ts';
import { openSqliteStorage } from '../../../server/storage/sqlite/open-storage.ts';
import type { Storage } from '../../../server/storage/storage.ts';
import { putPlan } from '../../support/put-plans.ts';

export const connections = 32;

export type Load = {
  readonly rate: number;
  readonly p50: number;
  readonly p99: number;
  readonly statuses: Readonly<Record<string, number>>;
};

/** What a process has taken of the processor so far, in µs: unlike times, hardly longer on a busy machine. NaN where there is no /proc. */
export function processorTime(pid: number): number {
  try {
    // After the name, which may hold spaces: state is the first, and the 12th and 13th are hundredths of a second.
    const [, fields = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(/\) (?!.*\) )/);
    const [user, system] = fields.split(' ').slice(11, 13).map(Number);
    return ((user ?? NaN) + (system ?? NaN)) * 10_000;
  } catch {
    return Number.NaN;
  }
}

export type Running = { readonly url: string; readonly pid: number; stop(): Promise<void> };

export const noLimits = {
  RL_MAX_REQUESTS_IP: '1000000000',
  RL_MAX_REQUESTS_CID: '1000000000',
  RL_MAX_CALM_REQUESTS: '1000000000',
} as const;

/** No one person sends thousands of messages a second: the plans' caps would be all that is measured. */
export async function liftCaps(path: string): Promise<void> {
  await liftCapsOn(openSqliteStorage({ path }));
}

/** Closes the store. */
export async function liftCapsOn(storage: Storage): Promise<void> {
  for (const plan of builtInPlans) await putPlan(storage, { ...plan, per_minute: null });
  await storage.close();
}

export async function start(args: readonly string[], env: NodeJS.ProcessEnv): Promise<Running> {
  const child = spawn(process.execPath, [...args], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const lines = createInterface({ input: child.stdout });
  const url = await new Promise<string>((resolve, reject) => {
    void ended.then(() => reject(new Error(`${args.join(' ')} ended before it listened`)));
    // Lines after the first are read as well, and dropped: a log that nobody reads would fill its pipe and stall the server.
    lines.on('line', (line) => {
      const found = /https?:\/\/[\d.]+:\d+/.exec(line)?.[0];
      if (found !== undefined) resolve(found);
    });
  });
  return {
    url,
    pid: child.pid ?? 0,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** `token`: one, or `@` and the path of a file with one on each line, which are used in turn. */
export async function load(
  url: string,
  token: string,
  how: {
    readonly shape: 'hold' | 'hold-capture' | 'metered' | 'config';
    readonly seconds: number;
    readonly connections?: number;
  },
): Promise<Load> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    join(import.meta.dirname, 'load.ts'),
    url,
    token,
    String(how.connections ?? connections),
    String(how.seconds),
    how.shape,
  ]);
  return JSON.parse(stdout);
}
