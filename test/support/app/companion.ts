// The real companion server in sandbox mode, as a process of its own that a test can stop, kill and start again.
import path from 'node:path';
import { startChild, type AppChild } from './child.ts';
import { freePort } from './free-port.ts';

const root = path.resolve(import.meta.dirname, '../../..');

export type TestCompanion = {
  readonly origin: string;
  start(): Promise<void>;
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  output(): string;
};

export async function createCompanion(dir: string, env: Readonly<Record<string, string>>): Promise<TestCompanion> {
  const port = await freePort();
  const origin = `http://127.0.0.1:${String(port)}`;
  let child: AppChild | null = null;
  return {
    origin,
    async start() {
      child = startChild([path.join(root, 'server/cli.ts'), 'serve'], {
        cwd: dir,
        env: {
          PORT: String(port),
          DB_PATH: path.join(dir, 'server.db'),
          SANDBOX_ENABLED: '1',
          LOG_LEVEL: 'warn',
          ...manyRequests,
          ...env,
        },
      });
      await child.says(/Tallystick server on/);
    },
    async end(signal) {
      await child?.end(signal);
      child = null;
    },
    output: () => child?.output() ?? '',
  };
}

/** A suite asks faster than a person; the limits have tests of their own. */
const manyRequests = { RL_MAX_REQUESTS_IP: '10000', RL_MAX_REQUESTS_CID: '10000' };
