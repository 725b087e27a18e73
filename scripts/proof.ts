// npm run proof -- <name>: a proof of the ledger at its full size. `npm test` runs the same files small.
// With --store=postgres it is proved on a PostgreSQL of its own, by three processes; `npm run test:live` runs those small.
// PROOF_RUNS asks for another size, PROOF_SEED repeats a run that failed.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const stores = {
  sqlite: { folder: 'test/server/proof', args: ['--project', 'server'] },
  postgres: { folder: 'test/live/postgres/proof', args: ['--config', 'vitest.live.config.ts'] },
} as const;
const asked = process.argv.find((arg) => arg.startsWith('--store='))?.slice('--store='.length) ?? 'sqlite';
const store = asked === 'postgres' ? stores.postgres : stores.sqlite;
const names = readdirSync(join(root, store.folder))
  .filter((file) => file.endsWith('.test.ts'))
  .map((file) => file.replace('.test.ts', ''));
const sequences = 100_000;

function run(entry: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(root, 'node_modules', entry), ...args], {
      cwd: root,
      env: { ...process.env, PROOF_SIZE: 'full', ...env },
      stdio: 'inherit',
    });
    child.once('error', () => resolve(1));
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

function prove(name: string, env: NodeJS.ProcessEnv = {}): Promise<number> {
  return run('vitest/vitest.mjs', ['run', ...store.args, `${store.folder}/${name}.test.ts`], env);
}

/** One process a core, each with seeds of its own. Nothing here is about the disk, so the files are kept in memory where there is a place for that. */
async function proveModel(): Promise<number> {
  const count = availableParallelism();
  const runs = String(Math.ceil(Number(process.env['PROOF_RUNS'] ?? sequences) / count));
  const place = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'tallystick-proof-'));
  try {
    const env = { PROOF_RUNS: runs, TMPDIR: place };
    return Math.max(...(await Promise.all(Array.from({ length: count }, () => prove('model', env)))));
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

function proofOf(name: string): Promise<number> {
  if (name === 'model' && store === stores.sqlite) return proveModel();
  if (name === 'mutation') return run('@stryker-mutator/core/bin/stryker.js', ['run', 'stryker.config.mjs'], {});
  return prove(name);
}

const known = [...names, ...(store === stores.sqlite ? ['mutation'] : [])];
const wanted = process.argv.slice(2).filter((arg) => !arg.startsWith('--store='));
const unknown = wanted.filter((name) => !known.includes(name));
if (!(asked in stores)) {
  console.log(`Name the store: --store=${Object.keys(stores).join(' or --store=')}.`);
  process.exitCode = 1;
} else if (wanted.length === 0 || unknown.length > 0) {
  console.log(`Name what to prove: ${known.join(', ')}, or several of them. Each may take from minutes to hours.`);
  process.exitCode = 1;
} else {
  for (const name of wanted) {
    const began = Date.now();
    const code = await proofOf(name);
    const seconds = Math.round((Date.now() - began) / 1_000);
    console.log(`\n${code === 0 ? '✔' : '✘'} ${name}, after ${seconds.toLocaleString('en')} s`);
    if (code !== 0) process.exitCode = 1;
  }
}
