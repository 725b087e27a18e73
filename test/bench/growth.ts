// Hold and capture on a ledger of ten million entries and a million wallets, beside a nearly empty one in the same run.
import { randomBytes } from 'node:crypto';
import { copyFileSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Bench } from '../../scripts/bench.ts';
import { cachedLedger, generateLedger, tenMillion, tokenOf } from './generate-ledger.ts';
import { median, round2 } from './parts/figures.ts';
import { type Load, type Running, liftCaps, load, noLimits, start } from './parts/server-under-load.ts';

const cli = join(import.meta.dirname, '../../server/cli.ts');
const seconds = Number(process.env['BENCH_SECONDS'] ?? 8);
const rounds = 5;
/** As many people write at once, on either file, spread over all its wallets. */
const payers = 5_000;

export const bench: Bench = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tallystick-growth-'));
  const cached = cachedLedger(tenMillion, console.log);
  const large = join(folder, 'large.db');
  const small = join(folder, 'small.db');
  const running: Running[] = [];
  try {
    copyFileSync(cached, large);
    generateLedger(small, { wallets: payers, captures: 0 });
    const ends = [
      { path: small, tokens: tokensOf(folder, payers) },
      { path: large, tokens: tokensOf(folder, tenMillion.wallets) },
    ];
    const [few, many] = await Promise.all(
      ends.map(async ({ path, tokens }) => {
        await liftCaps(path);
        const server = await start([cli, 'serve'], envOf(path));
        running.push(server);
        return { server, tokens };
      }),
    );
    if (few === undefined || many === undefined) throw new Error('two servers are needed');
    const measure = ({ server, tokens }: typeof few) =>
      load(server.url, `@${tokens}`, { shape: 'hold-capture', seconds });
    for (const one of [few, many]) {
      await untilReady(one.server.url);
      await measure(one);
    }
    const runs: { readonly few: Load; readonly many: Load }[] = [];
    for (let round = 0; round < rounds; round += 1) runs.push({ few: await measure(few), many: await measure(many) });
    const ratio = median(runs.map((run) => run.many.rate / run.few.rate));
    return {
      title: `Hold and capture on ten million entries and a million wallets, median of ${rounds} rounds of ${seconds} s`,
      figures: {
        'size of the large file, MB': Math.round(statSync(large).size / 1e6),
        'nearly empty, requests a second': Math.round(median(runs.map((run) => run.few.rate))),
        'large, requests a second': Math.round(median(runs.map((run) => run.many.rate))),
        'large beside nearly empty': round2(ratio),
        'nearly empty p99, ms': round2(median(runs.map((run) => run.few.p99))),
        'large p99, ms': round2(median(runs.map((run) => run.many.p99))),
        'answers by status': JSON.stringify(runs.at(-1)?.many.statuses ?? {}),
      },
      goals: [{ what: `0.9 of the empty rate or more (${round2(ratio)})`, isMet: ratio >= 0.9 }],
    };
  } finally {
    await Promise.all(running.map((server) => server.stop()));
    rmSync(folder, { recursive: true, force: true });
  }
};

/** Has no factor in common with the number of payers, so that by steps of it each comes once before anybody comes again. */
const stride = 3_221;

/**
 * A file of tokens, evenly from all wallets. They come in no order: people who ask at one moment did not all buy at one, and
 * those of a small ledger would otherwise find their rows on one page.
 */
function tokensOf(folder: string, wallets: number): string {
  const path = join(folder, `tokens-${wallets}`);
  const step = wallets / payers;
  const nth = (i: number) => Math.floor(((i * stride) % payers) * step);
  writeFileSync(path, Array.from({ length: payers }, (_, i) => tokenOf(nth(i))).join('\n'));
  return path;
}

function envOf(path: string): NodeJS.ProcessEnv {
  const salt = randomBytes(16).toString('hex');
  return {
    PATH: process.env['PATH'] ?? '',
    NODE_ENV: 'production',
    ANON_SALT: salt,
    DB_PATH: path,
    PORT: '0',
    ...noLimits,
  };
}

/** Ready after its first audit, which is no part of what is measured. */
async function untilReady(url: string): Promise<void> {
  for (;;) {
    const { status } = await fetch(`${url}/readyz`);
    if (status === 200) return;
    await pause(500);
  }
}
