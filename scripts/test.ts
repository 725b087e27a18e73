// npm test: build, then every test that needs no server of somebody else's; one closing line says how it went.
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { buildApp } from './build/build-app.ts';
import { withCompiledCode } from './test/compiled-code.ts';
import { closeRun, failedOnce, sum, type Outcome } from './test/outcome.ts';
import { runWithSecondTry } from './test/rerun-failed.ts';
import { playwrightRunner, vitestRunner } from './test/runners.ts';

const root = path.join(import.meta.dirname, '..');
const folder = await mkdtemp(path.join(os.tmpdir(), 'tallystick-reports-'));
const say = (line: string): void => console.log(line);
// A copy: building sets NODE_ENV to production in this process, and no test shall see that.
const env = await withCompiledCode({ root, env: process.env });

async function runAll(which: string): Promise<Outcome> {
  const options = { root, folder, env, args: [] };
  const endToEnd = (): Promise<Outcome> =>
    runWithSecondTry(playwrightRunner({ ...options, results: 'test-results' }), say);
  if (which === 'e2e') return endToEnd();
  if (which !== '')
    throw new Error(`There is no part "${which}". "npm test" runs all, "npm test -- e2e" the end-to-end part.`);
  // Among them are tests of browsers and of processes.
  const units = await runWithSecondTry(vitestRunner({ ...options, config: 'vitest.config.ts' }), say);
  return sum([units, await endToEnd()]);
}

try {
  await buildApp(root, { isForced: false, say });
  closeRun(await runAll(process.argv.slice(2).join(' ')));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  closeRun(failedOnce);
} finally {
  await rm(folder, { recursive: true, force: true });
}
