// What the tests of this folder share: servers as programs and at an address, and connections that end with the test.
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { systemClock } from '../../../src/main/core/clock.ts';
import {
  connect,
  type Connection,
  type ConnectParts,
  type ServerAddress,
} from '../../../src/main/core/tools/connection.ts';

const file = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
const everything = file('node_modules/@modelcontextprotocol/server-everything/dist/index.js');
const env = { PATH: process.env['PATH'] ?? '' };

export const forever = new AbortController().signal;

/** The SDK's own example. */
export const everythingProgram: ServerAddress = {
  kind: 'stdio',
  command: process.execPath,
  args: [everything, 'stdio'],
  cwd: null,
  env,
};

/** See test/support/tool-server/odd-server.ts for the manners. */
export function oddProgram(manner: string): ServerAddress {
  const args = [file('test/support/tool-server/odd-server.ts'), manner];
  return { kind: 'stdio', command: process.execPath, args, cwd: null, env };
}

/** Closed with the test. */
export async function connected(address: ServerAddress, parts: Partial<ConnectParts> = {}): Promise<Connection> {
  const connection = await connect(
    { address, clock: systemClock, version: '0.0.0', onToolsChanged: () => undefined, ...parts },
    forever,
  );
  onTestFinished(() => connection.close());
  return connection;
}

/** The SDK's own example over HTTP, as a process of its own. */
export async function openEverythingAtAddress(): Promise<{ readonly url: string; readonly end: () => Promise<void> }> {
  const port = await freePort();
  const child = spawn(process.execPath, [everything, 'streamableHttp'], {
    env: { ...env, PORT: String(port) },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const gone = new Promise<void>((resolve) => void child.on('close', () => resolve()));
  const end = async (): Promise<void> => {
    child.kill('SIGKILL');
    await gone;
  };
  onTestFinished(end);
  await new Promise<void>((resolve) => {
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString('utf8');
      if (said.includes('listening')) resolve();
    });
  });
  return { url: `http://127.0.0.1:${port}/mcp`, end };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
