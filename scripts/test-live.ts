// npm run test:live: the tests that need the real world. What of it is not on this computer is said in a line, and fails nothing.
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { buildApp } from './build/build-app.ts';
import { openKeyringSession } from './test/keyring-session.ts';
import { withCompiledCode } from './test/compiled-code.ts';
import { closeRun, failedOnce } from './test/outcome.ts';
import { runWithSecondTry } from './test/rerun-failed.ts';
import { vitestRunner } from './test/runners.ts';

const root = path.join(import.meta.dirname, '..');
const folder = await mkdtemp(path.join(os.tmpdir(), 'tallystick-reports-'));
const say = (line: string): void => console.log(line);
// A copy: building sets NODE_ENV to production in this process, and no test shall see that.
const env = await withCompiledCode({ root, env: process.env });
const session = openKeyringSession();

try {
  await buildApp(root, { isForced: false, say });
  const runner = vitestRunner({
    root,
    folder,
    env,
    config: 'vitest.live.config.ts',
    args: ['--passWithNoTests', ...process.argv.slice(2)],
    ...(session === null ? {} : { wrap: (command) => session.wrap(command) }),
  });
  closeRun(await runWithSecondTry(runner, say));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  closeRun(failedOnce);
} finally {
  session?.close();
  await rm(folder, { recursive: true, force: true });
}
