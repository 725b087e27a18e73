// npm run test:electron: the built app in real Electron, on a screen of its own. What is not on this computer is said in a line.
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { isPackagedHere, lendChromium } from '../test/support/packaged-chromium.ts';
import { buildApp } from './build/build-app.ts';
import { openAccount } from './electron/account.ts';
import { chooseElectron } from './electron/choose-electron.ts';
import { coreNode } from './electron/core-node.ts';
import { openDisplay } from './electron/display.ts';
import { withCompiledCode } from './test/compiled-code.ts';
import { closeRun, failedOnce, type Outcome } from './test/outcome.ts';
import { runWithSecondTry } from './test/rerun-failed.ts';
import { playwrightRunner, type Command } from './test/runners.ts';

const root = path.join(import.meta.dirname, '..');
const say = (line: string): void => console.log(line);
// A copy: building sets NODE_ENV to production in this process, and no test shall see that.
const env = { ...process.env };
const account = openAccount(root);

/** All that a run leaves behind is in one folder, the home of whoever runs it. */
async function withHome<T>(work: (home: string) => Promise<T>): Promise<T> {
  // Short: Chromium puts sockets beneath it, whose paths may have a hundred characters.
  const home = await mkdtemp(path.join(os.tmpdir(), 'ts-el-'));
  try {
    await account.lend(home);
    return await work(home);
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

/** Nothing of whoever sits at this computer: no screen, no bus, no keychain, no folders. */
function cleanedEnv(home: string): NodeJS.ProcessEnv {
  const theirs = /^(XDG_|DBUS_|DISPLAY$|WAYLAND_|XAUTHORITY$|GNOME_|KDE_|ELECTRON_)/;
  const kept = Object.fromEntries(Object.entries(env).filter(([name]) => !theirs.test(name)));
  if (process.platform !== 'linux') return kept;
  return { ...kept, HOME: home, TMPDIR: home, DBUS_SESSION_BUS_ADDRESS: 'disabled:' };
}

async function runPlaywright(home: string, testEnv: NodeJS.ProcessEnv): Promise<Outcome> {
  const results = path.join('test-results', 'electron', 'files');
  await account.lend(path.dirname(path.join(root, results)));
  const runner = playwrightRunner({
    root,
    folder: home,
    results,
    env: testEnv,
    args: ['--config', 'playwright.electron.config.ts', ...process.argv.slice(2)],
    wrap,
  });
  return runWithSecondTry(runner, say);
}

const wrap = ({ env, ...command }: Command): Command => ({ ...account.wrap(command), env });

async function runIn(program: string): Promise<Outcome> {
  return withHome(async (home) => {
    const testEnv = {
      ...(await withCompiledCode({ root, env: cleanedEnv(home), folder: path.join(home, 'compiled'), wrap })),
      ...coreNode(program),
      TALLYSTICK_E2E: 'electron',
      TALLYSTICK_ELECTRON: program,
    };
    if (process.platform !== 'linux') return runPlaywright(home, testEnv);
    const display = await openDisplay(account, testEnv);
    try {
      return await runPlaywright(home, { ...testEnv, DISPLAY: display.name });
    } finally {
      await display.close();
    }
  });
}

try {
  const found = await chooseElectron({ root, env, account, say });
  if (found.kind === 'not_here') say(`not here: ${found.reason}`);
  else {
    say(`Electron: ${found.program}`);
    await buildApp(root, { isForced: false, say });
    // Pages of the operator's identity provider open in a browser of the system's.
    if (isPackagedHere) await lendChromium();
    closeRun(await runIn(found.program));
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  closeRun(failedOnce);
}
