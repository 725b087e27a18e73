// A companion server for tests: the real one, on an own port and an own file, in this process or in one of its own.
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import type { Provider } from '../../server/contract/orders/orders.ts';
import { type RunningServer, startServer } from '../../server/server.ts';
import { compiledCode } from './compiled-code.ts';
import { simStore } from './btcpay-sim/btcpay-sim.ts';
import { simAccount } from './stripe-sim/stripe-sim.ts';

type Env = Readonly<Record<string, string>>;

export type Companion = {
  readonly url: string;
  readonly folder: string;
  /** Everything logged so far. */
  readonly log: () => string;
  readonly routes: RunningServer['routes'];
  readonly metricsUrl: string | null;
  close(): Promise<void>;
};

/** Limits high enough that only the tests of limits meet them; the log in full. */
export function companionEnv(folder: string): Env {
  return {
    NODE_ENV: 'test',
    ...compiledCode,
    PORT: '0',
    DB_PATH: join(folder, 'ledger.db'),
    RL_MAX_REQUESTS_IP: '100000',
    RL_MAX_REQUESTS_CID: '100000',
    RL_MAX_CALM_REQUESTS: '1000000',
  };
}

/** Both real rails, at the simulators that run there, in the place of the sandbox. */
export function simulatedRails(at: { readonly stripe: string; readonly btcpay: string }): Env {
  return {
    // Stripe's SDK is kept from anywhere but Stripe except in tests.
    NODE_ENV: 'test',
    SANDBOX_ENABLED: '0',
    STRIPE_SECRET_KEY: simAccount.secretKey,
    STRIPE_PUBLISHABLE_KEY: simAccount.publishableKey,
    STRIPE_WEBHOOK_SECRET: simAccount.webhookSecret,
    STRIPE_API_URL: at.stripe,
    STRIPE_JS_URL: `${at.stripe}/v3/`,
    BTCPAY_URL: at.btcpay,
    BTCPAY_STORE_ID: simStore.id,
    BTCPAY_API_KEY: simStore.apiKey,
    BTCPAY_WEBHOOK_SECRET: simStore.webhookSecret,
  };
}

export function tempFolder(): string {
  return mkdtempSync(join(tmpdir(), 'tallystick-server-'));
}

/** In this process. A given folder is left in place on close. */
export async function startCompanion(env: Env = {}, folder?: string): Promise<Companion> {
  const home = folder ?? tempFolder();
  const lines: string[] = [];
  const server = await startServer({
    env: { ...companionEnv(home), ...env },
    logTo: { write: (line) => void lines.push(line) },
  });
  return {
    url: server.url,
    folder: home,
    log: () => lines.join(''),
    routes: server.routes,
    metricsUrl: server.metricsUrl,
    async close() {
      await server.close();
      if (folder === undefined) rmSync(home, { recursive: true, force: true });
    },
  };
}

export type CompanionProcess = {
  readonly url: string;
  readonly child: ChildProcess;
  /** Ends the process and resolves with its exit code, or the signal's name. */
  stop(signal: NodeJS.Signals): Promise<number | string | null>;
};

export const cliPath = join(import.meta.dirname, '../../server/cli.ts');

/** In a process of its own, as an operator starts it. */
export async function spawnCompanion(env: Env, folder: string): Promise<CompanionProcess> {
  const child = spawn(process.execPath, [cliPath, 'serve'], {
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '', ...companionEnv(folder), LOG_LEVEL: 'silent', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<number | string | null>((resolve) => {
    child.once('exit', (code, signal) => resolve(signal ?? code));
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /^Tallystick server on (\S+)/.exec(line)?.[1];
    if (url === undefined) continue;
    return {
      url,
      child,
      stop(signal) {
        child.kill(signal);
        return ended;
      },
    };
  }
  throw new Error('the server ended before it listened');
}

export function newToken(): string {
  return `tally_${randomBytes(32).toString('base64url')}`;
}

export function tokenHash(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

// oxlint-disable-next-line typescript/no-explicit-any -- a raw answer, looked at as any client would
export type Reply = { readonly status: number; readonly headers: Headers; readonly body: any };

/** One request; JSON in and out. `as` is a token, or a client id. */
export async function call(
  base: string,
  request: string,
  options: { readonly as?: string; readonly body?: unknown; readonly headers?: Env } = {},
): Promise<Reply> {
  const [method = 'GET', path = '/'] = request.split(' ');
  const who =
    options.as === undefined
      ? {}
      : options.as.startsWith('tally_')
        ? { authorization: `Bearer ${options.as}` }
        : { 'x-client-id': options.as };
  const answer = await fetch(`${base}${path}`, {
    method,
    headers: {
      ...who,
      ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...options.headers,
    },
    ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
    redirect: 'manual',
  });
  const text = await answer.text();
  const isJson = answer.headers.get('content-type')?.includes('json') ?? false;
  return { status: answer.status, headers: answer.headers, body: isJson ? JSON.parse(text) : text };
}

export function holdBody(id: string = randomUUID()) {
  return { id, model: 'llama3.2:1b', venue: 'local' };
}

/** Buys the small pack for a token, in the sandbox unless another rail is named, up to the open checkout. */
export async function openOrder(
  base: string,
  token: string,
  orderId: string = randomUUID(),
  provider: Provider = 'sandbox',
): Promise<{ readonly id: string; readonly reply: Reply }> {
  const body = { order_id: orderId, pack_id: 'small', provider, token_hash: tokenHash(token) };
  return { id: orderId, reply: await call(base, 'POST /v1/payments/checkout', { body }) };
}

/** Asks again until the answer fits; for what happens behind the requests. */
export async function until<T>(ask: () => Promise<T>, fits: (answer: T) => boolean, withinMs = 60_000): Promise<T> {
  const end = Date.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (fits(answer)) return answer;
    if (Date.now() > end) throw new Error(`still ${JSON.stringify(answer)}`);
    await pause(20);
  }
}
