// Hosted completions, each held and captured on the disk: what the server adds to the first byte of an answer, and how many
// answers it passes through, beside its upstream asked directly, beside bare Fastify that only passes them on, and beside LiteLLM
// where that is in the cache. And the memory that a thousand open answers take.
import { execFile, execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Bench } from '../../scripts/bench.ts';
import { cachedLiteLlm, startLiteLlm } from '../live/litellm.ts';
import { median, quantile, round2 } from './parts/figures.ts';
import { keepStreamsOpen } from './parts/open-streams.ts';
import { connections, liftCaps, noLimits, processorTime, start, type Running } from './parts/server-under-load.ts';

const root = join(import.meta.dirname, '../..');
const cli = join(root, 'server/cli.ts');
const bareMain = join(import.meta.dirname, 'parts/bare-proxy.ts');
const fakeMain = join(root, 'test/support/fake-upstream/main.ts');
const seconds = Number(process.env['BENCH_SECONDS'] ?? 5);
const rounds = 3;
const openStreams = 1_000;

type StreamLoad = {
  readonly rate: number;
  readonly firstP50: number;
  readonly firstP99: number;
  readonly wholeP50: number;
  readonly wholeP99: number;
  readonly count: number;
};

/** `pid`: of the server behind the address; null: it is not known. */
type Target = { readonly url: string; readonly key: string; readonly pid: number | null };
/** `processor`: what each answer to many connections takes of it, in µs. */
type Measured = { readonly alone: StreamLoad; readonly many: StreamLoad; readonly processor: number };

export const bench: Bench = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tallystick-bench-'));
  const token = `tally_${randomBytes(32).toString('base64url')}`;
  const running: { stop(): Promise<void> }[] = [];
  const opened = async <T extends { stop(): Promise<void> }>(opening: Promise<T>): Promise<T> => {
    const one = await opening;
    running.push(one);
    return one;
  };
  try {
    const fake = await opened(startFake());
    const server = await opened(startOurs({ folder: join(folder, 'a'), token, upstream: fake.url }));
    const passes = await opened(start([bareMain, fake.url], { PATH: process.env['PATH'] ?? '' }));
    const direct = { url: `${fake.url}/v1/chat/completions`, key: 'none', pid: fake.pid };
    const bare = { url: `${passes.url}/v1/chat/completions`, key: 'none', pid: passes.pid };
    const ours = { url: `${server.url}/v1/chat/completions`, key: token, pid: server.pid };
    const liteLlm = await openLiteLlm(fake.url, opened);
    const targets = { direct, bare, ours, ...(liteLlm === null ? {} : { liteLlm }) };
    for (const target of Object.values(targets)) await measure(target, 1);
    const runs: Record<string, Measured>[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const run: Record<string, Measured> = {};
      for (const [name, target] of Object.entries(targets)) run[name] = await measure(target, seconds);
      runs.push(run);
    }
    const of = (name: string, figure: (measured: Measured) => number): number =>
      median(runs.flatMap((run) => (run[name] === undefined ? [] : [figure(run[name])])));
    const added = (name: string, figure: (measured: Measured) => number): number =>
      of(name, figure) - of('direct', figure);
    const p50 = added('ours', ({ alone }) => alone.firstP50);
    const p99 = added('ours', ({ alone }) => alone.firstP99);
    const rate = of('ours', ({ many }) => many.rate);
    const ofLiteLlm = of('liteLlm', ({ many }) => many.rate);
    const besideBare = median(runs.map((run) => (run['ours']?.many.rate ?? 0) / (run['bare']?.many.rate ?? 1)));
    const syncs = syncsOfDisk(join(folder, 'sync'));
    const own = p50 - added('bare', ({ alone }) => alone.firstP50) - quantile(syncs, 0.5);
    const perStream = await memoryOfOpenStreams(join(folder, 'b'), token, opened);
    return {
      title: `Hosted completions of 20 words, streamed; median of ${rounds} rounds of ${seconds} s`,
      figures: {
        'first byte from the upstream itself p50, ms': round2(of('direct', ({ alone }) => alone.firstP50)),
        'first byte from the upstream itself p99, ms': round2(of('direct', ({ alone }) => alone.firstP99)),
        'first byte through the server p50, ms': round2(of('ours', ({ alone }) => alone.firstP50)),
        'first byte through the server p99, ms': round2(of('ours', ({ alone }) => alone.firstP99)),
        'of which the disk takes for each commit p50, ms': round2(quantile(syncs, 0.5)),
        'of which the disk takes for each commit p99, ms': round2(quantile(syncs, 0.99)),
        'added by bare Fastify p50, ms': round2(added('bare', ({ alone }) => alone.firstP50)),
        'added by the server p50, ms': round2(p50),
        'added by the server p99, ms': round2(p99),
        [`upstream itself, ${connections} connections, answers a second`]: Math.round(
          of('direct', ({ many }) => many.rate),
        ),
        [`through bare Fastify, ${connections} connections, answers a second`]: Math.round(
          of('bare', ({ many }) => many.rate),
        ),
        [`through the server, ${connections} connections, answers a second`]: Math.round(rate),
        'processor for each answer through bare Fastify, µs': Math.round(of('bare', ({ processor }) => processor)),
        'processor for each answer through the server, µs': Math.round(of('ours', ({ processor }) => processor)),
        [`through the server, ${connections} connections, whole answer p99, ms`]: round2(
          of('ours', ({ many }) => many.wholeP99),
        ),
        ...(liteLlm === null
          ? { 'beside LiteLLM': 'not here' }
          : {
              'added by LiteLLM p50, ms': round2(added('liteLlm', ({ alone }) => alone.firstP50)),
              'added by LiteLLM p99, ms': round2(added('liteLlm', ({ alone }) => alone.firstP99)),
              [`through LiteLLM, ${connections} connections, answers a second`]: Math.round(ofLiteLlm),
            }),
        [`memory of ${openStreams} open answers, kB each`]: Math.round(perStream),
      },
      goals: [
        {
          what: `at most 1 ms added to the first byte at the median, beside bare Fastify and the disk (${round2(own)} ms)`,
          isMet: own <= 1,
        },
        { what: `at most 5 ms added to the first byte at p99 (${round2(p99)} ms)`, isMet: p99 <= 5 },
        { what: `0.25 of bare Fastify's answers a second or more (${round2(besideBare)})`, isMet: besideBare >= 0.25 },
        ...(liteLlm === null
          ? []
          : [
              {
                what: `20 times LiteLLM's answers a second or more (${Math.round(rate / ofLiteLlm)})`,
                isMet: rate >= 20 * ofLiteLlm,
              },
            ]),
      ],
    };
  } finally {
    for (const one of running.toReversed()) await one.stop();
    rmSync(folder, { recursive: true, force: true });
  }
};

function startFake(...more: readonly string[]): Promise<Running> {
  const args = [fakeMain, '--port', '0', '--words', '20', '--pace', '0', ...more];
  return start(args, { PATH: process.env['PATH'] ?? '' });
}

async function startOurs(about: {
  readonly folder: string;
  readonly token: string;
  readonly upstream: string;
}): Promise<Running> {
  const models = [{ id: 'fake-small', max_output_tokens: 1_000 }];
  const rule = {
    id: 'bench',
    models: 'fake-*',
    venue: 'hosted',
    per_input_token_microcredits: 1,
    per_output_token_microcredits: 2,
  };
  const env = {
    PATH: process.env['PATH'] ?? '',
    NODE_ENV: 'production',
    ANON_SALT: randomBytes(16).toString('hex'),
    DB_PATH: join(about.folder, 'ledger.db'),
    PORT: '0',
    UPSTREAMS: JSON.stringify([
      { name: 'fake', kind: 'openai', base_url: `${about.upstream}/v1`, at_once: 10_000, models },
    ]),
    PRICE_RULES: JSON.stringify([rule]),
    HOSTED_AT_ONCE: '10000',
    HOSTED_AT_ONCE_PER_PAYER: '10000',
    ...noLimits,
  };
  const grant = ['grant', '--token', about.token, '--credits', '1000000000', '--reason', 'bench'];
  execFileSync(process.execPath, [cli, ...grant], { env });
  await liftCaps(env.DB_PATH);
  return start([cli, 'serve'], env);
}

async function openLiteLlm(
  upstream: string,
  opened: <T extends { stop(): Promise<void> }>(opening: Promise<T>) => Promise<T>,
): Promise<Target | null> {
  const programs = await cachedLiteLlm();
  if (programs.kind === 'not_here') return null;
  const params = { model: 'openai/fake-small', api_base: `${upstream}/v1`, api_key: 'none' };
  const { url, masterKey } = await opened(startLiteLlm(programs.program, { 'fake-small': params }));
  return { url: `${url}/v1/chat/completions`, key: masterKey, pid: null };
}

/** One connection for the first byte, then many for the rate. */
async function measure(target: Target, forSeconds: number): Promise<Measured> {
  const alone = await load(target, 1, forSeconds);
  const before = processorTime(target.pid ?? -1);
  const many = await load(target, connections, forSeconds);
  return { alone, many, processor: (processorTime(target.pid ?? -1) - before) / many.count };
}

async function load({ url, key }: Pick<Target, 'url' | 'key'>, count: number, forSeconds: number): Promise<StreamLoad> {
  const program = join(import.meta.dirname, 'parts/stream-load.ts');
  const args = [program, url, key, String(count), String(forSeconds), 'read'];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout);
}

/** In kB, over a server that has worked already. */
async function memoryOfOpenStreams(
  folder: string,
  token: string,
  opened: <T extends { stop(): Promise<void> }>(opening: Promise<T>) => Promise<T>,
): Promise<number> {
  const fake = await opened(startFake('--stays-open'));
  const server = await opened(startOurs({ folder, token, upstream: fake.url }));
  const target = { url: `${server.url}/v1/chat/completions`, key: token };
  const before = await keepStreamsOpen(target, connections, () => residentKb(server.pid));
  const with1000 = await keepStreamsOpen(target, connections + openStreams, () => residentKb(server.pid));
  return (with1000 - before) / openStreams;
}

/** The hold is on the disk before the upstream is asked, so no answer can begin sooner than the disk allows. */
function syncsOfDisk(file: string): readonly number[] {
  const fd = openSync(file, 'w');
  const page = Buffer.alloc(4096);
  const took = Array.from({ length: 300 }, () => {
    writeSync(fd, page);
    const began = performance.now();
    fdatasyncSync(fd);
    return performance.now() - began;
  });
  closeSync(fd);
  return took;
}

function residentKb(pid: number): number {
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' }).trim());
}
