// Gives each failed test a second try, in a process of its own. One that then passes makes the run green and is called flaky.
// Every suite here drives real programs; whatever is called flaky is a fault to be mended. How to use it:
//   const outcome = await runWithSecondTry(playwrightRunner({ root, folder, results, env, args }), say);
//   closeRun(outcome);   // prints the flaky ones and the closing line, and sets the exit code
import { joined, type RunReport, type TestResult } from './report.ts';
import type { Outcome } from './outcome.ts';

/** `only`: null for the whole suite. What it reports of other tests is not looked at then. */
export type Runner = (only: readonly TestResult[] | null) => Promise<RunReport>;

/** So many do not fail by accident, and trying them all again would take as long as the suite. */
const secondTriesMax = 10;

export async function runWithSecondTry(run: Runner, say: (line: string) => void): Promise<Outcome> {
  const first = await run(null);
  const failed = first.results.filter((result) => result.state === 'failed');
  if (failed.length === 0) return outcomeOf(first);
  if (failed.length > secondTriesMax) {
    say(`${String(failed.length)} tests have failed; that is no accident, so none is tried again.`);
    return outcomeOf(first);
  }
  say(`Trying again what has failed: ${failed.map(nameOf).join('; ')}`);
  return afterSecondTry(first, await run(failed));
}

/** Without a second try. */
export function outcomeOf({ results, errors, isStuck }: RunReport): Outcome {
  const count = (state: TestResult['state']): number => results.filter((result) => result.state === state).length;
  return {
    passed: count('passed'),
    failed: count('failed') + errors,
    skipped: count('skipped'),
    flaky: isStuck === true ? [stuck] : [],
  };
}

const stuck = 'the run itself, which a process that a test had left behind kept from ending';

/** A test that the second run does not report has failed for good. */
export function afterSecondTry(first: RunReport, second: RunReport): Outcome {
  const tried = first.results
    .filter((result) => result.state === 'failed')
    .map((result) => ({ result, again: secondOf(result, second) }));
  const settled = first.results.filter((result) => result.state !== 'failed');
  const outcome = outcomeOf({
    ...joined([first, second]),
    results: [...settled, ...tried.flatMap(({ again }) => again)],
  });
  const flaky = tried.filter(({ again }) => again.every(({ state }) => state === 'passed'));
  return { ...outcome, flaky: [...flaky.map(({ result }) => nameOf(result)), ...outcome.flaky] };
}

/** A file that could not be loaded the first time now brings its tests. */
function secondOf(result: TestResult, { results }: RunReport): readonly TestResult[] {
  const isSame = (other: TestResult): boolean =>
    result.titles.length === 0 ? other.file === result.file : other.id === result.id;
  const again = results.filter(isSame).filter(({ state }) => state !== 'skipped');
  return again.length === 0 ? [result] : again;
}

const nameOf = ({ file, titles }: TestResult): string => [file, ...titles].join(' › ');
