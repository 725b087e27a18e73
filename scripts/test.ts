// npm test: build, then every test that needs no server of somebody else's; one closing line says how it went.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { buildApp } from './build/build-app.ts';
import { readPlaywright, readVitest, sum, tallyOf, type Tally } from './test/tally.ts';

const root = path.join(import.meta.dirname, '..');
const reports = await mkdtemp(path.join(os.tmpdir(), 'tallystick-reports-'));

function run(entry: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<number | null> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [path.join(root, 'node_modules', entry), ...args], {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: 'inherit',
    });
    child.once('error', () => resolve(1));
    child.once('exit', (code) => resolve(code));
  });
}

async function runVitest(): Promise<Tally> {
  const report = path.join(reports, 'vitest.json');
  const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  return tallyOf(report, readVitest, await run('vitest/vitest.mjs', args, {}));
}

async function runPlaywright(): Promise<Tally> {
  const report = path.join(reports, 'playwright.json');
  const code = await run('@playwright/test/cli.js', ['test'], { PLAYWRIGHT_JSON_OUTPUT_FILE: report });
  return tallyOf(report, readPlaywright, code);
}

try {
  await buildApp(root, { isForced: false, say: (line) => console.log(line) });
  const { passed, failed, skipped } = sum([await runVitest(), await runPlaywright()]);
  console.log(`\n${String(passed)} passed, ${String(failed)} failed, ${String(skipped)} skipped`);
  process.exitCode = failed === 0 ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.log('\n0 passed, 1 failed, 0 skipped');
  process.exitCode = 1;
} finally {
  await rm(reports, { recursive: true, force: true });
}
