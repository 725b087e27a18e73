// Durable holds a second on one PostgreSQL, by one, two and three nodes, beside SQLite in the same run, and where the time goes.
// BENCH_ENTRIES=10000000 has the database hold so many entries before; BENCH_POOL sets the connections of a node.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Bench } from '../../scripts/bench.ts';
import { openPostgresStorage } from '../../server/storage/postgres/open-storage.ts';
import { type Cluster, findPostgres, startCluster } from '../live/postgres/cluster.ts';
import { generateLedger, tokenOf } from './generate-ledger.ts';
import { median, round2 } from './parts/figures.ts';
import { generateDatabase } from './parts/generate-database.ts';
import {
  type Load,
  type Running,
  liftCaps,
  liftCapsOn,
  load,
  noLimits,
  processorTime,
  start,
} from './parts/server-under-load.ts';
import { type Watched, watch } from './parts/watch-database.ts';

const cli = join(import.meta.dirname, '../../server/cli.ts');
const seconds = Number(process.env['BENCH_SECONDS'] ?? 5);
const rounds = Number(process.env['BENCH_ROUNDS'] ?? 3);
const entries = Number(process.env['BENCH_ENTRIES'] ?? 0);
const pool = process.env['BENCH_POOL'] ?? '10';
const atOnce = 48;
const payers = 6_000;
const goal = 2_000;
/** Until a node is ready it waits for its first audit, which reads all of the ledger; of all nodes one does. */
const readyWithinMs = 15 * 60_000;
const settings = [
  'synchronous_commit=on',
  'shared_buffers=512MB',
  'max_wal_size=4GB',
  'shared_preload_libraries=pg_stat_statements',
  'pg_stat_statements.track_planning=on',
];

type Shape = 'hold' | 'hold-capture';
type Ends = readonly { readonly server: Running; readonly tokens: string }[];
type Measured = {
  readonly rate: number;
  readonly p50: number;
  readonly p99: number;
  /** Of the processor, in µs a request: of the nodes, not of PostgreSQL. */
  readonly each: number;
  readonly statuses: string;
};

export const bench: Bench = async () => {
  const postgres = await findPostgres();
  if (postgres.kind === 'not_here') throw new Error(`PostgreSQL is not here: ${postgres.reason}`);
  const folder = mkdtempSync(join(tmpdir(), 'tallystick-nodes-'));
  const cluster = await startCluster(postgres.bin, { maxConnections: 200, settings, within: tmpdir() });
  const running: Running[] = [];
  try {
    const { nodes, file, made } = await startAll(folder, cluster, running);
    const ends = { file: [file], one: nodes.slice(0, 1), two: nodes.slice(0, 2), three: nodes };
    const started = performance.now();
    // Ready after the first audit, which is no part of what is measured.
    for (const { server } of [file, ...nodes]) await untilReady(server.url);
    const ready = secondsSince(started);
    for (const end of Object.values(ends)) await measure(end, 'hold-capture', Math.min(2, seconds));
    const runs: Record<Shape, Record<keyof typeof ends, Measured>>[] = [];
    for (let round = 0; round < rounds; round += 1)
      runs.push({ hold: await measureAll(ends, 'hold'), 'hold-capture': await measureAll(ends, 'hold-capture') });
    const of = (shape: Shape, end: keyof typeof ends, what: 'rate' | 'p50' | 'p99' | 'each') =>
      median(runs.map((run) => run[shape][end][what]));
    const best = Math.max(...(['one', 'two', 'three'] as const).map((end) => of('hold', end, 'rate')));
    const figures = (['file', 'one', 'two', 'three'] as const).flatMap((end) => [
      [`${names[end]}: holds a second`, Math.round(of('hold', end, 'rate'))],
      [`${names[end]}: hold p50 and p99, ms`, `${round2(of('hold', end, 'p50'))} ${round2(of('hold', end, 'p99'))}`],
      [`${names[end]}: hold and capture, requests a second`, Math.round(of('hold-capture', end, 'rate'))],
      [`${names[end]}: hold and capture p99, ms`, round2(of('hold-capture', end, 'p99'))],
      [`${names[end]}: µs of the nodes' processor a hold`, Math.round(of('hold', end, 'each'))],
    ]);
    return {
      title: `Durable holds on one PostgreSQL${entries === 0 ? '' : ` of ${entries.toLocaleString('en')} entries`}, ${atOnce} at once, ${pool} connections a node, median of ${rounds} rounds of ${seconds} s`,
      figures: {
        'seconds until the database was made, and then until all were ready': `${made} ${ready}`,
        ...Object.fromEntries(figures),
        'answers by status': runs.at(-1)?.hold.three.statuses ?? '',
        ...(await whereTimeGoes('hold', ends.three, cluster)),
        ...(await whereTimeGoes('hold-capture', ends.three, cluster)),
      },
      goals: [{ what: `${goal} holds a second or more (${Math.round(best)})`, isMet: best >= goal }],
    };
  } finally {
    await Promise.all(running.map((server) => server.stop()));
    await cluster.remove();
    rmSync(folder, { recursive: true, force: true });
  }
};

const names = { file: 'SQLite', one: '1 node', two: '2 nodes', three: '3 nodes' } as const;

async function startAll(folder: string, cluster: Cluster, running: Running[]) {
  const path = join(folder, 'file/ledger.db');
  generateLedger(path, { wallets: payers, captures: 0 });
  await liftCaps(path);
  const size = entries === 0 ? { wallets: payers, captures: 0 } : { wallets: Math.ceil(entries / 10), captures: 4 };
  const began = performance.now();
  const database = await generateDatabase(cluster, size);
  const made = secondsSince(began);
  await cluster.query('postgres', 'CREATE EXTENSION pg_stat_statements');
  const url = cluster.url(database);
  await liftCapsOn((await openPostgresStorage({ url })).storage);

  async function node(number: number) {
    const own = join(folder, `node-${number}`);
    mkdirSync(own);
    const server = await start([cli, 'serve'], {
      ...envOf(join(own, 'ledger.db')),
      DATABASE_URL: url,
      DATABASE_POOL: pool,
    });
    running.push(server);
    return { server, tokens: tokensOf(folder, number, size.wallets) };
  }
  const nodes = [await node(0), await node(1), await node(2)];
  const server = await start([cli, 'serve'], envOf(path));
  running.push(server);
  return { nodes, made, file: { server, tokens: tokensOf(folder, 3, payers) } };
}

const envOf = (path: string): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'] ?? '',
  NODE_ENV: 'production',
  ANON_SALT: 'the same salt on all nodes of a bench',
  DB_PATH: path,
  PORT: '0',
  ...noLimits,
});

/** Has no factor in common with the number of payers. */
const stride = 3_221;

/** A file of tokens, evenly from all wallets and in no order; nobody else's, since people seldom ask on two nodes at once. */
function tokensOf(folder: string, number: number, wallets: number): string {
  const path = join(folder, `tokens-${number}`);
  const nth = (i: number) => Math.floor((((i * stride) % payers) * wallets) / payers);
  const own = Array.from({ length: payers }, (_, i) => i).filter((i) => number === 3 || i % 3 === number);
  writeFileSync(path, own.map((i) => tokenOf(nth(i))).join('\n'));
  return path;
}

const secondsSince = (began: number): number => Math.round((performance.now() - began) / 1_000);

async function untilReady(url: string): Promise<void> {
  const until = performance.now() + readyWithinMs;
  while ((await fetch(`${url}/readyz`)).status !== 200) {
    if (performance.now() > until) throw new Error(`${url} is not ready after ${readyWithinMs / 60_000} minutes`);
    await pause(200);
  }
}

async function measureAll<Name extends string>(
  ends: Record<Name, Ends>,
  shape: Shape,
): Promise<Record<Name, Measured>> {
  const all: [string, Measured][] = [];
  for (const [name, end] of Object.entries<Ends>(ends)) all.push([name, await measure(end, shape, seconds)]);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- of each name one
  return Object.fromEntries(all) as Record<Name, Measured>;
}

/** As many at once, however many nodes there are. */
async function measure(ends: Ends, shape: Shape, forSeconds: number): Promise<Measured> {
  const used = () => ends.reduce((sum, { server }) => sum + processorTime(server.pid), 0);
  const before = used();
  const how = { shape, seconds: forSeconds, connections: Math.ceil(atOnce / ends.length) };
  const loads = await Promise.all(ends.map(({ server, tokens }) => load(server.url, `@${tokens}`, how)));
  const most = (what: (one: Load) => number) => Math.max(...loads.map(what));
  const rate = loads.reduce((sum, one) => sum + one.rate, 0);
  return {
    rate,
    each: (used() - before) / (rate * forSeconds),
    p50: most(({ p50 }) => p50),
    p99: most(({ p99 }) => p99),
    statuses: JSON.stringify(loads.map(({ statuses }) => statuses)),
  };
}

async function whereTimeGoes(
  shape: Shape,
  ends: Ends,
  cluster: Cluster,
): Promise<Readonly<Record<string, string | number>>> {
  const took = { rate: 0 };
  const used = () => ends.reduce((sum, { server }) => sum + processorTime(server.pid), 0);
  const before = used();
  const watched: Watched = await watch(cluster.adminUrl('postgres'), async () => {
    took.rate = (await measure(ends, shape, seconds)).rate;
  });
  const requests = took.rate * seconds;
  const each = (value: number) => round2(value / requests);
  return {
    [`${shape}: statements a request`]: each(watched.calls),
    [`${shape}: µs of processor a request, nodes and PostgreSQL`]: `${Math.round((used() - before) / requests)} ${Math.round(watched.processor / requests)}`,
    [`${shape}: commits a write of the log`]: round2(requests / Math.max(1, watched.walSyncs)),
    [`${shape}: bytes of the log a request`]: Math.round(watched.walBytes / requests),
    [`${shape}: connections are found at`]: watched.waits
      .slice(0, 7)
      .map(([what, share]) => `${what} ${Math.round(share * 100)} %`)
      .join(', '),
    ...Object.fromEntries(
      watched.statements
        .slice(0, 8)
        .map(({ text, calls, ms }, place) => [
          `${shape}: dearest statement ${place + 1}`,
          `${each(calls)} a request, ${round2((ms * 1_000) / requests)} µs: ${text.replaceAll(/\s+/g, ' ').slice(0, 70)}`,
        ]),
    ),
  };
}
