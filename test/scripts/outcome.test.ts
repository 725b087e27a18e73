// The last lines of a run, and the sum over several.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { afterSecondTry } from '../../scripts/test/rerun-failed.ts';
import { closingLines, readOutcomes, sum, type Outcome } from '../../scripts/test/outcome.ts';
import { reportOf, readVitest, type TestResult } from '../../scripts/test/report.ts';

const root = path.resolve(import.meta.dirname, '../..');
const outcome = (more: Partial<Outcome> = {}): Outcome => ({ passed: 0, failed: 0, skipped: 0, flaky: [], ...more });
const ended = (code: number | null) => ({ code, isStuck: false });
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'tallystick-outcome-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a run', () => {
  it('ends with its three numbers alone on a line, after the flaky tests', () => {
    expect(closingLines(outcome({ passed: 3, skipped: 1, flaky: ['a.spec.ts › does a thing'] }))).toEqual([
      'flaky, to be mended: passed only in the second try, or did not end by itself',
      '  a.spec.ts › does a thing',
      '3 passed, 0 failed, 1 skipped',
    ]);
    expect(closingLines(outcome({ failed: 2 }))).toEqual(['0 passed, 2 failed, 0 skipped']);
  });

  it('adds its outcome to the file it is given, and tells success from failure by its exit code', () => {
    const file = path.join(folder, 'outcomes');
    const close = (outcome: Outcome): number | null =>
      spawnSync(
        process.execPath,
        [
          '--input-type=module',
          '--eval',
          `import { closeRun } from '${pathToFileURL(path.join(root, 'scripts/test/outcome.ts')).href}'; closeRun(${JSON.stringify(outcome)});`,
        ],
        { env: { ...process.env, TALLYSTICK_TEST_OUTCOMES: file } },
      ).status;
    const first = outcome({ passed: 3, flaky: ['a'] });
    const second = outcome({ passed: 1, failed: 1 });
    expect([close(first), close(second)]).toEqual([0, 1]);
    expect(readOutcomes(readFileSync(file, 'utf8'))).toEqual([first, second]);
  });

  it('that leaves no report, half of one, or ends badly with a clean one has failed once', () => {
    const file = path.join(folder, 'report.json');
    expect(reportOf(file, readVitest, ended(0))).toEqual({ results: [], errors: 1 });
    writeFileSync(file, '{"results":[');
    expect(reportOf(file, readVitest, ended(0))).toEqual({ results: [], errors: 1 });
    writeFileSync(file, JSON.stringify({ results: [], errors: 0 }));
    expect(reportOf(file, readVitest, ended(0)).errors).toBe(0);
    expect(reportOf(file, readVitest, ended(1)).errors).toBe(1);
    expect(reportOf(file, readVitest, ended(null)).errors).toBe(1);
  });
});

describe('a second try', () => {
  const result = (id: string, state: TestResult['state'], titles = [id]): TestResult => ({
    id,
    file: 'a.test.ts',
    titles,
    state,
  });
  const report = (results: TestResult[], errors = 0) => ({ results, errors });

  it('that says nothing of a test, or leaves it out, does not make it pass', () => {
    const first = report([result('one', 'failed'), result('two', 'failed'), result('three', 'passed')]);
    expect(afterSecondTry(first, report([result('two', 'skipped')]))).toEqual(outcome({ passed: 1, failed: 2 }));
  });

  it('brings the tests of a file that could not be loaded before', () => {
    const first = report([result('a.test.ts', 'failed', []), result('elsewhere', 'passed')]);
    const second = report([result('one', 'passed'), result('two', 'passed')]);
    expect(afterSecondTry(first, second)).toEqual(outcome({ passed: 3, flaky: ['a.test.ts'] }));
    expect(afterSecondTry(first, report([result('one', 'passed'), result('two', 'failed')]))).toEqual(
      outcome({ passed: 2, failed: 1 }),
    );
  });

  it('forgives no failure that belongs to no test', () => {
    const first = report([result('one', 'failed')], 1);
    expect(afterSecondTry(first, report([result('one', 'passed')]))).toMatchObject({ passed: 1, failed: 1 });
    expect(afterSecondTry(report([result('one', 'failed')]), report([result('one', 'passed')], 1))).toMatchObject({
      failed: 1,
    });
  });
});

describe('the sum over several parts', () => {
  const sumUp = () => {
    const { stdout, status } = spawnSync(process.execPath, ['scripts/test/sum-up.ts', folder], {
      cwd: root,
      encoding: 'utf8',
    });
    return { lines: stdout.trimEnd().split('\n'), status };
  };
  const part = (name: string, exitCode: number, outcomes: readonly Outcome[]): void => {
    writeFileSync(path.join(folder, `${name}.exit`), `${String(exitCode)}\n`);
    for (const one of outcomes)
      writeFileSync(path.join(folder, `${name}.outcomes`), `${JSON.stringify(one)}\n`, { flag: 'a' });
  };

  it('adds them up, with every flaky test, and ends with the three numbers', () => {
    part('1 check', 0, []);
    part('2 npm test', 0, [outcome({ passed: 10, skipped: 2, flaky: ['a › b'] })]);
    part('3 live', 0, [outcome({ passed: 1 }), outcome({ passed: 2, flaky: ['c › d'] })]);
    expect(sumUp()).toEqual({
      status: 0,
      lines: [
        'check: done',
        'npm test: 10 passed, 0 failed, 2 skipped',
        'live: 3 passed, 0 failed, 0 skipped',
        '',
        'flaky, to be mended: passed only in the second try, or did not end by itself',
        '  a › b',
        '  c › d',
        '13 passed, 0 failed, 2 skipped',
      ],
    });
  });

  it('counts a part that ended badly without saying what failed', () => {
    part('1 check', 1, []);
    part('2 npm test', 137, [outcome({ passed: 10 })]);
    part('3 live', 1, [outcome({ passed: 1, failed: 1 })]);
    const { lines, status } = sumUp();
    expect(status).toBe(1);
    expect(lines.at(-1)).toBe('11 passed, 3 failed, 0 skipped');
  });

  it('of no parts at all is a failure', () => {
    expect(sumUp()).toMatchObject({ status: 1, lines: ['', '0 passed, 1 failed, 0 skipped'] });
  });

  it('is what several outcomes make together', () => {
    expect(sum([outcome({ passed: 1, flaky: ['a'] }), outcome({ failed: 2, flaky: ['b'] })])).toEqual(
      outcome({ passed: 1, failed: 2, flaky: ['a', 'b'] }),
    );
  });
});
