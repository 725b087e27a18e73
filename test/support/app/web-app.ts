// The built browser shell as a process. Its port and folder stay the same across a kill and a restart, as on a person's machine.
import path from 'node:path';
import { startChild, type AppChild } from './child.ts';
import { freePort } from './free-port.ts';

const root = path.resolve(import.meta.dirname, '../../..');

export type WebApp = {
  readonly origin: string;
  /** The link it prints, which opens it once. */
  start(): Promise<string>;
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  output(): string;
  /** Of the process that runs now; null: none does. */
  pid(): number | null;
};

export async function createWebApp(env: Readonly<Record<string, string>>): Promise<WebApp> {
  const port = await freePort();
  let child: AppChild | null = null;
  return {
    origin: `http://127.0.0.1:${String(port)}`,
    async start() {
      child = startChild([path.join(root, 'out/main/web.js')], {
        cwd: root,
        env: { ...env, TALLYSTICK_PORT: String(port) },
      });
      return child.says(/(http:\/\/127\.0\.0\.1:\d+\/open\/\S+)/);
    },
    async end(signal) {
      await child?.end(signal);
      child = null;
    },
    output: () => child?.output() ?? '',
    pid: () => child?.pid ?? null,
  };
}
