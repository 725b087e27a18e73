// Stripe's own stand-in, stripe-mock: it holds every request against Stripe's OpenAPI and answers a 4xx to what does not fit.
// Built from its Go module into the cache, once; started on 127.0.0.1, on a free port.
import { type ChildProcess, spawn } from 'node:child_process';
import { rename } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { cacheDir, canRun, run } from './cached.ts';

const version = '0.203.0';
const buildMsMax = 30 * 60_000;
const startMsMax = 3 * 60_000;

export type StripeMock =
  | { readonly kind: 'here'; readonly url: string; stop(): Promise<void> }
  | { readonly kind: 'not_here'; readonly reason: string };

export async function openStripeMock(): Promise<StripeMock> {
  try {
    return await start(await ensureBinary());
  } catch (error) {
    return { kind: 'not_here', reason: error instanceof Error ? error.message : String(error) };
  }
}

/** The one in the cache, else one built now: under a minute. Throws with what is missing. */
async function ensureBinary(): Promise<string> {
  const binary = path.join(await cacheDir('bin'), `stripe-mock-${version}`);
  if (await canRun(binary, ['-version'])) return binary;
  if (!(await canRun('go', ['version']))) throw new Error('there is no Go to build stripe-mock with');
  const log = path.join(await cacheDir(), 'stripe-mock-build.log');
  const bin = await cacheDir('build');
  const args = ['install', `github.com/stripe/stripe-mock@v${version}`];
  await run({ program: 'go', args, env: { GOBIN: bin }, cwd: bin }, { log, msMax: buildMsMax });
  await rename(path.join(bin, 'stripe-mock'), binary);
  return binary;
}

async function start(binary: string): Promise<StripeMock> {
  // Without an address of its own it would listen for HTTPS on a fixed port, for everybody.
  const child = spawn(binary, ['-http-addr', '127.0.0.1:', '-https-addr', '127.0.0.1:'], {
    env: {},
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const late = setTimeout(() => child.kill('SIGKILL'), startMsMax);
  try {
    const url = await listening(child);
    return {
      kind: 'here',
      url,
      async stop() {
        child.kill('SIGTERM');
        await gone;
      },
    };
  } finally {
    clearTimeout(late);
  }
}

async function listening({ stdout }: ChildProcess): Promise<string> {
  if (stdout === null) throw new Error('stripe-mock has no output');
  const lines = createInterface({ input: stdout });
  for await (const line of lines) {
    const address = /HTTP at address: (\S+)/.exec(line)?.[1];
    if (address === undefined) continue;
    stdout.resume();
    return `http://${address}`;
  }
  throw new Error('stripe-mock ended before it listened');
}
