// What it costs to count requests in Valkey, for all nodes, beside counting them in memory: a read, whose limits are all that it waits
// for, and a durable hold, which also counts in the minute of its plan.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import type { Bench } from '../../scripts/bench.ts';
import { startValkey, valkeyPrograms } from '../live/valkey/valkey-server.ts';
import { median, round2 } from './parts/figures.ts';
import { connections, liftCaps, load, noLimits, start } from './parts/server-under-load.ts';

const cli = join(import.meta.dirname, '../../server/cli.ts');
const seconds = Number(process.env['BENCH_SECONDS'] ?? 5);
const rounds = 3;
const title = `Limited requests, counted in memory and in Valkey on this machine, median of ${rounds} rounds of ${seconds} s`;

export const bench: Bench = async () => {
  const [program] = await valkeyPrograms();
  if (program === undefined)
    return { title, figures: { Valkey: 'not here: neither valkey-server nor redis-server is installed' }, goals: [] };
  const folder = mkdtempSync(join(tmpdir(), 'tallystick-bench-'));
  const valkey = await startValkey(program);
  const token = `tally_${randomBytes(32).toString('base64url')}`;
  const env = {
    PATH: process.env['PATH'] ?? '',
    NODE_ENV: 'production',
    ANON_SALT: randomBytes(16).toString('hex'),
    PORT: '0',
    ...noLimits,
  };
  const startOver = async (name: string, more: NodeJS.ProcessEnv) => {
    const own = { ...env, DB_PATH: join(folder, `${name}.db`), ...more };
    const gift = ['grant', '--token', token, '--credits', '1000000000', '--reason', 'bench'];
    execFileSync(process.execPath, [cli, ...gift], { env: own });
    await liftCaps(own.DB_PATH);
    return start([cli, 'serve'], own);
  };
  const memory = await startOver('memory', {});
  const shared = await startOver('valkey', { VALKEY_URL: valkey.url, VALKEY_WAIT_MS: '5000' });
  try {
    const both = async (shape: 'config' | 'hold', at: number, length = seconds) => ({
      memory: await load(memory.url, token, { shape, seconds: length, connections: at }),
      shared: await load(shared.url, token, { shape, seconds: length, connections: at }),
    });
    type Pair = Awaited<ReturnType<typeof both>>;
    await both('config', connections, 2);
    await both('hold', connections, 2);
    const runs: { readonly alone: Pair; readonly read: Pair; readonly hold: Pair; readonly holdAlone: Pair }[] = [];
    for (let round = 0; round < rounds; round += 1) {
      runs.push({
        alone: await both('config', 1),
        read: await both('config', connections),
        holdAlone: await both('hold', 1),
        hold: await both('hold', connections),
      });
    }
    const of = (figure: (run: (typeof runs)[number]) => number) => round2(median(runs.map(figure)));
    const added = of(({ alone }) => alone.shared.p50 - alone.memory.p50);
    return {
      title,
      figures: {
        counted: program,
        'read, 1 connection, p50 in memory, ms': of(({ alone }) => alone.memory.p50),
        'read, 1 connection, p50 in Valkey, ms': of(({ alone }) => alone.shared.p50),
        [`reads a second, ${connections} connections, in memory`]: Math.round(of(({ read }) => read.memory.rate)),
        [`reads a second, ${connections} connections, in Valkey`]: Math.round(of(({ read }) => read.shared.rate)),
        'read p99 in memory, ms': of(({ read }) => read.memory.p99),
        'read p99 in Valkey, ms': of(({ read }) => read.shared.p99),
        'hold, 1 connection, p50 in memory, ms': of(({ holdAlone }) => holdAlone.memory.p50),
        'hold, 1 connection, p50 in Valkey, ms': of(({ holdAlone }) => holdAlone.shared.p50),
        'holds a second of one payer, in memory': Math.round(of(({ hold }) => hold.memory.rate)),
        'holds a second of one payer, in Valkey': Math.round(of(({ hold }) => hold.shared.rate)),
        'answers by status': JSON.stringify([runs.at(-1)?.read.shared.statuses, runs.at(-1)?.hold.shared.statuses]),
      },
      goals: [{ what: `at most 1 ms added to a request by the limits (${added} ms)`, isMet: added <= 1 }],
    };
  } finally {
    await Promise.all([memory.stop(), shared.stop()]);
    await valkey.close();
    rmSync(folder, { recursive: true, force: true });
  }
};
