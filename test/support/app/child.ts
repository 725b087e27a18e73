// A process of the app under test: started, read line by line, killed as hard as a test wants.
import { spawn } from 'node:child_process';
import { once } from 'node:events';

const sayWithinMs = 120_000;

export type AppChild = {
  readonly pid: number | null;
  /** The first match in what it has said or will say; rejects with its words when it ends or falls silent. */
  says(pattern: RegExp): Promise<string>;
  output(): string;
  /** Resolves when it has ended, with its exit code; null for a signal. */
  readonly ended: Promise<number | null>;
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
};

export function startChild(
  args: readonly string[],
  options: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): AppChild {
  const child = spawn(process.execPath, [...args], {
    cwd: options.cwd,
    env: { ...cleanEnv(), ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const listeners = new Set<() => void>();
  const hear = (chunk: Buffer): void => {
    output += chunk.toString();
    for (const listener of listeners) listener();
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  const ended = once(child, 'exit').then(([code]: unknown[]) => (typeof code === 'number' ? code : null));

  return {
    pid: child.pid ?? null,
    ended,
    output: () => output,
    says: (pattern) =>
      new Promise((resolve, reject) => {
        const fail = (why: string): void => done(() => reject(new Error(`${why} It said:\n${output}`)));
        const timer = setTimeout(() => fail(`Nothing like ${String(pattern)} was said.`), sayWithinMs);
        const look = (): void => {
          const match = pattern.exec(output);
          if (match !== null) done(() => resolve(match[1] ?? match[0]));
        };
        const done = (act: () => void): void => {
          clearTimeout(timer);
          listeners.delete(look);
          act();
        };
        listeners.add(look);
        look();
        void ended.then((code) => fail(`The process ended with ${String(code)}.`));
      }),
    async end(signal) {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
      await ended;
    },
  };
}

const ours =
  /^(TALLYSTICK_|OLLAMA_|FREE_|RL_|SANDBOX_|STRIPE_|BTCPAY_|AUTH_|TRUST|OUTBOX_|LAGO_|DB_PATH|PORT$|ANON_SALT|ADMIN_API_KEY|ORDER_|NODE_ENV$|NODE_OPTIONS$|NODE_COMPILE_CACHE$|OFFLINE_GRACE|PACKS$|PUBLIC_URL$|LOG_LEVEL$)/;

/** The machine's environment without anything that would steer the app. */
export function cleanEnv(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value === undefined || ours.test(name) ? [] : [[name, value]],
    ),
  );
}
