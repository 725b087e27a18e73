// What the figures cost, and what traces do: durable holds and captures with a listener for Prometheus that is read every second, with
// traces that a collector takes, and with neither, in one run, by the processor that each server takes. Times on a busy machine say
// little; the ratios do.
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer as createCollector, type Server } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bench } from '../../scripts/bench.ts';
import { median, round2 } from './parts/figures.ts';
import { type Running, liftCaps, load, noLimits, processorTime, start } from './parts/server-under-load.ts';

const cli = join(import.meta.dirname, '../../server/cli.ts');
const seconds = Number(process.env['BENCH_SECONDS'] ?? 5);
const rounds = Number(process.env['BENCH_ROUNDS'] ?? 5);

export const bench: Bench = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tallystick-bench-'));
  const token = `tally_${randomBytes(32).toString('base64url')}`;
  const port = await freePort();
  const without = await startOne(join(folder, 'without'), token, {});
  const counted = await startOne(join(folder, 'with'), token, { METRICS_PORT: String(port) });
  const collector = await openCollector();
  const traced = await startOne(join(folder, 'traced'), token, { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
  const reading = setInterval(
    () => void fetch(`http://127.0.0.1:${port}/metrics`).then((answer) => answer.text()),
    1_000,
  );
  try {
    for (const server of [without, counted, traced])
      await load(server.url, token, { shape: 'hold-capture', seconds: 2 });
    const runs: { readonly without: number; readonly counted: number; readonly traced: number }[] = [];
    for (let round = 0; round < rounds; round += 1)
      runs.push({
        without: await processorFor(without, token),
        counted: await processorFor(counted, token),
        traced: await processorFor(traced, token),
      });
    const ratio = median(runs.map((run) => run.counted / run.without));
    return {
      title: `A hold or a capture with the figures, with traces and with neither, median of ${rounds} rounds of ${seconds} s each`,
      figures: {
        'processor for each without, µs': round2(median(runs.map((run) => run.without))),
        'processor for each with figures, µs': round2(median(runs.map((run) => run.counted))),
        'processor for each with traces, µs': round2(median(runs.map((run) => run.traced))),
        'figures beside neither': round2(ratio),
        'traces beside neither': round2(median(runs.map((run) => run.traced / run.without))),
        'requests with spans that the collector took': collector.taken(),
      },
      goals: [{ what: `at most 1.08 of the processor with figures (${round2(ratio)})`, isMet: ratio <= 1.08 }],
    };
  } finally {
    clearInterval(reading);
    await Promise.all([without.stop(), counted.stop(), traced.stop()]);
    await collector.close();
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

/** Takes all that it is sent, in this process, whose processor is not counted. */
async function openCollector(): Promise<{
  readonly url: string;
  taken(): number;
  close(): Promise<void>;
}> {
  let taken = 0;
  const server: Server = createCollector((request, response) => {
    request.resume();
    request.on('end', () => {
      taken += 1;
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    taken: () => taken,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
