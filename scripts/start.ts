// npm start: build if needed, a companion server unless one is named, then the app in Electron or in the browser.
import os from 'node:os';
import path from 'node:path';
import { parseConfig } from '../src/main/core/config.ts';
import { startProblemOf } from '../src/main/core/start-failure.ts';
import { systemWords } from '../src/main/core/system-words.ts';
import { buildApp } from './build/build-app.ts';
import { chooseShell, hasDisplay } from './start/choose-shell.ts';
import { createChildren, type Child } from './start/children.ts';
import { startCompanion } from './start/companion.ts';
import { electronProgram, fetchElectron, namedElectron } from './start/electron-program.ts';
import { openBrowser } from './start/open-browser.ts';
import { runElectron } from './start/run-electron.ts';

const root = path.join(import.meta.dirname, '..');
const { platform } = process;
// A copy: building sets NODE_ENV to production in this process, and neither the server nor the app shall see that.
const env = { ...process.env };
const say = (line: string): void => console.log(line);
const children = createChildren(say);
let isLeaving = false;

async function start(): Promise<number> {
  const config = parseConfig(env, { platform, homeDir: os.homedir() });
  await buildApp(root, { isForced: false, say });
  const server = await serverOrigin(config.dataDir);
  if (server === null) return 1;
  return runApp({ ...env, TALLYSTICK_SERVER: server });
}

/** Null when there is none to use; the reason has been said then. */
async function serverOrigin(dataDir: string): Promise<string | null> {
  const named = env['TALLYSTICK_SERVER'];
  if (named !== undefined && named !== '') return named;
  const companion = await startCompanion({ root, dataDir, port: serverPort(), env, children });
  if (companion.kind === 'failed') {
    say(companion.sentence);
    return null;
  }
  say(
    companion.isReused
      ? `Using the companion server that already runs at ${companion.origin}.`
      : `A companion server in sandbox mode runs at ${companion.origin}; purchases there move no real money.`,
  );
  return companion.origin;
}

function serverPort(): number {
  const text = env['PORT'] ?? '';
  if (text === '') return 8787;
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new Error(`PORT must be a whole number from 0 to 65535, but it is "${text}".`);
}

/** Resolves when the app has ended, with its exit code. */
async function runApp(appEnv: NodeJS.ProcessEnv): Promise<number> {
  const isRoot = process.getuid?.() === 0;
  const shell = chooseShell({ env, platform, isRoot });
  if (shell.kind === 'web') return runInBrowser(appEnv, shell.reason);

  const program = namedElectron(env) ?? electronProgram(root) ?? (await fetchElectron(root, env, children));
  if (typeof program !== 'string') return runInBrowser(appEnv, program.reason);
  const end = await runElectron({ program, root, env: appEnv, children, say });
  if (isLeaving) return 0;
  if (end.kind !== 'no_window') return end.code;
  if (end.advice !== null) say(end.advice);
  return runInBrowser(appEnv, end.reason);
}

async function runInBrowser(appEnv: NodeJS.ProcessEnv, reason: string): Promise<number> {
  say(`The app runs in your browser, because ${reason}.`);
  const app = children.start({
    name: 'The app',
    command: process.execPath,
    args: [path.join(root, 'out', 'main', 'web.js')],
    options: { cwd: root, env: appEnv, stdio: ['ignore', 'pipe', 'inherit'] },
  });
  const mayOpen = hasDisplay(platform, env) && (env['CI'] ?? '') === '';
  relay(app, (link) => {
    if (mayOpen) openBrowser(link, platform);
  });
  return (await app.ended) ?? 1;
}

/** Passes on what the app says, and hands over the first link in it. */
function relay({ process: app }: Child, onLink: (link: string) => void): void {
  let said = '';
  app.stdout?.on('data', (chunk: Buffer) => {
    process.stdout.write(chunk);
    if (said === 'done') return;
    said += chunk.toString();
    const link = /http:\/\/127\.0\.0\.1:\d+\/open\/\S+/.exec(said)?.[0];
    if (link === undefined) return;
    said = 'done';
    onLink(link);
  });
}

async function leave(code: number): Promise<void> {
  if (isLeaving) return;
  isLeaving = true;
  await children.endAll();
  process.exit(code);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void leave(0));

// npm passes a signal to the shell it runs us in, and that shell does not pass it on. Being handed to another parent tells us.
const parent = process.ppid;
setInterval(() => {
  if (env['npm_lifecycle_event'] !== undefined && process.ppid !== parent) void leave(0);
}, 1000).unref();
try {
  await leave(await start());
} catch (error) {
  console.error(systemWords().start.problem(startProblemOf(error)));
  await leave(1);
}
