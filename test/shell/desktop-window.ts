// One desktop app on the Electron double for a test: its own folder, a fake Ollama, a real server, and a real Chromium on request.
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Browser } from '@playwright/test';
import { buildApp } from '../../scripts/build/build-app.ts';
import { createCompanion, type TestCompanion } from '../support/app/companion.ts';
import { launchBrowser } from '../support/browser.ts';
import { firstWindow, startDesktopApp, type DesktopApp } from '../support/electron-double/desktop-app.ts';
import { showWindow, type WindowPage } from '../support/electron-double/window-page.ts';
import { startFakeOllama, type FakeOllama } from '../support/fake-ollama/fake-ollama.ts';
import { turnTitlesOff } from '../support/titles-off.ts';

export const root = path.resolve(import.meta.dirname, '../..');

/** The built files as they are loaded; built first where the sources have changed. */
export async function ensureBuilt(): Promise<void> {
  await buildApp(root, { isForced: false, say: () => undefined });
}

export type Desktop = {
  readonly app: DesktopApp;
  readonly windowId: number;
  readonly dataDir: string;
  readonly ollama: FakeOllama;
  readonly server: TestCompanion | null;
  /** The window as somebody sees it. */
  show(): Promise<WindowPage>;
  close(): Promise<void>;
};

export type DesktopStart = {
  readonly hasServer?: boolean;
  readonly args?: readonly string[];
  readonly dataDir?: string;
  readonly env?: Readonly<Record<string, string>>;
};

export async function startDesktop(start: DesktopStart = {}): Promise<Desktop> {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'tallystick-desktop-'));
  const dataDir = start.dataDir ?? path.join(dir, 'app');
  // Chats are found by the words that the test wrote.
  if (start.dataDir === undefined) turnTitlesOff(dataDir);
  const ollama = await startFakeOllama();
  const server = start.hasServer === true ? await createCompanion(dir, {}) : null;
  await server?.start();
  const app = startDesktopApp({
    args: start.args ?? [],
    env: {
      TALLYSTICK_DATA_DIR: dataDir,
      TALLYSTICK_KEYCHAIN: 'off',
      // Port 9 is nobody's: without a server of its own the app is offline.
      TALLYSTICK_SERVER: server?.origin ?? 'http://127.0.0.1:9',
      OLLAMA_HOST: ollama.url,
      ...start.env,
    },
  });
  let browser: Browser | null = null;
  const windowId = await firstWindow(app);
  return {
    app,
    windowId,
    dataDir,
    ollama,
    server,
    async show() {
      browser ??= await launchBrowser();
      return showWindow(app, await browser.newContext(), {
        id: windowId,
        preload: path.join(root, 'out/preload/index.cjs'),
      });
    },
    async close() {
      await browser?.close();
      await app.kill();
      await server?.end('SIGKILL');
      await ollama.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
