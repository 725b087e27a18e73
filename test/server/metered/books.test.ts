import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { connect } from 'node:net';
import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, credit, openShop, type Shop } from './shop.ts';

const outcome = fc.oneof(
  fc.record({ kind: fc.constant('served'), bytes: fc.integer({ min: 0, max: 200_000 }) }),
  fc.record({ kind: fc.constantFrom('throws', 'refuses'), bytes: fc.constant(0) }),
  fc.record({ kind: fc.constantFrom('leaves', 'breaks'), bytes: fc.integer({ min: 0, max: 3_000 }) }),
);
type Outcome = { readonly kind: string; readonly bytes: number };

/** What an outcome costs: nothing unless bytes of a good answer have left. */
function priceOf({ kind, bytes }: Outcome): number {
  if (kind === 'served') return Math.min(bytes + 11, 100_000);
  return kind === 'leaves' && bytes > 0 ? bytes + 11 : 0;
}

describe('the books of metered routes', () => {
  let shop: Shop;
  let url: string;
  let running = 0;
  /** Rings when the handler of a client that will leave has begun. */
  const begun = new EventEmitter();

  beforeAll(async () => {
    const line = {
      payer: { kind: 'bearer' },
      estimate: 100_000,
      cost: { kind: 'size', perKilobyte: 1_000, base: 11 },
    } as const;
    shop = await openShop({
      routes(app) {
        app.get<{ Querystring: { kind: string; bytes: string; id?: string } }>(
          '/work',
          { config: { metered: line } },
          ({ query: { kind, bytes, id } }, reply) => {
            if (id !== undefined) begun.emit(id);
            if (kind === 'throws') throw new Error('threw');
            if (kind === 'refuses') return reply.status(404).send('none');
            const body = Buffer.alloc(Number(bytes), 'x');
            if (kind === 'served') return reply.send(body);
            const stream = new PassThrough();
            stream.write(body);
            if (kind === 'breaks') setImmediate(() => stream.destroy(new Error('broke')));
            return reply.send(stream);
          },
        );
        app.get(
          '/slow',
          { config: { metered: { payer: line.payer, cost: { kind: 'fixed', amount: credit } } } },
          async () => {
            running += 1;
            await Promise.resolve();
            return 'done';
          },
        );
      },
    });
    url = await shop.sell();
  });
  afterAll(() => shop.close());

  it('let exactly ten handlers run when forty requests come for money that covers ten', async () => {
    const token = await shop.customer(10 * credit);
    const before = shop.books();
    const statuses = await Promise.all(
      Array.from({ length: 40 }, async () => (await ask(`${url}/slow`, token)).status),
    );
    await shop.app.metering.settled();
    expect([statuses.filter((status) => status === 200).length, running]).toEqual([10, 10]);
    expect(statuses.filter((status) => status === 402)).toHaveLength(30);
    expect(shop.books().revenue - before.revenue).toBe(10 * credit);
    expect(await shop.metering.balance({ kind: 'token', token })).toEqual({ balance: 0, held: 0, free: 0 });
  });

  async function play(token: string, { kind, bytes }: Outcome): Promise<void> {
    if (kind !== 'leaves') return void (await ask(`${url}/work?kind=${kind}&bytes=${bytes}`, token).catch(() => null));
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    await once(socket, 'connect');
    const id = randomUUID();
    const serving = once(begun, id);
    const path = `/work?kind=leaves&bytes=${bytes}&id=${id}`;
    socket.write(`GET ${path} HTTP/1.1\r\nhost: shop\r\nauthorization: Bearer ${token}\r\n\r\n`);
    await serving;
    // Headers go out with the first of the body; without a body there is nothing to wait for.
    if (bytes > 0) await once(socket, 'data');
    socket.resetAndDestroy();
    await once(socket, 'close');
  }

  it('say after any outcomes: what was captured is the revenue, each as its outcome costs, and no hold is open', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(outcome, { minLength: 1, maxLength: 8 }), async (outcomes) => {
        const token = await shop.customer(credit);
        const before = shop.books();
        await Promise.all(outcomes.map((one) => play(token, one)));
        await shop.app.metering.settled();
        const after = shop.books();
        const spent = outcomes.reduce((sum, one) => sum + priceOf(one), 0);
        expect(after.open).toBe(0);
        expect(after.revenue - before.revenue).toBe(spent);
        expect(await shop.free(token)).toBe(credit - spent);
      }),
      { numRuns: 25 },
    );
  });
});
