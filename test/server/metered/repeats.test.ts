import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, codeOf, credit, openShop, type Shop } from './shop.ts';

describe('a repeated Idempotency-Key', () => {
  let shop: Shop;
  let url: string;
  const served: string[] = [];
  const gates = new Map<string, { readonly open: Promise<void>; pass(): void }>();

  beforeAll(async () => {
    const line = { payer: { kind: 'bearer' }, cost: { kind: 'fixed', amount: credit } } as const;
    shop = await openShop({
      routes(app) {
        app.post<{ Body: { text: string } }>('/once', { config: { metered: line } }, async ({ body }, reply) => {
          served.push(body.text);
          await gates.get(body.text)?.open;
          return body.text.startsWith('bad') ? reply.status(500).send('broke') : body.text;
        });
        app.post<{ Body: { text: string } }>(
          '/again',
          { config: { metered: { ...line, onRepeat: 'serve' } } },
          ({ body, meter }) => {
            meter?.report({ promptTokens: 1, completionTokens: 1 });
            return `${body.text} ${String(meter?.holdId === null)}`;
          },
        );
      },
    });
    url = await shop.sell();
  });
  afterAll(() => shop.close());

  const post = (path: string, token: string, text: string, key: string) =>
    ask(`${url}${path}`, token, { body: { text }, headers: { 'idempotency-key': key } });

  async function spent(token: string): Promise<number> {
    await shop.app.metering.settled();
    return 100 * credit - (await shop.free(token));
  }

  it('is charged once, however often it comes, and its handler runs once', async () => {
    const token = await shop.customer();
    expect((await post('/once', token, 'first', 'key')).status).toBe(200);
    await shop.app.metering.settled();
    const repeats = await Promise.all(Array.from({ length: 5 }, () => post('/once', token, 'first', 'key')));
    expect(repeats.map((answer) => [answer.status, codeOf(answer)])).toEqual(
      repeats.map(() => [409, 'idempotency_settled']),
    );
    expect(served.filter((text) => text === 'first')).toHaveLength(1);
    expect(await spent(token)).toBe(credit);
  });

  it('at the same time is served once, and the others are told to wait', async () => {
    const token = await shop.customer();
    const gate = Promise.withResolvers<void>();
    gates.set('busy', { open: gate.promise, pass: gate.resolve });
    const answers = Array.from({ length: 10 }, () =>
      post('/once', token, 'busy', 'same').then((answer) => {
        // The nine that are refused come first: the one that is served waits for them.
        refused.push(answer);
        if (refused.length === 9) gate.resolve();
        return answer;
      }),
    );
    const refused: unknown[] = [];
    const statuses = (await Promise.all(answers)).map(({ status }) => status).sort((a, b) => a - b);
    expect(statuses).toEqual([200, ...Array.from({ length: 9 }, () => 409)]);
    expect(await spent(token)).toBe(credit);
  });

  it('with another body or from another payer is another request', async () => {
    const token = await shop.customer();
    await post('/once', token, 'one thing', 'shared');
    const other = await post('/once', token, 'another thing', 'shared');
    expect([other.status, codeOf(other)]).toEqual([409, 'idempotency_conflict']);
    expect((await post('/once', await shop.customer(), 'another thing', 'shared')).status).toBe(200);
    expect(await spent(token)).toBe(credit);
  });

  it('may try again after a failure, which was not charged', async () => {
    const token = await shop.customer();
    for (let round = 0; round < 3; round += 1) {
      expect((await post('/once', token, 'bad luck', 'retry')).status).toBe(500);
      expect(await spent(token)).toBe(0);
    }
  });

  it('may try again once there are credits', async () => {
    const token = await shop.customer(credit / 2);
    expect((await post('/once', token, 'poor', 'later')).status).toBe(402);
    await shop.metering.grant({ to: { kind: 'token', token }, amount: credit, reason: 'test' });
    expect((await post('/once', token, 'poor', 'later')).status).toBe(200);
  });

  it('is served again and free where the route says so', async () => {
    const token = await shop.customer();
    expect((await post('/again', token, 'hello', 'key')).text).toBe('hello false');
    await shop.app.metering.settled();
    expect((await post('/again', token, 'hello', 'key')).text).toBe('hello true');
    expect(await spent(token)).toBe(credit);
  });

  it('that cannot be a key is refused', async () => {
    const answer = await post('/once', await shop.customer(), 'x', 'with spaces in it');
    expect([answer.status, codeOf(answer)]).toEqual([400, 'invalid_request']);
  });
});
