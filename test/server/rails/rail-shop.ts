// A server with a real rail for the tests of rails: its clock can be put forward, and its books looked into.
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { startServer } from '../../../server/server.ts';
import { call, companionEnv, newToken, type Reply, tempFolder, tokenHash, until } from '../../support/companion.ts';

export const price = 5;
export const packCredits = 100_000_000;
const packs = JSON.stringify([
  { id: 'small', name: 'Small', credits_microcredits: packCredits, amount_cents: 500, currency: 'EUR' },
]);

export type Shop = Awaited<ReturnType<typeof openShop>>;
export type Purchase = { readonly id: string; readonly token: string; readonly reply: Reply };

export async function openShop(env: Readonly<Record<string, string>>, folder: string = tempFolder()) {
  const lines: string[] = [];
  const hands = { aheadMs: 0 };
  const clock = {
    now: () => Date.now() + hands.aheadMs,
    wait: (ms: number, signal: AbortSignal) => pause(Math.min(ms, 100), undefined, { signal }),
  };
  const server = await startServer({
    env: { ...companionEnv(folder), PACKS: packs, ...env },
    clock,
    logTo: { write: (line) => void lines.push(line) },
  });
  const books = new Database(join(folder, 'ledger.db'), { readonly: true });
  const sum = books.prepare<[string], { total: number | null }>('SELECT balance AS total FROM accounts WHERE name = ?');
  const waiting = books.prepare<[], { count: number }>(
    "SELECT count(*) AS count FROM deliveries WHERE state IN ('filed', 'parked')",
  );

  const filed = books.prepare<[], { count: number }>("SELECT count(*) AS count FROM deliveries WHERE state = 'filed'");

  return {
    url: server.url,
    folder,
    log: () => lines.join(''),
    putForward: (ms: number) => void (hands.aheadMs += ms),
    now: () => clock.now(),
    account: (name: string): number => sum.get(name)?.total ?? 0,
    waiting: (): number => waiting.get()?.count ?? 0,
    async state(id: string): Promise<string> {
      return (await call(server.url, `GET /v1/payments/status?order_id=${id}`)).body.order.state;
    },
    balance: async (token: string): Promise<number> => {
      const { status, body } = await call(server.url, 'GET /v1/pro/status', { as: token });
      return status === 200 ? body.balance_microcredits : 0;
    },
    page: async (id: string): Promise<string> =>
      (await call(server.url, `GET /checkout/${id}`, { headers: { accept: 'text/html' } })).body,
    /** Each webhook filed so far has had its effect, or is parked. */
    worked: () =>
      until(
        async () => filed.get()?.count,
        (count) => count === 0,
      ),
    /** All webhooks filed so far have had their effect. */
    quiet: () =>
      until(
        async () => waiting.get()?.count,
        (count) => count === 0,
      ),
    async isSound(): Promise<boolean> {
      return (await call(server.url, 'GET /readyz')).status === 200;
    },
    /** Leaves the folder for a server after this one where `isOver` is false. */
    async close(isOver = true) {
      books.close();
      await server.close();
      if (isOver) rmSync(folder, { recursive: true, force: true });
    },
  };
}

export async function buy(
  url: string,
  provider: 'btcpay' | 'stripe',
  { id = randomUUID(), token = newToken() }: { readonly id?: string; readonly token?: string } = {},
): Promise<Purchase> {
  const body = { order_id: id, pack_id: 'small', provider, token_hash: tokenHash(token) };
  return { id, token, reply: await call(url, 'POST /v1/payments/checkout', { body }) };
}
