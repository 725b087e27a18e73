// The two test runners as programs of their own: started with what is to be run, and read by the report they leave.
import { spawn } from 'node:child_process';
import { chmod, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { outcomesVariable } from './outcome.ts';
import { readPlaywright, readVitest, reportOf, type RunReport, type TestResult } from './report.ts';
import type { Runner } from './rerun-failed.ts';
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
};

export function vitestRunner(options: RunnerOptions & { readonly config: string }): Runner {
  const report = path.join(options.folder, 'vitest.json');
  const run = async (args: readonly string[]): Promise<RunReport> => {
    const env = { ...options.env, [reportVariable]: report };
    const code = await runEntry(options, 'vitest/vitest.mjs', {
      report,
      args: ['run', '--config', options.config, ...args],
      env,
    });
    return reportOf(report, readVitest, code);
  };
  return async (only) => {
    if (only === null) return run(options.args);
    const runs: RunReport[] = [];
    for (const [file, tests] of Object.entries(Object.groupBy(only, (test) => test.file)))
      runs.push(await run([file, ...namesOf(tests ?? [])]));
    return { results: runs.flatMap((one) => one.results), errors: runs.reduce((all, one) => all + one.errors, 0) };
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
    return reportOf(
      report,
      readPlaywright,
      await runEntry(options, '@playwright/test/cli.js', { report, args: all, env }),
    );
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

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

type Entry = { readonly report: string; readonly args: readonly string[]; readonly env: NodeJS.ProcessEnv };

async function runEntry(
  { root, wrap }: RunnerOptions,
  entry: string,
  { report, args, env }: Entry,
): Promise<number | null> {
  // A runner that ends before it writes one must not be judged by the last one's.
  await rm(report, { force: true });
  const command = { program: process.execPath, args: [path.join(root, 'node_modules', entry), ...args], env };
  const wrapped = wrap?.(command) ?? command;
  // What the tests themselves start is no suite of this run.
  const childEnv = { ...wrapped.env, [outcomesVariable]: undefined };
  const child = spawn(wrapped.program, [...wrapped.args], { cwd: root, env: childEnv, stdio: 'inherit' });
  let interruption: string | null = null;
  const interrupt = (signal: NodeJS.Signals): void => {
    interruption = signal;
    child.kill(signal);
  };
  for (const signal of signals) process.on(signal, interrupt);
  const code = await new Promise<number | null>((resolve) => {
    child.once('error', () => resolve(1));
    child.once('exit', resolve);
  });
  for (const signal of signals) process.off(signal, interrupt);
  // Whoever ends a run wants no second try; what it has opened is closed on the way out.
  if (interruption !== null) throw new Error(`The tests were ended by ${String(interruption)}.`);
  return code;
}
