// The companion server beside the app: in sandbox mode, on a file in the app's data folder, or the one that already runs.
import { mkdir } from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Children } from './children.ts';

const readyWithinMs = 20_000;
const pollMs = 100;
const askMs = 2000;

export type Companion =
  | { readonly kind: 'ready'; readonly origin: string; readonly isReused: boolean }
  | { readonly kind: 'failed'; readonly sentence: string };

export type CompanionOptions = {
  readonly root: string;
  readonly dataDir: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly env: NodeJS.ProcessEnv;
  readonly children: Children;
};

export async function startCompanion(options: CompanionOptions): Promise<Companion> {
  const port = options.port === 0 ? await freePort() : options.port;
  const origin = `http://127.0.0.1:${String(port)}`;
  if (await isTaken(port)) return reuse(origin, port);

  const folder = path.join(options.dataDir, 'server');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const server = options.children.start({
    name: 'The companion server',
    command: process.execPath,
    args: [path.join(options.root, 'server', 'cli.ts'), 'serve'],
    options: {
      cwd: options.root,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: {
        LOG_LEVEL: 'warn',
        DB_PATH: path.join(folder, 'tallystick.db'),
        ...options.env,
        HOST: '127.0.0.1',
        PORT: String(port),
        SANDBOX_ENABLED: '1',
      },
    },
  });
  const outcome = await Promise.race([isReady(origin), server.ended.then(() => 'ended' as const)]);
  if (outcome === 'ready') return { kind: 'ready', origin, isReused: false };
  return {
    kind: 'failed',
    sentence:
      outcome === 'ended'
        ? 'The companion server did not start; its own words stand above.'
        : `The companion server did not become ready within ${String(readyWithinMs / 1000)} seconds.`,
  };
}

const Config = z.object({ name: z.string(), version: z.string(), packs: z.array(z.unknown()) });

async function reuse(origin: string, port: number): Promise<Companion> {
  try {
    const response = await fetch(`${origin}/v1/config`, { signal: AbortSignal.timeout(askMs) });
    Config.parse(await response.json());
    return { kind: 'ready', origin, isReused: true };
  } catch {
    return {
      kind: 'failed',
      sentence: `Port ${String(port)} is taken by another program. Stop it, or choose another port for the companion server: PORT=8788 npm start.`,
    };
  }
}

async function isReady(origin: string): Promise<'ready' | 'late'> {
  const deadline = Date.now() + readyWithinMs;
  while (Date.now() < deadline) {
    try {
      const response = await fetch(`${origin}/readyz`, { signal: AbortSignal.timeout(askMs) });
      if (response.ok) return 'ready';
    } catch {
      // Not listening yet.
    }
    await sleep(pollMs);
  }
  return 'late';
}

function isTaken(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = net.connect({ host: '127.0.0.1', port });
    probe.once('connect', () => {
      probe.destroy();
      resolve(true);
    });
    probe.once('error', () => resolve(false));
  });
}

async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
