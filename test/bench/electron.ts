// The start of the desktop app in real Electron: from its process to its window, and to a composer that one can write in.
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { chromium } from '@playwright/test';
import type { Bench } from '../../scripts/bench.ts';
import { buildApp } from '../../scripts/build/build-app.ts';
import { openAccount, type Account } from '../../scripts/electron/account.ts';
import { chooseElectron } from '../../scripts/electron/choose-electron.ts';
import { coreNode } from '../../scripts/electron/core-node.ts';
import { openDisplay } from '../../scripts/electron/display.ts';
import { startFakeOllama } from '../support/fake-ollama/fake-ollama.ts';
import { median, round2 } from './parts/figures.ts';

const rounds = Number(process.env['BENCH_ROUNDS'] ?? 10);
const root = path.join(import.meta.dirname, '../..');

type Start = { readonly windowMs: number; readonly composerMs: number };
type Stage = { readonly program: string; readonly account: Account; readonly env: NodeJS.ProcessEnv };

export const bench: Bench = async () => {
  const say = (line: string): void => console.log(line);
  await buildApp(root, { isForced: false, say });
  const account = openAccount(root);
  const found = await chooseElectron({ root, env: process.env, account, say });
  if (found.kind === 'not_here') return { title: `The desktop app: not here: ${found.reason}`, figures: {}, goals: [] };

  const home = await mkdtemp(path.join(os.tmpdir(), 'ts-bench-'));
  await account.lend(home);
  const ollama = await startFakeOllama();
  const env = {
    ...process.env,
    HOME: home,
    TMPDIR: home,
    DBUS_SESSION_BUS_ADDRESS: 'disabled:',
    OLLAMA_HOST: ollama.url,
    ...coreNode(found.program),
    TALLYSTICK_KEYCHAIN: 'off',
    TALLYSTICK_READY_FD: '3',
    TALLYSTICK_SERVER: 'http://127.0.0.1:9',
  };
  const display = await openDisplay(account, env);
  try {
    const stage: Stage = { program: found.program, account, env: { ...env, DISPLAY: display.name } };
    const starts: Start[] = [];
    // The first start fills caches and is not counted.
    for (let round = 0; round <= rounds; round += 1) starts.push(await measureStart(stage, path.join(home, 'data')));
    return told(starts.slice(1));
  } finally {
    await display.close();
    await ollama.stop();
    await rm(home, { recursive: true, force: true });
  }
};

async function measureStart({ program, account, env }: Stage, dataDir: string): Promise<Start> {
  await account.lend(dataDir);
  await writeFile(path.join(dataDir, 'preferences.json'), '{"hasOnboarded":true}', { mode: 0o666 });
  const command = account.wrap({ program, args: ['--remote-debugging-port=0', root] });
  const began = performance.now();
  const app = spawn(command.program, [...command.args], {
    env: { ...env, TALLYSTICK_DATA_DIR: dataDir },
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  });
  try {
    const shown = says(app, 3, /window shown/).then(() => performance.now() - began);
    const [, address = ''] = await says(app, 2, /DevTools listening on (\S+)/);
    const browser = await chromium.connectOverCDP(address);
    const [context] = browser.contexts();
    if (context === undefined) throw new Error('There is no window');
    const page = context.pages()[0] ?? (await context.waitForEvent('page'));
    await page.locator('textarea[aria-label="Message"]:focus').waitFor();
    const composerMs = performance.now() - began;
    return { windowMs: await shown, composerMs };
  } finally {
    const ended = new Promise((resolve) => app.once('exit', resolve));
    app.kill('SIGTERM');
    await ended;
  }
}

function says(app: ChildProcess, stream: 2 | 3, pattern: RegExp): Promise<RegExpExecArray> {
  return new Promise((resolve, reject) => {
    const source = app.stdio[stream];
    if (!(source instanceof Readable)) throw new Error('This stream is not open');
    let said = '';
    source.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const match = pattern.exec(said);
      if (match !== null) resolve(match);
    });
    app.once('exit', () => reject(new Error(`The app ended. It said:\n${said}`)));
  });
}

function told(starts: readonly Start[]): Awaited<ReturnType<Bench>> {
  const composer = median(starts.map(({ composerMs }) => composerMs));
  return {
    title: `The desktop app in real Electron, ${String(rounds)} starts`,
    figures: {
      'process to window, p50, ms': round2(median(starts.map(({ windowMs }) => windowMs))),
      'process to composer, p50, ms': round2(composer),
      'process to composer, slowest, ms': round2(Math.max(...starts.map(({ composerMs }) => composerMs))),
    },
    goals: [{ what: `a usable composer within 1,000 ms (${String(round2(composer))} ms)`, isMet: composer <= 1_000 }],
  };
}
