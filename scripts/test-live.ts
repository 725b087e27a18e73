// npm run test:live: the tests that need the real world. What of it is not on this computer is said in a line, and fails nothing.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { buildApp } from './build/build-app.ts';
import { openKeyringSession } from './test/keyring-session.ts';
import { readVitest, tallyOf } from './test/tally.ts';

const root = path.join(import.meta.dirname, '..');
// A copy: building sets NODE_ENV to production in this process, and no test shall see that.
const env = { ...process.env };
const reports = await mkdtemp(path.join(os.tmpdir(), 'tallystick-reports-'));
const report = path.join(reports, 'live.json');
const session = openKeyringSession();

function runVitest(): Promise<number | null> {
  const vitest = {
    program: process.execPath,
    args: [
      path.join(root, 'node_modules/vitest/vitest.mjs'),
      'run',
      '--config',
      'vitest.live.config.ts',
      '--passWithNoTests',
      ...process.argv.slice(2),
    ],
    env: { ...env, TALLYSTICK_LIVE_REPORT: report },
  };
  const { program, args, env: childEnv } = session?.wrap(vitest) ?? vitest;
  return new Promise((resolve) => {
    const child = spawn(program, [...args], { cwd: root, env: childEnv, stdio: 'inherit' });
    child.once('error', () => resolve(1));
    child.once('exit', (code) => resolve(code));
  });
}

try {
  await buildApp(root, { isForced: false, say: (line) => console.log(line) });
  const { passed, failed, skipped } = tallyOf(report, readVitest, await runVitest());
  console.log(`\n${String(passed)} passed, ${String(failed)} failed, ${String(skipped)} skipped`);
  process.exitCode = failed === 0 ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.log('\n0 passed, 1 failed, 0 skipped');
  process.exitCode = 1;
} finally {
  session?.close();
  await rm(reports, { recursive: true, force: true });
}
