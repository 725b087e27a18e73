// Benches of this commit beside those of another one, in turn on the same machine, so that its noise falls on both.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

type Figures = Readonly<Record<string, number | string>>;

const rounds = Number(process.env['BENCH_TURNS'] ?? 3);
/** By how much a figure may be worse before it counts as slower. */
const tolerance = 0.05;

/** Prints each figure's ratio, and returns how many are worse by more than the tolerance. */
export function benchBeside(root: string, commit: string, names: readonly string[]): number {
  const other = mkdtempSync(join(tmpdir(), 'tallystick-beside-'));
  execFileSync('git', ['worktree', 'add', '--detach', '--force', other, commit], { cwd: root, stdio: 'ignore' });
  try {
    execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: other, stdio: 'ignore' });
    return names.map((name) => compare(name, { root, other, commit })).reduce((sum, worse) => sum + worse, 0);
  } finally {
    execFileSync('git', ['worktree', 'remove', '--force', other], { cwd: root, stdio: 'ignore' });
    rmSync(other, { recursive: true, force: true });
  }
}

function compare(name: string, at: { readonly root: string; readonly other: string; readonly commit: string }): number {
  const here: Figures[] = [];
  const there: Figures[] = [];
  for (let round = 0; round < rounds; round += 1) {
    // Whoever comes first finds the machine in another state, so the order changes with each round.
    const runs = [() => here.push(run(at.root, name)), () => there.push(run(at.other, name))];
    for (const one of round % 2 === 0 ? runs : runs.toReversed()) one();
  }
  console.log(`\n${name}, this commit beside ${at.commit}, median of ${rounds} runs of each, in turn`);
  let worse = 0;
  for (const figure of Object.keys(here[0] ?? {})) {
    const [now, before] = [here, there].map((all) => medianOf(all.map((figures) => figures[figure])));
    if (now === null || now === undefined || before === null || before === undefined || before === 0) continue;
    const ratio = now / before;
    const isWorse = isTime(figure) ? ratio > 1 + tolerance : ratio < 1 - tolerance;
    if (isWorse) worse += 1;
    console.log(
      `  ${isWorse ? '✘' : ' '} ${figure.padEnd(52)} ${now.toLocaleString('en')} beside ${before.toLocaleString('en')}: ${ratio.toFixed(3)}`,
    );
  }
  return worse;
}

function run(cwd: string, name: string): Figures {
  const ran = spawnSync(process.execPath, [join('scripts', 'bench.ts'), name], { cwd, encoding: 'utf8' });
  const kept: unknown = JSON.parse(readFileSync(join(cwd, 'bench/results', `${name}.json`), 'utf8'));
  if (!isResult(kept)) throw new Error(`The bench ${name} left no figures:\n${ran.stdout}\n${ran.stderr}`);
  return kept.figures;
}

function isResult(kept: unknown): kept is { readonly figures: Figures } {
  return typeof kept === 'object' && kept !== null && 'figures' in kept && typeof kept.figures === 'object';
}

/** Of times less is better; of all else more. */
function isTime(figure: string): boolean {
  return /\bms\b/.test(figure);
}

/** null where the figure is no number, or is missing in one of the runs. */
function medianOf(values: readonly (number | string | undefined)[]): number | null {
  const numbers = values.filter((value) => typeof value === 'number').toSorted((left, right) => left - right);
  return numbers.length === values.length ? (numbers[Math.floor(numbers.length / 2)] ?? null) : null;
}
