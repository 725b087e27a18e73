// One desktop app in real Electron for a specification: its own folder, a fake Ollama, a real server, and a system that notes what it opens.
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { test as base, type ElectronApplication, type Page } from '@playwright/test';
import { createCompanion, type TestCompanion } from '../support/app/companion.ts';
import { chosenElectron, createElectronApp } from '../support/app/electron-app.ts';
import { removeFolder } from '../support/app/remove-folder.ts';
import { startFakeOllama, type FakeOllama } from '../support/fake-ollama/fake-ollama.ts';

export { expect, type Page } from '@playwright/test';

const root = path.resolve(import.meta.dirname, '../..');

export type Desktop = {
  readonly dataDir: string;
  readonly ollama: FakeOllama;
  readonly server: TestCompanion;
  /** Starts it where it does not run, and gives its window with a composer in it. */
  open(args?: readonly string[]): Promise<Page>;
  /** The window beside the main one, as soon as it is there: a checkout, or a document. */
  window(): Promise<Page>;
  /** Electron's own, while it runs. */
  app(): ElectronApplication;
  /** Quits as its menu does, and waits. */
  quit(): Promise<void>;
  kill(): Promise<void>;
  /** Another start of the program with the same folder; the code it ends with. */
  startAgain(args: readonly string[]): Promise<number | null>;
  /** Which links the system was given to open. */
  opened(): Promise<readonly string[]>;
};

type Fixtures = {
  readonly desktop: Desktop;
  /** Settings of the server beside those that all have. */
  readonly serverEnv: Readonly<Record<string, string>>;
};

export const test = base.extend<Fixtures>({
  serverEnv: [{}, { option: true }],
  desktop: async ({ serverEnv }, use) => {
    const dir = await mkdtemp(path.join(os.tmpdir(), 'ts-d-'));
    const { desktop, end } = await makeDesktop(dir, serverEnv);
    await use(desktop);
    await end();
    await removeFolder(dir);
  },
});

async function makeDesktop(
  dir: string,
  serverEnv: Readonly<Record<string, string>>,
): Promise<{ readonly desktop: Desktop; readonly end: () => Promise<void> }> {
  const dataDir = path.join(dir, 'app');
  const programs = path.join(dir, 'bin');
  const openedFile = path.join(dir, 'opened');
  await mkdir(programs);
  // On Linux this is what opens a link.
  await writeFile(path.join(programs, 'xdg-open'), `#!/bin/sh\necho "$1" >> '${openedFile}'\n`, { mode: 0o755 });
  await writeFile(path.join(programs, 'xdg-settings'), xdgSettings(path.join(dir, 'handler')), { mode: 0o755 });
  await writeFile(path.join(programs, 'ollama'), '', { mode: 0o755 });
  const ollama = await startFakeOllama();
  const server = await createCompanion(dir, serverEnv);
  await server.start();
  const env = {
    TALLYSTICK_DATA_DIR: dataDir,
    TALLYSTICK_SERVER: server.origin,
    TALLYSTICK_KEYCHAIN: 'off',
    OLLAMA_HOST: ollama.url,
    PATH: `${programs}${path.delimiter}/usr/bin${path.delimiter}/bin`,
  };
  let running: ReturnType<typeof createElectronApp> | null = null;
  const live = (): ReturnType<typeof createElectronApp> => {
    if (running === null) throw new Error('The app is not running');
    return running;
  };
  const kill = async (): Promise<void> => {
    await running?.end('SIGKILL');
    running = null;
  };
  return {
    async end() {
      await kill();
      await server.end('SIGKILL');
      await ollama.stop();
    },
    desktop: {
      dataDir,
      ollama,
      server,
      kill,
      app: () => live().live(),
      async open(args = []) {
        running = createElectronApp(env, async () => undefined, args);
        const page = await running.start();
        // Not by its role: a dialog that a link has opened may already lie above it.
        await page.locator('textarea[aria-label="Message"]').waitFor();
        return page;
      },
      window: () => live().nextWindow(),
      async quit() {
        const ending = live();
        running = null;
        await ending.end('SIGTERM');
      },
      startAgain: (args) =>
        new Promise((resolve, reject) => {
          const second = spawn(chosenElectron(), [root, ...args], { env: { ...process.env, ...env }, stdio: 'ignore' });
          second.once('error', reject);
          second.once('exit', resolve);
        }),
      async opened() {
        const text = await readFile(openedFile, 'utf8').catch(() => '');
        return text.split('\n').filter((line) => line !== '');
      },
    },
  };
}

/** What remembers, on Linux, to which program the links of a scheme go: the real one writes into the desktop's own files. */
function xdgSettings(file: string): string {
  return `#!/bin/sh
case "$1" in
  set) printf '%s %s' "$3" "$4" > '${file}' ;;
  check) if [ "$(cat '${file}' 2>/dev/null)" = "$3 $4" ]; then echo yes; else echo no; fi ;;
esac
`;
}
