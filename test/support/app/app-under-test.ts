// Everything a person has running: Ollama, the companion server, the app. A test opens windows of it and lets the parts fail.
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { BrowserContext, ElectronApplication, FrameLocator, Page } from '@playwright/test';
import { startFakeOllama, type FakeOllama } from '../fake-ollama/fake-ollama.ts';
import { createCompanion, type TestCompanion } from './companion.ts';
import { turnTitlesOff } from '../titles-off.ts';
import { createElectronApp, type ElectronApp } from './electron-app.ts';
import { createGatekeeper, type Gatekeeper } from './gatekeeper.ts';
import { standInForStripe } from './stripe-stand-in.ts';
import { removeFolder } from './remove-folder.ts';
import { createWebApp, type WebApp } from './web-app.ts';

export type AppUnderTest = {
  readonly shell: 'web' | 'electron';
  readonly ollama: FakeOllama;
  readonly server: TestCompanion;
  /** Between the app and the server, where the test wants it there. */
  readonly gate: Gatekeeper;
  readonly dataDir: string;
  /** The first window, and in the browser further ones over the same core. */
  openWindow(): Promise<Page>;
  /** kill -9, then start again on the same folder; gives the window that was open, working again. */
  killAndRestart(page: Page): Promise<Page>;
  /** Ends the core only; what is open stays open. */
  endCore(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  startCore(): Promise<void>;
  /** kill -9 of the core's process alone, which the desktop app starts again. Only there. */
  killCoreProcess(): Promise<void>;
  /** After a new start: the window that was open, as it is now. */
  reopen(page: Page): Promise<Page>;
  /** What is inside the checkout, wherever the shell shows it. */
  checkout(page: Page): Promise<FrameLocator | Page>;
  checkoutUrl(page: Page): Promise<string>;
  /** The window of a second installation, with a folder of its own, at the same server. */
  openElsewhere(): Promise<Page>;
  close(): Promise<void>;
};

export type AppStart = {
  readonly context: BrowserContext | null;
  readonly serverEnv?: Readonly<Record<string, string>>;
  readonly appEnv?: Readonly<Record<string, string>>;
  /** Whether Ollama runs, and whether its program is found on this computer. */
  readonly hasOllama?: boolean;
  readonly isOllamaInstalled?: boolean;
  readonly paceMs?: number;
  /** The app asks its server through the gate. Its connections then end otherwise than those to a server that is not there. */
  readonly isGated?: boolean;
  /** A simulator of Stripe, where the desktop app expects Stripe itself: its checkout reaches nobody else. */
  readonly stripe?: string;
};

export async function startApp(start: AppStart): Promise<AppUnderTest> {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'tallystick-e2e-'));
  const dataDir = path.join(dir, 'app');
  turnTitlesOff(dataDir);
  const ollama = await startFakeOllama(start.paceMs === undefined ? {} : { paceMs: start.paceMs });
  if (start.hasOllama === false) await ollama.stop();
  const gate = await createGatekeeper();
  const named = start.isGated === true ? { PUBLIC_URL: gate.origin } : {};
  const server = await createCompanion(dir, { ...named, ...start.serverEnv });
  gate.leadTo(server.origin);
  await server.start();
  const env = {
    TALLYSTICK_DATA_DIR: dataDir,
    TALLYSTICK_SERVER: start.isGated === true ? gate.origin : server.origin,
    TALLYSTICK_KEYCHAIN: 'off',
    OLLAMA_HOST: ollama.url,
    // However busy the machine is, a server that is slow is not taken for one that is away.
    OFFLINE_GRACE: '0',
    // Only this Ollama is to be found, not one of the machine.
    PATH: await programDir(dir, start.isOllamaInstalled !== false),
    ...start.appEnv,
  };
  const parts = start.context === null ? electronParts(env, start.stripe) : await webParts(env, start.context);
  return {
    ...parts,
    ollama,
    server,
    gate,
    dataDir,
    async close() {
      await parts.end();
      await server.end('SIGKILL');
      await gate.close();
      await ollama.stop();
      await removeFolder(dir);
    },
  };
}

async function programDir(dir: string, hasOllama: boolean): Promise<string> {
  const programs = path.join(dir, 'bin');
  await mkdir(programs);
  const name = process.platform === 'win32' ? 'ollama.exe' : 'ollama';
  if (hasOllama) await writeFile(path.join(programs, name), '', { mode: 0o755 });
  return programs;
}

type Parts = Omit<AppUnderTest, 'ollama' | 'server' | 'gate' | 'dataDir' | 'close'> & {
  readonly end: () => Promise<void>;
};

async function webParts(env: Readonly<Record<string, string>>, context: BrowserContext): Promise<Parts> {
  const app = await createWebApp(env);
  let link = await app.start();
  let isSignedIn = false;
  let second: WebApp | null = null;
  return {
    shell: 'web',
    async end() {
      await app.end('SIGKILL');
      await second?.end('SIGKILL');
    },
    async openElsewhere() {
      second = await createWebApp({ ...env, TALLYSTICK_DATA_DIR: `${env['TALLYSTICK_DATA_DIR'] ?? ''}-elsewhere` });
      const page = await context.newPage();
      await page.goto(await second.start());
      return page;
    },
    async openWindow() {
      const page = await context.newPage();
      await page.goto(isSignedIn ? app.origin : link);
      isSignedIn = true;
      return page;
    },
    async killAndRestart(page) {
      await app.end('SIGKILL');
      link = await app.start();
      await page.reload();
      return page;
    },
    endCore: (signal) => app.end(signal),
    async startCore() {
      link = await app.start();
    },
    killCoreProcess: () => Promise.reject(new Error('Here the core has no process of its own')),
    async reopen(page) {
      await page.reload();
      return page;
    },
    checkout: async (page) => page.frameLocator('iframe'),
    async checkoutUrl(page) {
      const url = await page.locator('iframe').getAttribute('src');
      if (url === null) throw new Error('There is no checkout on the page');
      return url;
    },
  };
}

function electronParts(env: Readonly<Record<string, string>>, stripe: string | undefined): Parts {
  const prepare = stripe === undefined ? undefined : (app: ElectronApplication) => standInForStripe(app, stripe);
  const app = createElectronApp(env, prepare);
  let elsewhere: ElectronApp | null = null;
  let window: Page | null = null;
  const open = async (): Promise<Page> => (window ??= await app.start());
  return {
    shell: 'electron',
    async end() {
      await app.end('SIGKILL');
      await elsewhere?.end('SIGKILL');
    },
    openElsewhere() {
      elsewhere = createElectronApp({
        ...env,
        TALLYSTICK_DATA_DIR: `${env['TALLYSTICK_DATA_DIR'] ?? ''}-elsewhere`,
      });
      return elsewhere.start();
    },
    openWindow: open,
    async killAndRestart() {
      await app.end('SIGKILL');
      window = await app.start();
      return window;
    },
    killCoreProcess: () => app.killCore(),
    async endCore(signal) {
      await app.end(signal);
      window = null;
    },
    async startCore() {
      await open();
    },
    reopen: open,
    checkout: () => app.nextWindow(),
    async checkoutUrl() {
      const page = await app.nextWindow();
      await page.waitForURL(/^https?:/);
      return page.url();
    },
  };
}
