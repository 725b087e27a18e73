// One life of the app in Electron. Where no window comes up it is ended, and the reason is handed back, so that the app can be
// opened another way.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Children } from './children.ts';
import { createErrorLog } from './error-log.ts';
import { listenForNews } from './start-news.ts';
import { whyNoWindow, type NoWindow } from './why-no-window.ts';

/** Long, because a system may look through a new program before it lets it run. */
const windowWithinMs = 60_000;
const patienceMs = 10_000;
const lastWordsMs = 1000;

export type ElectronRun = {
  readonly program: string;
  readonly root: string;
  readonly env: NodeJS.ProcessEnv;
  readonly children: Children;
  readonly say: (line: string) => void;
  readonly windowWithinMs?: number;
};

export type ElectronEnd =
  /** It had its window, or showed that of the app that already ran; now it has ended. */
  | { readonly kind: 'ended'; readonly code: number }
  /** It said itself why it cannot start; another shell could not either. */
  | { readonly kind: 'refused'; readonly code: number }
  | ({ readonly kind: 'no_window' } & NoWindow);

/** The pipe on which the app tells what has become of its window. */
const readyFd = 3;

export async function runElectron(run: ElectronRun): Promise<ElectronEnd> {
  const { program, root, env, children, say } = run;
  const app = children.start({
    name: 'The app',
    command: program,
    args: [...platformArgs(env), root],
    options: {
      cwd: root,
      env: { ...env, TALLYSTICK_READY_FD: String(readyFd) },
      stdio: ['inherit', 'inherit', 'pipe', 'pipe'],
    },
    isQuiet: true,
  });
  let failure: Error | null = null;
  app.process.once('error', (error) => {
    failure = error;
  });
  // What it wrote last may come after its end; something it has started may keep the pipes open for longer.
  const closed = Promise.withResolvers<void>();
  app.process.once('close', () => closed.resolve());
  const errors = createErrorLog(app.process.stderr, (line) => console.error(line));
  const news = listenForNews(app.process.stdio[readyFd]);
  const limitMs = run.windowWithinMs ?? windowWithinMs;
  const waiting = new AbortController();
  const first = await Promise.race([
    news.first,
    app.ended.then(() => Promise.race([closed.promise, sleep(lastWordsMs)])),
    sleep(limitMs, 'late' as const, { signal: waiting.signal }),
    sleep(patienceMs, null, { signal: waiting.signal }).then(() => {
      say('Electron runs, but its window is not there yet…');
      return new Promise<never>(() => undefined);
    }),
  ]);
  waiting.abort();

  if (first === 'late') await app.end();
  const told = news.heard();
  if (told === null) {
    const ending = first === 'late' ? { lateMs: limitMs } : { code: await app.ended, signal: app.process.signalCode };
    return { kind: 'no_window', ...whyNoWindow({ ...ending, failure, said: errors.said(), env }) };
  }
  if (told.kind === 'window') errors.passOn();
  if (told.kind === 'second') say('Tallystick already runs; its window has been brought forward.');
  if (told.kind === 'refused') say(told.sentence);
  const code = (await app.ended) ?? 1;
  return told.kind === 'refused' ? { kind: 'refused', code: code === 0 ? 1 : code } : { kind: 'ended', code };
}

/** Where there is only Wayland, Electron has to be told; it would look for an X server otherwise. */
function platformArgs(env: NodeJS.ProcessEnv): readonly string[] {
  const isWaylandOnly = (env['DISPLAY'] ?? '') === '' && (env['WAYLAND_DISPLAY'] ?? '') !== '';
  return process.platform === 'linux' && isWaylandOnly ? ['--ozone-platform=wayland'] : [];
}
