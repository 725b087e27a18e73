// Starts the built desktop app on the Electron double, in a process of its own, and gives a test the hands of a person and of the system.
import { fork } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import path from 'node:path';
import type { Asked, Told } from './control.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const askMs = 20_000;

type ToldOf<K extends Told['kind']> = Extract<Told, { kind: K }>;

export type DesktopApp = {
  ask(method: string, ...args: readonly unknown[]): Promise<unknown>;
  onTold(listener: (told: Told) => void): void;
  /** The first `what` the app did to the system, past or future. */
  did(what: string): Promise<unknown>;
  /** All it did so far, in order. */
  readonly deeds: readonly ToldOf<'did'>[];
  /** What the process wrote to its error output. */
  errors(): string;
  readonly exited: Promise<number | null>;
  kill(): Promise<void>;
};

export type DesktopStart = {
  readonly env: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  readonly main?: string;
};

export function startDesktopApp({
  env,
  args = [],
  main = path.join(root, 'out/main/index.js'),
}: DesktopStart): DesktopApp {
  const child = fork(path.join(import.meta.dirname, 'start.ts'), [main, ...args], {
    cwd: root,
    env: { ...process.env, ...env },
    execArgv: ['--no-warnings'],
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const told = new EventEmitter();
  told.setMaxListeners(0);
  const deeds: ToldOf<'did'>[] = [];
  let errors = '';
  let nextId = 1;
  child.stderr?.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  child.stdout?.resume();
  child.on('message', (message: Told) => {
    if (message.kind === 'did') deeds.push(message);
    told.emit('told', message);
  });
  const exited = once(child, 'exit').then(([code]: unknown[]) => (typeof code === 'number' ? code : null));

  const app: DesktopApp = {
    deeds,
    exited,
    errors: () => errors,
    onTold: (listener) => void told.on('told', listener),
    ask(method, ...rest) {
      const id = nextId++;
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`${method} was not answered. ${errors}`)), askMs);
        const listen = (message: Told): void => {
          if (message.kind !== 'answer' || message.id !== id) return;
          clearTimeout(timer);
          told.off('told', listen);
          if (message.error === null) resolve(message.value);
          else reject(new Error(message.error));
        };
        told.on('told', listen);
        child.send({ id, method, args: rest } satisfies Asked);
      });
    },
    did(what) {
      const past = deeds.find((deed) => deed.what === what);
      if (past !== undefined) return Promise.resolve(past.detail);
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`The app never did ${what}. ${errors}`)), askMs);
        told.on('told', (message: Told) => {
          if (message.kind !== 'did' || message.what !== what) return;
          clearTimeout(timer);
          resolve(message.detail);
        });
      });
    },
    async kill() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
      await exited;
    },
  };
  return app;
}

/** Lets the app become ready and waits for its window; the window's number. */
export async function firstWindow(app: DesktopApp): Promise<number> {
  const loaded = new Promise<number>((resolve) =>
    app.onTold((told) => told.kind === 'loaded' && resolve(told.windowId)),
  );
  await app.ask('ready');
  return Promise.race([
    loaded,
    app.exited.then((code) => {
      throw new Error(`The app ended with ${String(code)}. ${app.errors()}`);
    }),
  ]);
}
