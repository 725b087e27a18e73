// An operator's own app under test: real Fastify on a real socket, over a real ledger in a folder of its own.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import Fastify, { type FastifyInstance } from 'fastify';
import { meteredRoutes, openMetering, type Metering, type MeteringOptions } from '../../../server/metering.ts';

export const credit = 1_000_000;

export type Shop = {
  readonly app: FastifyInstance;
  readonly metering: Metering;
  readonly path: string;
  /** Everything logged, as text. */
  readonly log: () => string;
  readonly sell: () => Promise<string>;
  /** A new token with so many microcredits. */
  readonly customer: (amount?: number) => Promise<string>;
  readonly free: (token: string) => Promise<number>;
  readonly books: () => Books;
  /** Milliseconds of the stopwatch by which work is timed. */
  readonly stopwatch: { ms: number };
  close(): Promise<void>;
};

/** What the ledger's file says. */
export type Books = { readonly revenue: number; readonly open: number; readonly states: Record<string, number> };

export type ShopOptions = Partial<MeteringOptions> & {
  readonly routes: (app: FastifyInstance, shop: Shop) => void;
  /** How routes are charged where that is not by the ledger's file itself. Closed with the shop. */
  readonly remote?: Metering;
};

export async function openShop({ routes, remote, ...options }: ShopOptions): Promise<Shop> {
  const folder = options.path === undefined ? mkdtempSync(join(tmpdir(), 'tallystick-metered-')) : null;
  const path = options.path ?? join(folder ?? '', 'ledger.db');
  const lines: string[] = [];
  const write = (fields: object, message: string): void => {
    const { err, ...rest } = { err: null, ...fields };
    lines.push(`${message} ${JSON.stringify(rest)} ${String(err)}`);
  };
  const metering = openMetering({ log: { info: write, warn: write, error: write }, everyMs: 20, ...options, path });
  const stopwatch = { ms: 0 };
  const app: FastifyInstance = Fastify({
    forceCloseConnections: true,
    logger: { level: 'info', stream: { write: (line: string) => void lines.push(line) } },
  });
  await app.register(meteredRoutes, { metering: remote ?? metering, elapsed: () => stopwatch.ms });
  const shop: Shop = {
    app,
    metering,
    path,
    log: () => lines.join('\n'),
    stopwatch,
    sell: () => app.listen({ port: 0, host: '127.0.0.1' }),
    async customer(amount = 100 * credit) {
      const token = newToken();
      await metering.grant({ to: { kind: 'token', token }, amount, reason: 'test' });
      return token;
    },
    free: async (token) => (await metering.balance({ kind: 'token', token }))?.free ?? -1,
    books: () => booksIn(path),
    async close() {
      await app.close();
      await remote?.close();
      await metering.close();
      if (folder !== null) rmSync(folder, { recursive: true, force: true });
    },
  };
  try {
    routes(app, shop);
  } catch (wrong) {
    await shop.close();
    throw wrong;
  }
  return shop;
}

export function newToken(): string {
  return `tally_${randomBytes(32).toString('base64url')}`;
}

export function booksIn(path: string): Books {
  const db = new Database(path, { readonly: true });
  try {
    const revenue = db.prepare<[], { sum: number }>("SELECT balance AS sum FROM accounts WHERE name = 'revenue'").get();
    const rows = db
      .prepare<[], { state: string; count: number }>('SELECT state, COUNT(*) AS count FROM holds GROUP BY state')
      .all();
    const states = Object.fromEntries(rows.map(({ state, count }) => [state, count]));
    return { revenue: revenue?.sum ?? 0, open: states['held'] ?? 0, states };
  } finally {
    db.close();
  }
}

export type Answer = { readonly status: number; readonly headers: Headers; readonly text: string };

export async function ask(
  url: string,
  token: string | null,
  options: { readonly method?: string; readonly headers?: Record<string, string>; readonly body?: unknown } = {},
): Promise<Answer> {
  const answer = await fetch(url, {
    method: options.method ?? (options.body === undefined ? 'GET' : 'POST'),
    headers: {
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...options.headers,
    },
    ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
  });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}

export function codeOf({ text }: Answer): unknown {
  const document: { readonly code?: unknown } = JSON.parse(text);
  return document.code;
}
