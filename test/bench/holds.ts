// Holds per second over HTTP, each on the disk before it is answered, beside bare Fastify in the same run.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import type { Bench } from '../../scripts/bench.ts';
import { median, round2 } from './parts/figures.ts';
import { type Load, connections, liftCaps, load, noLimits, start } from './parts/server-under-load.ts';

const root = join(import.meta.dirname, '../..');
const cli = join(root, 'server/cli.ts');
const seconds = Number(process.env['BENCH_SECONDS'] ?? 5);
const rounds = 3;

export const bench: Bench = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tallystick-bench-'));
  const token = `tally_${randomBytes(32).toString('base64url')}`;
  const env = {
    PATH: process.env['PATH'] ?? '',
    NODE_ENV: 'production',
    ANON_SALT: randomBytes(16).toString('hex'),
    DB_PATH: join(folder, 'ledger.db'),
    PORT: '0',
    ...noLimits,
  };
  execFileSync(process.execPath, [cli, 'grant', '--token', token, '--credits', '1000000000', '--reason', 'bench'], {
    env,
  });
  await liftCaps(env.DB_PATH);
  const server = await start([cli, 'serve'], env);
  const bare = await start([join(import.meta.dirname, 'parts/bare-fastify.ts')], env);
  const metered = await start([join(import.meta.dirname, 'parts/metered-app.ts'), env.DB_PATH], env);
  try {
    await load(server.url, token, { shape: 'hold', seconds: 2 });
    await load(bare.url, token, { shape: 'hold', seconds: 2 });
    await load(metered.url, token, { shape: 'metered', seconds: 2 });
    const runs: { readonly bare: Load; readonly hold: Load; readonly both: Load; readonly metered: Load }[] = [];
    for (let round = 0; round < rounds; round += 1) {
      runs.push({
        bare: await load(bare.url, token, { shape: 'hold', seconds }),
        hold: await load(server.url, token, { shape: 'hold', seconds }),
        both: await load(server.url, token, { shape: 'hold-capture', seconds }),
        metered: await load(metered.url, token, { shape: 'metered', seconds }),
      });
    }
    const ratio = median(runs.map((run) => run.hold.rate / run.bare.rate));
    const p99 = median(runs.map((run) => run.hold.p99));
    const pairs = median(runs.map((run) => run.metered.rate));
    const besideHolds = median(runs.map((run) => run.metered.rate / run.hold.rate));
    return {
      title: `Durable holds over HTTP, ${connections} connections, median of ${rounds} rounds of ${seconds} s`,
      figures: {
        'bare Fastify, requests a second': Math.round(median(runs.map((run) => run.bare.rate))),
        'holds a second': Math.round(median(runs.map((run) => run.hold.rate))),
        'holds beside bare Fastify': round2(ratio),
        'hold p50, ms': round2(median(runs.map((run) => run.hold.p50))),
        'hold p99, ms': round2(p99),
        'hold and capture, requests a second': Math.round(median(runs.map((run) => run.both.rate))),
        'both in one metered request, pairs a second': Math.round(pairs),
        'both in one metered request p99, ms': round2(median(runs.map((run) => run.metered.p99))),
        'hold and capture p99, ms': round2(median(runs.map((run) => run.both.p99))),
        'bare Fastify p99, ms': round2(median(runs.map((run) => run.bare.p99))),
        'answers by status': JSON.stringify([runs.at(-1)?.both.statuses, runs.at(-1)?.metered.statuses]),
      },
      goals: [
        { what: `holds at 0.15 of bare Fastify's rate or more (${round2(ratio)})`, isMet: ratio >= 0.15 },
        { what: `p99 of a hold at 12 ms or less (${round2(p99)} ms)`, isMet: p99 <= 12 },
        {
          what: `as many pairs in one request as 0.9 of the holds (${round2(besideHolds)})`,
          isMet: besideHolds >= 0.9,
        },
      ],
    };
  } finally {
    await Promise.all([server.stop(), bare.stop(), metered.stop()]);
    rmSync(folder, { recursive: true, force: true });
  }
};
