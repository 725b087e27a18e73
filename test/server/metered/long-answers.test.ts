// Answers that run longer than their hold would live: a sign of life keeps it open, within the route's own bound.
import { PassThrough } from 'node:stream';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../../support/companion.ts';
import { credit, openShop, type Shop } from './shop.ts';

const ttlMs = 1_000;
let shop: Shop;
let url: string;
let answer: PassThrough;

beforeEach(async () => {
  shop = await openShop({
    lockWaitMs: 50,
    routes(app) {
      const line = {
        payer: { kind: 'bearer' },
        cost: { kind: 'size', perKilobyte: 1_000_000 },
        estimate: credit,
      } as const;
      app.get('/long', { config: { metered: { ...line, ttlMs } } }, (_request, reply) => reply.send(answer));
      app.get('/bounded', { config: { metered: { ...line, ttlMs, longestMs: 2_000 } } }, (_request, reply) =>
        reply.send(answer),
      );
    },
  });
  answer = new PassThrough();
  answer.write(Buffer.alloc(100, 'x'));
  url = await shop.sell();
});
afterEach(async () => {
  answer.destroy();
  await shop.close();
});

/** How long the one hold lives, in milliseconds from its making. */
function lifeOf(path: string): number {
  const db = new Database(path, { readonly: true });
  const row = db.prepare<[], { life: number }>('SELECT MAX(expires_at - created_at) AS life FROM holds').get();
  db.close();
  return row?.life ?? 0;
}

const begin = async (path: string) =>
  fetch(`${url}${path}`, { headers: { authorization: `Bearer ${await shop.customer(2 * credit)}` } });

describe('an answer that runs long', () => {
  it('keeps its hold open for as long as it runs, and is charged whole', async () => {
    const reply = await begin('/long');
    await until(
      async () => lifeOf(shop.path),
      (life) => life >= 3 * ttlMs,
    );
    answer.end(Buffer.alloc(400, 'y'));
    expect((await reply.arrayBuffer()).byteLength).toBe(500);
    await shop.app.metering.settled();
    expect(shop.books()).toMatchObject({ revenue: 500_000, states: { captured: 1 } });
  });

  it('is cut off at the longest that its route allows, and charged as it stands', async () => {
    const reply = await begin('/bounded');
    await expect(reply.arrayBuffer()).rejects.toThrow('terminated');
    await shop.app.metering.settled();
    expect(lifeOf(shop.path)).toBe(2_000);
    expect(shop.books()).toMatchObject({ revenue: 100_000, states: { captured: 1 } });
  });

  it('is cut off before its hold expires where the ledger cannot be told, and nothing is lost', async () => {
    const reply = await begin('/long');
    const blocker = new Database(shop.path);
    blocker.exec('BEGIN IMMEDIATE');
    await expect(reply.arrayBuffer()).rejects.toThrow('terminated');
    blocker.exec('ROLLBACK');
    blocker.close();
    await until(
      async () => shop.books(),
      ({ open }) => open === 0,
    );
    expect(shop.log()).toContain('a hold could not be kept open');
    expect(shop.books()).toMatchObject({ revenue: 100_000, states: { captured: 1 } });
  });
});
