// npm run test:electron: the built app in real Electron, on a screen of its own. What is not on this computer is said in a line.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import packageFile from '../package.json' with { type: 'json' };
import { buildApp } from './build/build-app.ts';
import { openAccount } from './electron/account.ts';
import { chooseElectron, nodeInside } from './electron/choose-electron.ts';
import { openDisplay } from './electron/display.ts';
import { readPlaywright, tallyOf, type Tally } from './test/tally.ts';

const root = path.join(import.meta.dirname, '..');
const say = (line: string): void => console.log(line);
// A copy: building sets NODE_ENV to production in this process, and no test shall see that.
const env = { ...process.env };
const account = openAccount();

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

/** An Electron whose Node is too old for the core runs the core on the Node of this project. */
function coreNode(program: string): NodeJS.ProcessEnv {
  const [major = 0, minor = 0] = (nodeInside(program) ?? '99.0.0').split('.').map(Number);
  const [majorMin = 0, minorMin = 0] = packageFile.engines.node.replace('>=', '').split('.').map(Number);
  const isOldEnough = major > majorMin || (major === majorMin && minor >= minorMin);
  return isOldEnough ? {} : { TALLYSTICK_CORE_NODE: process.execPath };
}

async function runPlaywright(home: string, testEnv: NodeJS.ProcessEnv): Promise<Tally> {
  await account.lend(path.join(root, 'test-results', 'electron'));
  const report = path.join(home, 'playwright.json');
  const cli = path.join(root, 'node_modules/@playwright/test/cli.js');
  const { program, args } = account.wrap({
    program: process.execPath,
    args: [cli, 'test', '--config', 'playwright.electron.config.ts', ...process.argv.slice(2)],
  });
  const code = await new Promise<number | null>((resolve) => {
    const child = spawn(program, [...args], {
      cwd: root,
      env: { ...testEnv, PLAYWRIGHT_JSON_OUTPUT_FILE: report },
      stdio: 'inherit',
    });
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
    child.once('error', () => resolve(1));
    child.once('exit', resolve);
  });
  return tallyOf(report, readPlaywright, code);
}

async function runIn(program: string): Promise<Tally> {
  return withHome(async (home) => {
    const testEnv = {
      ...cleanedEnv(home),
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
    const { passed, failed, skipped } = await runIn(found.program);
    say(`\n${String(passed)} passed, ${String(failed)} failed, ${String(skipped)} skipped`);
    process.exitCode = failed === 0 ? 0 : 1;
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  say('\n0 passed, 1 failed, 0 skipped');
  process.exitCode = 1;
}
