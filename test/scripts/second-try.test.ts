// What has failed is tried once more by itself: the real runners, on suites written for this.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runWithSecondTry } from '../../scripts/test/rerun-failed.ts';
import { playwrightRunner, vitestRunner, type Command } from '../../scripts/test/runners.ts';
import type { Outcome } from '../../scripts/test/outcome.ts';

const root = path.resolve(import.meta.dirname, '../..');
/** More than a runner needs to end, on a busy machine as well. */
const patienceMs = 20_000;
let folder = '';

beforeEach(() => {
  mkdirSync(path.join(root, '.tmp'), { recursive: true });
  // Inside the project, so that the suites find the runners.
  folder = mkdtempSync(path.join(root, '.tmp', 'second-try-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The nth time that something of this name happens. */
const counter = `
import { appendFileSync, readFileSync } from 'node:fs';
export function time(name) {
  appendFileSync(import.meta.dirname + '/' + name + '.times', 'x');
  return readFileSync(import.meta.dirname + '/' + name + '.times', 'utf8').length;
}
`;
function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** What the runner prints of failures that are meant would read like failures of this run. */
const quiet = `
import { spawnSync } from 'node:child_process';
const [program, ...args] = process.argv.slice(2);
process.exitCode = spawnSync(program, args, { stdio: 'ignore' }).status ?? 1;
`;
const quietly = ({ program, args, env }: Command): Command => ({
  program: process.execPath,
  args: [path.join(folder, 'quiet.mjs'), program, ...args],
  env,
});
const times = (name: string): number => readFileSync(path.join(folder, `${name}.times`), 'utf8').length;

function write(files: Readonly<Record<string, string>>): void {
  writeFileSync(path.join(folder, 'counter.mjs'), counter);
  writeFileSync(path.join(folder, 'quiet.mjs'), quiet);
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
}

function inVitest(): Promise<Outcome> {
  const config = path.join(folder, 'vitest.config.ts');
  writeFileSync(
    config,
    `import { vitestReport } from '../../scripts/test/vitest-report.ts';
     export default { test: { root: import.meta.dirname, include: ['*.test.mjs'], reporters: [vitestReport()] } };`,
  );
  return runWithSecondTry(
    vitestRunner({ root, folder, config, env: ownEnv(), args: [], wrap: quietly, patienceMs }),
    () => undefined,
  );
}

function inPlaywright(): Promise<Outcome> {
  const config = path.join(folder, 'playwright.config.mjs');
  writeFileSync(
    config,
    `export default { testDir: '.', testMatch: '*.spec.mjs', workers: 1, outputDir: 'results', reporter: 'json' };`,
  );
  const results = path.join(folder, 'results');
  const options = { root, folder, results, env: ownEnv(), args: ['--config', config], wrap: quietly, patienceMs };
  return runWithSecondTry(playwrightRunner(options), () => undefined);
}

/** Of a runner inside a runner: what the outer one has set is not for the inner one. */
function ownEnv(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(VITEST|TEST|PLAYWRIGHT|NODE_ENV|TALLYSTICK_)/.test(name),
  );
  return { ...Object.fromEntries(kept), TALLYSTICK_TEST_OUTCOMES: path.join(folder, 'outcomes') };
}

const suites = [
  {
    name: 'Vitest',
    run: inVitest,
    ending: '.test.mjs',
    imports: `import { beforeAll, describe, expect, test as plain } from 'vitest';
      const test = Object.assign(plain, { describe, beforeAll });`,
  },
  {
    name: 'Playwright',
    run: inPlaywright,
    ending: '.spec.mjs',
    imports: `import { expect, test } from '@playwright/test';`,
  },
] as const;

for (const { name, run, ending, imports } of suites) {
  describe(`a second try in ${name}`, { timeout: 120_000 }, () => {
    const test = (body: string): string => `
      ${imports}
      import { time } from './counter.mjs';
      ${body}`;

    it('makes a test that passes then a flaky one, and runs no other again', async () => {
      write({
        [`a${ending}`]: test(`
          test('passes', () => { time('passes'); });
          test.describe('a group (with $signs) [of two]', () => {
            test('fails once', () => { expect(time('once')).toBe(2); });
            test('passes too', () => { time('passes'); });
          });
          test.skip('is left out', () => undefined);`),
        [`b${ending}`]: test(`test('fails once', () => { time('passes'); });`),
      });
      expect(await run()).toEqual({
        passed: 4,
        failed: 0,
        skipped: 1,
        flaky: [`a${ending} › a group (with $signs) [of two] › fails once`],
      });
      expect([times('passes'), times('once')]).toEqual([3, 2]);
    });

    it('leaves a test that fails twice failed', async () => {
      write({
        [`a${ending}`]: test(`
          test('fails once', () => { expect(time('once')).toBe(2); });
          test('fails always', () => { time('always'); expect(1).toBe(2); });`),
      });
      expect(await run()).toEqual({ passed: 1, failed: 1, skipped: 0, flaky: [`a${ending} › fails once`] });
      expect(times('always')).toBe(2);
    });

    it('is not part of what the tests themselves may report to', async () => {
      write({
        [`a${ending}`]: test(`
          test('finds nothing', () => { expect(process.env['TALLYSTICK_TEST_OUTCOMES']).toBeUndefined(); });`),
      });
      expect(await run()).toMatchObject({ passed: 1, failed: 0 });
    });

    it('does not spend itself on a suite that fails altogether', async () => {
      write({
        [`a${ending}`]: test(`
          for (const n of Array.from({ length: 11 }).keys()) test('fails ' + n, () => { time('all'); expect(1).toBe(2); });`),
      });
      expect(await run()).toEqual({ passed: 0, failed: 11, skipped: 0, flaky: [] });
      expect(times('all')).toBe(11);
    });

    it('counts the tests of a group that could not be set up among the failed ones', async () => {
      write({
        [`a${ending}`]: test(`
          test.describe('a group', () => {
            test.beforeAll(() => { expect(time('hook')).toBe(2); });
            test('inside', () => { time('inside'); });
          });
          test.describe('another', () => {
            test.beforeAll(() => { expect(1).toBe(2); });
            test('inside', () => undefined);
          });`),
      });
      expect(await run()).toEqual({ passed: 1, failed: 1, skipped: 0, flaky: [`a${ending} › a group › inside`] });
    });

    it('ends with what it came to though a test has left a process behind', async () => {
      write({
        [`a${ending}`]: test(`
          import { spawn } from 'node:child_process';
          import { writeFileSync } from 'node:fs';
          test('leaves a process behind', () => {
            const child = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'], { stdio: 'inherit' });
            writeFileSync(import.meta.dirname + '/left', String(child.pid));
            child.unref();
          });
          test('fails once', () => { expect(time('once')).toBe(2); });`),
      });
      expect(await run()).toMatchObject({ passed: 2, failed: 0, skipped: 0 });
      const left = Number(readFileSync(path.join(folder, 'left'), 'utf8'));
      await expect.poll(() => isRunning(left)).toBe(false);
    });

    it('counts a file that cannot be loaded', async () => {
      write({
        [`a${ending}`]: test(`throw new Error('never loads');`),
        [`b${ending}`]: test(`test('passes', () => undefined);`),
      });
      const { failed } = await run();
      expect(failed).toBe(1);
    });
  });
}
