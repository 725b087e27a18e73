// What a suite came to, and the lines a run ends with.
import { appendFileSync } from 'node:fs';
import { z } from 'zod';

const Outcome = z.object({
  passed: z.int(),
  failed: z.int(),
  skipped: z.int(),
  /** Among the passed: those that failed the first time; and a run that did not end by itself. */
  flaky: z.array(z.string()),
});

export type Outcome = Readonly<z.infer<typeof Outcome>>;

/** Names a file that each run adds its outcome to, a line each, for whoever sums several up. */
export const outcomesVariable = 'TALLYSTICK_TEST_OUTCOMES';

export const failedOnce: Outcome = { passed: 0, failed: 1, skipped: 0, flaky: [] };

/** Says how it went, in the last line of all, and ends the process accordingly. */
export function closeRun(outcome: Outcome): void {
  const outcomes = process.env[outcomesVariable];
  if (outcomes !== undefined) appendFileSync(outcomes, `${JSON.stringify(outcome)}\n`);
  for (const line of ['', ...closingLines(outcome)]) console.log(line);
  process.exitCode = outcome.failed === 0 ? 0 : 1;
}

export function closingLines({ passed, failed, skipped, flaky }: Outcome): readonly string[] {
  return [
    ...(flaky.length === 0 ? [] : ['flaky, to be mended: passed only in the second try, or did not end by itself']),
    ...flaky.map((name) => `  ${name}`),
    `${String(passed)} passed, ${String(failed)} failed, ${String(skipped)} skipped`,
  ];
}

export function sum(outcomes: readonly Outcome[]): Outcome {
  return outcomes.reduce(
    (all, one) => ({
      passed: all.passed + one.passed,
      failed: all.failed + one.failed,
      skipped: all.skipped + one.skipped,
      flaky: [...all.flaky, ...one.flaky],
    }),
    { passed: 0, failed: 0, skipped: 0, flaky: [] },
  );
}

export function readOutcomes(lines: string): readonly Outcome[] {
  return lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => Outcome.parse(JSON.parse(line)));
}
