// The built app in real Electron. Chosen by TALLYSTICK_E2E=electron; TALLYSTICK_ELECTRON names another program than the installed one.
import { execFile, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { promisify } from 'node:util';
import { _electron, errors, type ElectronApplication, type Page } from '@playwright/test';
import { electronProgram } from '../../../scripts/start/electron-program.ts';
import { cleanEnv } from './child.ts';

const root = path.resolve(import.meta.dirname, '../../..');

/** A start takes about a second; one that hangs is tried once more. */
const launchWithinMs = 30_000;

export type ElectronApp = {
  /** Gives the main window. */
  start(): Promise<Page>;
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  /** The window in which a checkout is paid. */
  nextWindow(): Promise<Page>;
  /** kill -9 of the core's process. */
  killCore(): Promise<void>;
  /** What a test asks of Electron itself. Throws while the app does not run. */
  live(): ElectronApplication;
};

/** `prepare`: what is done with each start before its window is used. */
export function createElectronApp(
  env: Readonly<Record<string, string>>,
  prepare: (app: ElectronApplication) => Promise<void> = async () => undefined,
  args: readonly string[] = [],
): ElectronApp {
  const executablePath = chosenElectron();
  let app: ElectronApplication | null = null;
  let pid = 0;
  // Of its own, because Playwright forgets it when the app has ended by itself.
  let child: ChildProcess | null = null;
  let main: Page | null = null;
  const live = (): ElectronApplication => {
    if (app === null) throw new Error('The app is not running');
    return app;
  };
  const launch = (): Promise<ElectronApplication> =>
    _electron.launch({
      executablePath,
      args: [root, ...args],
      env: { ...cleanEnv(), ...coreNode(), ...env },
      // Without this Playwright would switch off what the app relies on.
      chromiumSandbox: true,
      timeout: launchWithinMs,
    });
  return {
    live,
    async start() {
      app = await launch().catch((error: unknown) => {
        if (error instanceof errors.TimeoutError) return launch();
        throw error;
      });
      // On Windows Playwright's child is a shell around it.
      child = app.process();
      pid = await app.evaluate(() => process.pid);
      await prepare(app);
      main = await app.firstWindow();
      return main;
    },
    async end(signal) {
      if (app === null || child === null) return;
      const ending = app;
      app = null;
      if (child.exitCode !== null || child.signalCode !== null) return;
      // Not its exit: the processes that it has started hold its output, and write into its folder until they end too.
      const ended = once(child, 'close');
      if (signal === 'SIGKILL') process.kill(pid, signal);
      else await ending.close();
      await ended;
    },
    async killCore() {
      const inElectron = await live().evaluate((electron) =>
        electron.app
          .getAppMetrics()
          .filter(({ name }) => name === 'Tallystick Core')
          .map((metric) => metric.pid),
      );
      const found = inElectron.length > 0 ? inElectron : await nodeChildren(pid);
      if (found.length !== 1) throw new Error(`There are ${String(found.length)} processes of the core`);
      for (const core of found) process.kill(core, 'SIGKILL');
    },
    async nextWindow() {
      const others = live()
        .windows()
        .filter((window) => window !== main);
      return others.at(-1) ?? live().waitForEvent('window');
    },
  };
}

/** The core on a Node of its own, which Electron does not count among its processes. */
async function nodeChildren(parent: number): Promise<readonly number[]> {
  const { stdout } = await promisify(execFile)('ps', ['-eo', 'pid=,ppid=,args=']);
  return stdout.split('\n').flatMap((line) => {
    const [, own = '', ppid = '', args = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return Number(ppid) === parent && args.includes('core-process.js') ? [Number(own)] : [];
  });
}

export function chosenElectron(): string {
  const program = process.env['TALLYSTICK_ELECTRON'] ?? electronProgram(root);
  if (program === null) throw new Error('There is no Electron here. Run these tests by: npm run test:electron');
  return program;
}

/** Where the Electron is too old to run the core, the runner names a Node that can. */
function coreNode(): Record<string, string> {
  const node = process.env['TALLYSTICK_CORE_NODE'];
  return node === undefined ? {} : { TALLYSTICK_CORE_NODE: node };
}
