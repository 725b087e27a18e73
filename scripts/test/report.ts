// What a runner says of one run: each test with how it ended, and how many failures belong to no test.
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Ended } from './run-program.ts';

const TestResult = z.object({
  /** What the runner itself knows the test by. */
  id: z.string(),
  file: z.string(),
  /** The groups it stands in and its own title; empty for a file that could not even be loaded. */
  titles: z.array(z.string()),
  state: z.enum(['passed', 'failed', 'skipped']),
});
const RunReport = z.object({ results: z.array(TestResult), errors: z.int() });

export type TestResult = z.infer<typeof TestResult>;
export type RunReport = z.infer<typeof RunReport> & {
  /** All tests had ended, and the runner had to be ended by force. */
  readonly isStuck?: boolean;
};

export function readVitest(report: unknown): RunReport {
  return RunReport.parse(report);
}

type Suite = {
  readonly title: string;
  readonly specs: readonly Spec[];
  readonly suites?: readonly Suite[] | undefined;
};
type Spec = z.infer<typeof Spec>;

const Spec = z.object({
  id: z.string(),
  title: z.string(),
  file: z.string(),
  tests: z.array(z.object({ status: z.enum(['expected', 'unexpected', 'flaky', 'skipped']) })),
});
const Suite: z.ZodType<Suite> = z.object({
  title: z.string(),
  specs: z.array(Spec),
  get suites() {
    return z.array(Suite).optional();
  },
});
const PlaywrightReport = z.object({ suites: z.array(Suite), errors: z.array(z.unknown()).default([]) });

export function readPlaywright(report: unknown): RunReport {
  const { suites, errors } = PlaywrightReport.parse(report);
  // The outermost group is the file.
  return { results: suites.flatMap((file) => resultsIn(file, [])), errors: errors.length };
}

function resultsIn(suite: Suite, groups: readonly string[]): TestResult[] {
  const own = suite.specs.map(({ id, file, title, tests }) => ({
    id,
    file,
    titles: [...groups, title],
    state: stateOf(tests.map((test) => test.status)),
  }));
  return [...own, ...(suite.suites ?? []).flatMap((inner) => resultsIn(inner, [...groups, inner.title]))];
}

function stateOf(statuses: readonly Spec['tests'][number]['status'][]): TestResult['state'] {
  if (statuses.includes('unexpected')) return 'failed';
  return statuses.every((status) => status === 'skipped') ? 'skipped' : 'passed';
}

/** A runner that leaves no report, or ends badly with a clean one, has failed once. One that had to be ended is judged by its report. */
export function reportOf(file: string, read: (report: unknown) => RunReport, { code, isStuck }: Ended): RunReport {
  const report = readReport(file, read);
  if (report === null) return { results: [], errors: 1 };
  if (isStuck) return { ...report, isStuck };
  const isClean = report.errors === 0 && !report.results.some((result) => result.state === 'failed');
  return code !== 0 && isClean ? { ...report, errors: 1 } : report;
}

export function joined(reports: readonly RunReport[]): RunReport {
  return {
    results: reports.flatMap((one) => one.results),
    errors: reports.reduce((all, one) => all + one.errors, 0),
    isStuck: reports.some((one) => one.isStuck === true),
  };
}

function readReport(file: string, read: (report: unknown) => RunReport): RunReport | null {
  try {
    return read(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    // Ended before it wrote one, or in the middle of it.
    return null;
  }
}
