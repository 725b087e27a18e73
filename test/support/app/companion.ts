// The real companion server, in sandbox mode unless told otherwise, as a process of its own that a test can stop, kill and start again.
import path from 'node:path';
import { compiledCode } from '../compiled-code.ts';
import { startChild, type AppChild } from './child.ts';
import { freePort } from './free-port.ts';

const root = path.resolve(import.meta.dirname, '../../..');

export type TestCompanion = {
  readonly origin: string;
  /** The ledger's file. */
  readonly dbPath: string;
  start(): Promise<void>;
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  output(): string;
  /** What `tallystick-server doctor` says. */
  doctor(): Promise<string>;
};

export async function createCompanion(dir: string, env: Readonly<Record<string, string>>): Promise<TestCompanion> {
  const port = await freePort();
  const origin = `http://127.0.0.1:${String(port)}`;
  const dbPath = path.join(dir, 'server.db');
  const settings = {
    ...compiledCode,
    PORT: String(port),
    DB_PATH: dbPath,
    SANDBOX_ENABLED: '1',
    LOG_LEVEL: 'warn',
    ...manyRequests,
    ...env,
  };
  const run = (command: string): AppChild =>
    startChild([path.join(root, 'server/cli.ts'), command], { cwd: dir, env: settings });
  let child: AppChild | null = null;
  return {
    origin,
    dbPath,
    async start() {
      child = run('serve');
      await child.says(/Tallystick server on/);
    },
    async doctor() {
      const asked = run('doctor');
      await asked.ended;
      return asked.output();
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
