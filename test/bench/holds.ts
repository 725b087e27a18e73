// Holds per second over HTTP, each on the disk before it is answered, beside bare Fastify in the same run.
import { execFile, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { randomBytes } from 'node:crypto';
import type { Bench } from '../../scripts/bench.ts';

const root = join(import.meta.dirname, '../..');
const cli = join(root, 'server/cli.ts');
const connections = 32;
const seconds = Number(process.env['BENCH_SECONDS'] ?? 5);
const rounds = 3;

type Load = {
  readonly rate: number;
  readonly p50: number;
  readonly p99: number;
  readonly statuses: Readonly<Record<string, number>>;
};

export const bench: Bench = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tallystick-bench-'));
  const token = `tally_${randomBytes(32).toString('base64url')}`;
  const env = {
    PATH: process.env['PATH'] ?? '',
    NODE_ENV: 'production',
    ANON_SALT: randomBytes(16).toString('hex'),
    DB_PATH: join(folder, 'ledger.db'),
    PORT: '0',
    RL_MAX_REQUESTS_IP: '1000000000',
    RL_MAX_REQUESTS_CID: '1000000000',
    RL_MAX_CALM_REQUESTS: '1000000000',
  };
  execFileSync(process.execPath, [cli, 'grant', '--token', token, '--credits', '1000000000', '--reason', 'bench'], {
    env,
  });
  const server = await start([cli, 'serve'], env);
  const bare = await start([join(import.meta.dirname, 'parts/bare-fastify.ts')], env);
  try {
    await load(server.url, token, { shape: 'hold', seconds: 2 });
    await load(bare.url, token, { shape: 'hold', seconds: 2 });
    const runs: { readonly bare: Load; readonly hold: Load; readonly both: Load }[] = [];
    for (let round = 0; round < rounds; round += 1) {
      runs.push({
        bare: await load(bare.url, token, { shape: 'hold', seconds }),
        hold: await load(server.url, token, { shape: 'hold', seconds }),
        both: await load(server.url, token, { shape: 'hold-capture', seconds }),
      });
    }
    const ratio = median(runs.map((run) => run.hold.rate / run.bare.rate));
    const p99 = median(runs.map((run) => run.hold.p99));
    return {
      title: `Durable holds over HTTP, ${connections} connections, median of ${rounds} rounds of ${seconds} s`,
      figures: {
        'bare Fastify, requests a second': Math.round(median(runs.map((run) => run.bare.rate))),
        'holds a second': Math.round(median(runs.map((run) => run.hold.rate))),
        'holds beside bare Fastify': round2(ratio),
        'hold p50, ms': round2(median(runs.map((run) => run.hold.p50))),
        'hold p99, ms': round2(p99),
        'hold and capture, requests a second': Math.round(median(runs.map((run) => run.both.rate))),
        'hold and capture p99, ms': round2(median(runs.map((run) => run.both.p99))),
        'bare Fastify p99, ms': round2(median(runs.map((run) => run.bare.p99))),
        'answers by status': JSON.stringify(runs.at(-1)?.both.statuses ?? {}),
      },
      goals: [
        { what: `holds at 0.25 of bare Fastify's rate or more (${round2(ratio)})`, isMet: ratio >= 0.25 },
        { what: `p99 of a hold at 10 ms or less (${round2(p99)} ms)`, isMet: p99 <= 10 },
      ],
    };
  } finally {
    await Promise.all([server.stop(), bare.stop()]);
    rmSync(folder, { recursive: true, force: true });
  }
};

type Running = { readonly url: string; stop(): Promise<void> };

async function start(args: readonly string[], env: NodeJS.ProcessEnv): Promise<Running> {
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
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

async function load(
  url: string,
  token: string,
  how: { readonly shape: 'hold' | 'hold-capture'; readonly seconds: number },
): Promise<Load> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    join(import.meta.dirname, 'parts/load.ts'),
    url,
    token,
    String(connections),
    String(how.seconds),
    how.shape,
  ]);
  return JSON.parse(stdout);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function round2(value: number): number {
  return Math.round(value * 100) / 100;
}
