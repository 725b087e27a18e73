// The two test runners as programs of their own: started with what is to be run, and read by the report they leave.
import { chmod, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { outcomesVariable } from './outcome.ts';
import { joined, readPlaywright, readVitest, reportOf, type RunReport, type TestResult } from './report.ts';
import type { Runner } from './rerun-failed.ts';
import { runProgram } from './run-program.ts';
import { reportVariable } from './vitest-report.ts';

export type Command = { readonly program: string; readonly args: readonly string[]; readonly env: NodeJS.ProcessEnv };

export type RunnerOptions = {
  readonly root: string;
  /** A folder for reports, which exists; each runner needs one of its own. */
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  readonly args: readonly string[];
  /** Where the runner has to be started by something else: another user, a display, a keychain. */
  readonly wrap?: (command: Command) => Command;
  /** How long a runner may take to end once its tests have ended; a minute unless told. */
  readonly patienceMs?: number;
};

export function vitestRunner(options: RunnerOptions & { readonly config: string }): Runner {
  const report = path.join(options.folder, 'vitest.json');
  const run = async (args: readonly string[]): Promise<RunReport> => {
    const env = { ...options.env, [reportVariable]: report };
    const all = ['run', '--config', options.config, ...args];
    return runEntry(options, 'vitest/vitest.mjs', { report, read: readVitest, args: all, env });
  };
  return async (only) => {
    if (only === null) return run(options.args);
    const runs: RunReport[] = [];
    for (const [file, tests] of Object.entries(Object.groupBy(only, (test) => test.file)))
      runs.push(await run([file, ...namesOf(tests ?? [])]));
    return joined(runs);
  };
}

/** Vitest asks for one pattern over a test's whole name: its groups, then its own. */
function namesOf(tests: readonly TestResult[]): readonly string[] {
  if (tests.some((test) => test.titles.length === 0)) return [];
  const names = tests.map((test) => test.titles.join(' > ').replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  return ['--testNamePattern', `^(?:${names.join('|')})$`];
}

/** `results`: a folder for traces and pictures of what failed; those of the second try stand in a folder inside it. */
export function playwrightRunner(options: RunnerOptions & { readonly results: string }): Runner {
  const report = path.join(options.folder, 'playwright.json');
  const failedFile = path.join(options.folder, 'failed.json');
  const run = async (args: readonly string[]): Promise<RunReport> => {
    const env = { ...options.env, PLAYWRIGHT_JSON_OUTPUT_FILE: report };
    const all = ['test', ...options.args, ...args];
    return runEntry(options, '@playwright/test/cli.js', { report, read: readPlaywright, args: all, env });
  };
  return async (only) => {
    if (only === null) return run(['--output', options.results]);
    await writeFile(failedFile, JSON.stringify({ status: 'failed', failedTests: only.map((test) => test.id) }));
    // Playwright writes there too, which may run as another user.
    await chmod(failedFile, 0o666);
    const output = path.join(options.results, 'second-try');
    return run(['--last-failed', '--last-failed-file', failedFile, '--output', output]);
  };
}

type Entry = {
  readonly report: string;
  readonly read: (report: unknown) => RunReport;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
};

async function runEntry(
  { root, wrap, patienceMs }: RunnerOptions,
  entry: string,
  { report, read, args, env }: Entry,
): Promise<RunReport> {
  // A runner that ends before it writes one must not be judged by the last one's.
  await rm(report, { force: true });
  const command = { program: process.execPath, args: [path.join(root, 'node_modules', entry), ...args], env };
  const wrapped = wrap?.(command) ?? command;
  // What the tests themselves start is no suite of this run.
  const childEnv = { ...wrapped.env, [outcomesVariable]: undefined };
  const ended = await runProgram(
    { ...wrapped, cwd: root, env: childEnv },
    { report, ...(patienceMs === undefined ? {} : { patienceMs }) },
  );
  return reportOf(report, read, ended);
}
