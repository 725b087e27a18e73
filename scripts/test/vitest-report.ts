// Writes down how each test of a Vitest run ended. Vitest's own JSON calls a test skipped whose group could not be set up.
import { writeFileSync } from 'node:fs';
import type { Reporter, TestCase, TestModule, TestSuite } from 'vitest/node';
import type { RunReport, TestResult } from './report.ts';

/** Names the file to write; without it nothing is written. */
export const reportVariable = 'TALLYSTICK_TEST_REPORT';

export function vitestReport(): Reporter {
  return {
    onTestRunEnd(modules, unhandledErrors) {
      const file = process.env[reportVariable];
      if (file === undefined) return;
      const report: RunReport = { results: modules.flatMap(resultsIn), errors: unhandledErrors.length };
      writeFileSync(file, JSON.stringify(report));
    },
  };
}

function resultsIn(module: TestModule): readonly TestResult[] {
  const results = [...module.children.allTests()].map((test) => ({
    id: `${module.relativeModuleId} › ${titlesOf(test).join(' › ')}`,
    file: module.relativeModuleId,
    titles: titlesOf(test),
    state: stateOf(test),
  }));
  if (module.errors().length === 0 || results.some((result) => result.state === 'failed')) return results;
  return [...results, { id: module.relativeModuleId, file: module.relativeModuleId, titles: [], state: 'failed' }];
}

function titlesOf(test: TestCase): string[] {
  const titles = [test.name];
  for (let group = test.parent; group.type === 'suite'; group = group.parent) titles.unshift(group.name);
  return titles;
}

function stateOf(test: TestCase): TestResult['state'] {
  const { state } = test.result();
  if (state === 'passed' || state === 'failed') return state;
  const isLeftOut = test.options.mode === 'skip' || test.options.mode === 'todo';
  return !isLeftOut && hasBrokenGroup(test) ? 'failed' : 'skipped';
}

function hasBrokenGroup(test: TestCase): boolean {
  let group: TestSuite | TestModule = test.parent;
  while (group.type === 'suite' && group.errors().length === 0) group = group.parent;
  return group.errors().length > 0;
}
