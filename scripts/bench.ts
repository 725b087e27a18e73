// npm run bench: runs each file of test/bench, or those that are named, one after the other, and keeps what they found in bench/results.
// With --beside=<commit> each is run in turn with the same bench of that commit, and what is slower is named.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import { benchBeside } from './bench/beside.ts';

/** What a bench file exports as `bench`: named figures, and the goals of the design that they are held against. */
export type Bench = () => Promise<BenchResult>;
export type BenchResult = {
  readonly title: string;
  readonly figures: Readonly<Record<string, number | string>>;
  readonly goals: readonly { readonly what: string; readonly isMet: boolean }[];
};

const root = join(import.meta.dirname, '..');
const folder = join(root, 'test/bench');
const results = join(root, 'bench/results');
const args = process.argv.slice(2);
const beside = args.find((arg) => arg.startsWith('--beside='))?.slice('--beside='.length);
const wanted = args.filter((arg) => !arg.startsWith('--beside='));
const names = readdirSync(folder)
  .filter((file) => /^[a-z-]+\.ts$/.test(file))
  .map((file) => file.replace('.ts', ''))
  .filter((name) => wanted.length === 0 || wanted.includes(name));

if (names.length === 0) throw new Error(`There is no bench of that name in ${folder}.`);
mkdirSync(results, { recursive: true });

if (beside !== undefined) {
  const worse = benchBeside(root, beside, names);
  console.log(worse === 0 ? '\nNothing is slower.' : `\n${worse} figures are worse by more than 5 %.`);
  process.exit(worse === 0 ? 0 : 1);
}

let missed = 0;
for (const name of names) {
  const loaded: unknown = await import(join(folder, `${name}.ts`));
  if (!isBenchFile(loaded)) continue;
  const { title, figures, goals } = await loaded.bench();
  console.log(`\n${title}`);
  for (const [figure, value] of Object.entries(figures))
    console.log(`  ${figure.padEnd(44)} ${typeof value === 'number' ? value.toLocaleString('en') : value}`);
  for (const { what, isMet } of goals) console.log(`  ${isMet ? '✔' : '✘'} ${what}`);
  missed += goals.filter(({ isMet }) => !isMet).length;
  const machine = {
    node: process.versions.node,
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    commit: commit(),
  };
  writeFileSync(
    join(results, `${name}.json`),
    `${JSON.stringify({ name, at: new Date().toISOString(), machine, figures, goals }, null, 2)}\n`,
  );
}
console.log(missed === 0 ? '\nEvery goal is met.' : `\n${missed} goals are missed.`);
process.exitCode = missed === 0 ? 0 : 1;

function isBenchFile(file: unknown): file is { readonly bench: Bench } {
  return typeof file === 'object' && file !== null && 'bench' in file && typeof file.bench === 'function';
}

function commit(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim();
  } catch {
    return 'unknown';
  }
}
