import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, codeOf, credit, openShop, type Shop } from './shop.ts';

const route = (metered: object) =>
  openShop({
    routes: (app) =>
      void app.get(
        '/x',
        { config: { metered: { payer: { kind: 'bearer' }, cost: { kind: 'size', perKilobyte: 1 }, ...metered } } },
        () => '',
      ),
  });

describe('a metered route', () => {
  let shop: Shop;
  let url: string;

  beforeAll(async () => {
    const payer = { kind: 'bearer' } as const;
    const tokens = { kind: 'tokens', per: 1_000, prompt: 1_500, completion: 2_000 } as const;
    shop = await openShop({
      routes(app, { stopwatch }) {
        app.get('/fixed', { config: { metered: { payer, cost: { kind: 'fixed', amount: 250_000 } } } }, () => 'done');
        app.get(
          '/size',
          { config: { metered: { payer, estimate: credit, cost: { kind: 'size', perKilobyte: 1_000, base: 7 } } } },
          () => 'x'.repeat(300_500),
        );
        app.get(
          '/time',
          { config: { metered: { payer, estimate: credit, cost: { kind: 'time', perSecond: 1_000 } } } },
          () => {
            stopwatch.ms += 2_501;
            return 'done';
          },
        );
        app.get(
          '/large',
          { config: { metered: { payer, estimate: credit, cost: { kind: 'time', perSecond: 1_000 } } } },
          () => {
            stopwatch.ms += 3;
            return Buffer.alloc(40_000_000);
          },
        );
        app.get('/tokens', { config: { metered: { payer, estimate: credit, cost: tokens } } }, (request) => {
          request.meter?.report({ promptTokens: 1_001, completionTokens: 10 });
          return 'done';
        });
        app.get('/token-stream', { config: { metered: { payer, estimate: credit, cost: tokens } } }, (request, reply) =>
          reply.send(
            Readable.from(
              (function* words() {
                for (let word = 0; word < 50; word += 1) {
                  request.meter?.count({ completionTokens: 1 });
                  yield `word${word} `;
                }
              })(),
            ),
          ),
        );
        app.post('/untold', { config: { metered: { payer, estimate: credit, cost: tokens } } }, () =>
          'x'.repeat(4_000),
        );
        app.get('/none', { config: { metered: { payer, estimate: credit, cost: tokens } } }, (request) => {
          request.meter?.report({ promptTokens: 0, completionTokens: 0 });
          return 'x'.repeat(4_000);
        });
        app.get<{ Querystring: { cost: string } }>(
          '/own',
          {
            config: {
              metered: {
                payer,
                estimate: async () => credit / 2,
                cost: (_request, reply, measured) =>
                  Number(reply.getHeader('x-cost')) + measured.responseBytes + measured.status,
              },
            },
          },
          (request, reply) => reply.header('x-cost', request.query.cost).send('four'),
        );
        app.get(
          '/broken-cost',
          {
            config: {
              metered: {
                payer,
                estimate: credit,
                cost: () => {
                  throw new Error('no price today');
                },
              },
            },
          },
          () => 'served',
        );
      },
    });
    url = await shop.sell();
  });
  afterAll(() => shop.close());

  async function spent(path: string, body?: unknown): Promise<number> {
    const token = await shop.customer();
    const { status } = await ask(`${url}${path}`, token, { body });
    expect(status).toBe(200);
    await shop.app.metering.settled();
    return 100 * credit - (await shop.free(token));
  }

  it('at a fixed cost charges just that', async () => {
    expect(await spent('/fixed')).toBe(250_000);
  });

  it('by size charges each kilobyte of the body that left, rounded up once', async () => {
    expect(await spent('/size')).toBe(7 + 300_500);
  });

  it('by time charges the time the handler took', async () => {
    expect(await spent('/time')).toBe(2_501);
  });

  it('by time does not charge for a client that reads slowly', async () => {
    const token = await shop.customer();
    const answer = await fetch(`${url}/large`, { headers: { authorization: `Bearer ${token}` } });
    shop.stopwatch.ms += 60_000;
    expect((await answer.arrayBuffer()).byteLength).toBe(40_000_000);
    await shop.app.metering.settled();
    expect(100 * credit - (await shop.free(token))).toBe(3);
  });

  it('by tokens charges what the handler reported, rounded up once', async () => {
    expect(await spent('/tokens')).toBe(1_502 + 20);
  });

  it('by tokens charges what a stream counted as it went', async () => {
    expect(await spent('/token-stream')).toBe(50 * 2);
  });

  it('by tokens counts the bytes of both bodies where the handler told nothing', async () => {
    const body = { text: 'y'.repeat(389) };
    expect(JSON.stringify(body)).toHaveLength(400);
    expect(await spent('/untold', body)).toBe(150 + 2 * 1_000);
  });

  it('by tokens charges nothing for a reported zero', async () => {
    expect(await spent('/none')).toBe(0);
  });

  it('charges what a function of request, reply and measurement says', async () => {
    expect(await spent('/own?cost=1000.5')).toBe(1_001 + 4 + 200);
  });

  it('never charges more than was held, and logs what went beyond', async () => {
    expect(await spent('/own?cost=7000000')).toBe(credit / 2);
    expect(shop.log()).toContain('cost more than its estimate');
  });

  it('logs what went beyond in the log of the app, with the id of the request', async () => {
    const { headers } = await ask(`${url}/own?cost=7000000`, await shop.customer());
    await shop.app.metering.settled();
    const told = shop
      .log()
      .split('\n')
      .filter((line) => line.includes('cost more than its estimate'));
    expect(told.at(-1)).toContain(`"request_id":"${headers.get('x-request-id')}"`);
  });

  it('charges nothing where the cost cannot be reckoned, and the answer is as it was', async () => {
    expect(await spent('/broken-cost')).toBe(0);
    expect(shop.log()).toContain('no price today');
  });

  it.each(['Infinity', '-Infinity', 'NaN', '-1000'])('charges nothing where its own cost comes to %s', async (cost) => {
    expect(await spent(`/own?cost=${cost}`)).toBe(0);
    expect(shop.log()).toContain('is not a whole number of microcredits');
  });

  it('tells in the answer how many whole credits are free while it is served', async () => {
    const { headers } = await ask(`${url}/fixed`, await shop.customer(3 * credit));
    expect(headers.get('x-pro-left')).toBe('2');
  });

  it('is refused with 402 before its handler runs where the estimate is not covered', async () => {
    const refused = await ask(`${url}/size`, await shop.customer(credit - 1));
    expect([refused.status, codeOf(refused)]).toEqual([402, 'credits_exhausted']);
    expect(refused.headers.get('content-type')).toBe('application/problem+json');
  });

  it('cannot be made without an upper bound, nor with a price that is no number', async () => {
    await expect(route({})).rejects.toThrow('estimate');
    await expect(route({ estimate: 1.5 })).rejects.toThrow('whole number');
    await expect(route({ cost: { kind: 'fixed', amount: -1 } })).rejects.toThrow('"amount"');
    await expect(route({ estimate: 5, ttlMs: 10 })).rejects.toThrow('ttlMs');
  });

  it('cannot be made with an upper bound that does not bound its cost', async () => {
    const [use, model] = [{ outputTokens: 5 }, { kind: 'model', model: 'm' } as const];
    await expect(route({ cost: { kind: 'time', perSecond: 5 }, estimate: use })).rejects.toThrow(
      'does not bound the time',
    );
    await expect(route({ cost: { kind: 'size', perKilobyte: 5 }, estimate: use })).rejects.toThrow(
      'does not bound the size',
    );
    await expect(route({ cost: () => 5, estimate: use })).rejects.toThrow('must be an amount');
    await expect(route({ cost: model, estimate: 5 })).rejects.toThrow('not an amount');
    await route({ cost: { kind: 'time', perSecond: 5 }, estimate: { ...use, durationMs: 9 } });
    await route({ cost: { kind: 'size', perKilobyte: 5 }, estimate: { ...use, responseBytes: 9 } });
  });
});
