// What the figures cost: durable holds and captures with a listener for Prometheus that is read every second, beside a server without,
// in one run, by the processor that each takes. Times on a busy machine say little; the ratio does.
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bench } from '../../scripts/bench.ts';
import { median, round2 } from './parts/figures.ts';
import { type Running, liftCaps, load, noLimits, processorTime, start } from './parts/server-under-load.ts';

const cli = join(import.meta.dirname, '../../server/cli.ts');
const seconds = Number(process.env['BENCH_SECONDS'] ?? 5);
const rounds = 5;

export const bench: Bench = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tallystick-bench-'));
  const token = `tally_${randomBytes(32).toString('base64url')}`;
  const port = await freePort();
  const without = await startOne(join(folder, 'without'), token, {});
  const counted = await startOne(join(folder, 'with'), token, { METRICS_PORT: String(port) });
  const reading = setInterval(
    () => void fetch(`http://127.0.0.1:${port}/metrics`).then((answer) => answer.text()),
    1_000,
  );
  try {
    for (const server of [without, counted]) await load(server.url, token, { shape: 'hold-capture', seconds: 2 });
    const runs: { readonly without: number; readonly counted: number }[] = [];
    for (let round = 0; round < rounds; round += 1)
      runs.push({ without: await processorFor(without, token), counted: await processorFor(counted, token) });
    const ratio = median(runs.map((run) => run.counted / run.without));
    return {
      title: `A hold or a capture with the figures and without, median of ${rounds} rounds of ${seconds} s each`,
      figures: {
        'processor for each without, µs': round2(median(runs.map((run) => run.without))),
        'processor for each with, µs': round2(median(runs.map((run) => run.counted))),
        'with beside without': round2(ratio),
      },
      goals: [{ what: `at most 1.08 of the processor (${round2(ratio)})`, isMet: ratio <= 1.08 }],
    };
  } finally {
    clearInterval(reading);
    await Promise.all([without.stop(), counted.stop()]);
    rmSync(folder, { recursive: true, force: true });
  }
};

async function startOne(folder: string, token: string, more: Readonly<Record<string, string>>): Promise<Running> {
  const env = {
    PATH: process.env['PATH'] ?? '',
    NODE_ENV: 'production',
    ANON_SALT: randomBytes(16).toString('hex'),
    DB_PATH: join(folder, 'ledger.db'),
    PORT: '0',
    ...noLimits,
    ...more,
  };
  execFileSync(process.execPath, [cli, 'grant', '--token', token, '--credits', '1000000000', '--reason', 'bench'], {
    env,
  });
  await liftCaps(env.DB_PATH);
  return start([cli, 'serve'], env);
}

async function processorFor({ url, pid }: Running, token: string): Promise<number> {
  const before = processorTime(pid);
  const { rate } = await load(url, token, { shape: 'hold-capture', seconds });
  return (processorTime(pid) - before) / (rate * seconds);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
