import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import Fastify from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AnswerClass } from '../../../server/http/metered/metered-route.ts';
import { meteredRoutes } from '../../../server/metering.ts';
import { until } from '../../support/companion.ts';
import { ask, credit, openShop, type Shop } from './shop.ts';

const kilobyte = 1_000;

/** One answer in the test's hands: what it sends, when, and whether its client has gone. */
type Served = { readonly body: PassThrough; readonly gone: Promise<unknown> };

const sold = (chargeOn?: readonly AnswerClass[]) => ({
  config: {
    metered: {
      payer: { kind: 'bearer' } as const,
      estimate: credit,
      cost: { kind: 'size', perKilobyte: 1_000, base: 50 } as const,
      ...(chargeOn === undefined ? {} : { chargeOn }),
    },
  },
});

async function leave(socket: Socket): Promise<void> {
  socket.resetAndDestroy();
  await once(socket, 'close');
}

describe('a metered answer', () => {
  let shop: Shop;
  let url: string;
  let serving: ((served: Served) => void) | null = null;
  const seen: unknown[] = [];
  const ranLate: unknown[] = [];
  let asking: (() => void) | null = null;

  beforeAll(async () => {
    shop = await openShop({
      routes(app) {
        app.setErrorHandler((error, _request, reply) => {
          seen.push(error);
          const status = error instanceof TypeError ? 503 : 418;
          return reply.status(status).send({ sorry: String(error) });
        });
        app.get('/throws', sold(), () => Promise.reject(original));
        app.get('/fails', sold(), (_request, reply) => reply.status(502).send('x'.repeat(kilobyte)));
        app.get('/refuses', sold(), (_request, reply) => reply.status(422).send('x'.repeat(kilobyte)));
        app.get('/refuses-paid', sold(['success', 'client_error']), (_request, reply) =>
          reply.status(422).send('x'.repeat(kilobyte)),
        );
        app.get('/moved', sold(), (_request, reply) => reply.redirect('/elsewhere'));
        app.get('/empty', sold(), (_request, reply) => reply.status(204).send());
        app.head('/head', sold(), (_request, reply) => {
          reply.hijack();
          reply.raw.end('x'.repeat(kilobyte));
        });
        app.get('/whole', sold(), () => 'x'.repeat(kilobyte));
        app.get('/web', sold(), () => new Response(new Blob(['x'.repeat(3 * kilobyte)]).stream()));
        app.get('/hijacked', sold(), (_request, reply) => {
          reply.hijack();
          reply.raw.writeHead(200, { 'content-type': 'text/plain' });
          reply.raw.write('x'.repeat(kilobyte));
          reply.raw.end('x'.repeat(kilobyte));
        });
        app.get('/stream', sold(), (request, reply) => {
          const body = new PassThrough();
          const gone = request.meter === null ? Promise.resolve() : once(request.meter.signal, 'abort');
          serving?.({ body, gone });
          return reply.send(body);
        });
        app.get(
          '/held-late',
          {
            config: {
              metered: {
                // Found only when its client has gone.
                payer: async ({ raw, headers }) => {
                  await new Promise((resolve) => {
                    raw.socket.once('close', resolve);
                    asking?.();
                  });
                  return { kind: 'token', token: String(headers.authorization).slice('Bearer '.length) };
                },
                cost: { kind: 'fixed', amount: credit },
              },
            },
          },
          (request) => {
            ranLate.push(request.meter?.signal.aborted);
            return 'for nobody';
          },
        );
        app.get('/large', sold(), () => Buffer.alloc(400 * kilobyte * 100));
        app.get('/unmarked', (request) => JSON.stringify(request.meter));
        app.get(
          '/guarded',
          { ...sold(), preHandler: async (_request, reply) => await reply.status(403).send('no') },
          () => 'yes',
        );
        app.get(
          '/slow',
          {
            config: {
              metered: {
                payer: { kind: 'bearer' },
                estimate: credit,
                cost: { kind: 'fixed', amount: 77 },
                longestMs: 1_000,
              },
            },
          },
          (_request, reply) => {
            const body = new PassThrough();
            body.write('begun');
            return reply.send(body);
          },
        );
      },
    });
    url = await shop.sell();
  });
  afterAll(() => shop.close());

  const original = new TypeError('the model fell over');

  async function spentBy(work: (token: string) => Promise<unknown>): Promise<number> {
    const token = await shop.customer();
    await work(token);
    await shop.app.metering.settled();
    const balance = await shop.metering.balance({ kind: 'token', token });
    expect(balance?.held).toBe(0);
    return 100 * credit - (balance?.balance ?? 0);
  }

  function nextServed(): Promise<Served> {
    return new Promise((resolve) => {
      serving = resolve;
    });
  }

  async function request(path: string, token: string): Promise<Socket> {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    await once(socket, 'connect');
    socket.write(`GET ${path} HTTP/1.1\r\nhost: shop\r\nauthorization: Bearer ${token}\r\n\r\n`);
    return socket;
  }

  it('of a handler that throws is not charged, and its error goes on unchanged', async () => {
    const spent = await spentBy(async (token) => {
      const answer = await ask(`${url}/throws`, token);
      expect([answer.status, answer.text]).toEqual([503, JSON.stringify({ sorry: String(original) })]);
    });
    expect(seen).toContain(original);
    expect(spent).toBe(0);
  });

  it('with a status from 400 up is not charged, unless the route says so', async () => {
    expect(await spentBy((token) => ask(`${url}/fails`, token))).toBe(0);
    expect(await spentBy((token) => ask(`${url}/refuses`, token))).toBe(0);
    expect(await spentBy((token) => ask(`${url}/refuses-paid`, token))).toBe(1_050);
  });

  it('without a body is charged without its bytes', async () => {
    expect(await spentBy((token) => ask(`${url}/empty`, token))).toBe(50);
    expect(await spentBy((token) => ask(`${url}/head`, token, { method: 'HEAD' }))).toBe(50);
    expect(await spentBy((token) => ask(`${url}/whole`, token, { method: 'HEAD' }))).toBe(50);
  });

  it('of any kind is counted: text, web stream, or written by hand', async () => {
    expect(await spentBy((token) => ask(`${url}/whole`, token))).toBe(1_050);
    expect(await spentBy((token) => ask(`${url}/web`, token))).toBe(3_050);
    expect(await spentBy((token) => ask(`${url}/hijacked`, token))).toBe(2_050);
  });

  it('arrives whole and with its length, however large', async () => {
    const answer = await ask(`${url}/large`, await shop.customer());
    expect(answer.text).toHaveLength(40_000 * kilobyte);
    expect(answer.headers.get('content-length')).toBe(String(40_000 * kilobyte));
  });

  it('that streams is charged when it has ended, and not before', async () => {
    const spent = await spentBy(async (token) => {
      const served = nextServed();
      const answer = ask(`${url}/stream`, token);
      const { body } = await served;
      body.write('x'.repeat(kilobyte));
      expect(shop.books().open).toBe(1);
      body.end('x'.repeat(kilobyte));
      expect((await answer).text).toHaveLength(2 * kilobyte);
    });
    expect(spent).toBe(2_050);
  });

  it('whose client leaves before the first byte is free, and the handler is told', async () => {
    const spent = await spentBy(async (token) => {
      const served = nextServed();
      const socket = await request('/stream', token);
      const { gone } = await served;
      await leave(socket);
      await gone;
    });
    expect(spent).toBe(0);
  });

  it('whose client has left while its price was held is free', async () => {
    const token = await shop.customer();
    const { states } = shop.books();
    const asked = new Promise<void>((resolve) => {
      asking = resolve;
    });
    const socket = await request('/held-late', token);
    await asked;
    await leave(socket);
    const released = (states['released'] ?? 0) + 1;
    await until(
      async () => shop.books().states['released'],
      (count) => count === released,
    );
    expect(await shop.free(token)).toBe(100 * credit);
    expect(ranLate).toHaveLength(1);
  });

  it('whose client leaves in the middle is charged for what had left', async () => {
    const spent = await spentBy(async (token) => {
      const served = nextServed();
      const socket = await request('/stream', token);
      const { body, gone } = await served;
      body.write('x'.repeat(3 * kilobyte));
      await once(socket, 'data');
      await leave(socket);
      await gone;
    });
    expect(spent).toBe(3_050);
  });

  it('sent in one piece is charged for its part where the client leaves in the middle of it', async () => {
    const token = await shop.customer();
    const socket = await request('/large', token);
    await once(socket, 'data');
    await leave(socket);
    await shop.app.metering.settled();
    const spent = 100 * credit - (await shop.free(token));
    expect(spent).toBeGreaterThan(1_000);
  });

  it('that breaks off on the server is not charged', async () => {
    const spent = await spentBy(async (token) => {
      const served = nextServed();
      const socket = await request('/stream', token);
      const { body } = await served;
      body.write('x'.repeat(kilobyte));
      await once(socket, 'data');
      body.destroy(new Error('the upstream is gone'));
      await once(socket, 'close');
    });
    expect(spent).toBe(0);
  });

  it('that outlives its hold is cut off and charged as it stands', async () => {
    const spent = await spentBy(async (token) => {
      const socket = await request('/slow', token);
      socket.resume();
      await once(socket, 'close');
    });
    expect(spent).toBe(77);
    expect(shop.log()).toContain('ran out of time');
  });

  it('that another hook refuses has nothing held', async () => {
    const { states } = shop.books();
    expect((await ask(`${url}/guarded`, null)).status).toBe(403);
    expect(shop.books().states).toEqual(states);
  });

  it('is metered behind inject as well', async () => {
    const spent = await spentBy((token) =>
      shop.app.inject({ url: '/whole', headers: { authorization: `Bearer ${token}` } }),
    );
    expect(spent).toBe(1_050);
  });

  it('of an unmarked route is left alone', async () => {
    const { states } = shop.books();
    const answer = await ask(`${url}/unmarked`, null);
    expect([answer.status, answer.text]).toEqual([200, 'null']);
    expect(answer.headers.get('x-pro-left')).toBeNull();
    expect(shop.books().states).toEqual(states);
  });

  it('is not given free by a route that was made before the plugin', async () => {
    const app = Fastify();
    app.get(
      '/early',
      { config: { metered: { payer: { kind: 'bearer' }, cost: { kind: 'fixed', amount: 5 } } } },
      () => 'free',
    );
    await app.register(meteredRoutes, { metering: shop.metering });
    const { statusCode, body } = await app.inject('/early');
    await app.close();
    expect([statusCode, body.includes('free"')]).toEqual([500, false]);
  });
});
