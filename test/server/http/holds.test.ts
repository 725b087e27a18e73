import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Companion, call, holdBody, startCompanion } from '../../support/companion.ts';

let server: Companion;
beforeAll(async () => {
  server = await startCompanion({ FREE_LIMIT: '3', DEV_RESET_ENABLED: '1' });
});
afterAll(() => server.close());

const reset = (as: string) => call(server.url, 'POST /v1/dev/reset-free', { as });

describe('a hold over HTTP', () => {
  it('is 201 when new and 200 with the same answer when repeated', async () => {
    await reset('client-once');
    const body = holdBody();
    const first = await call(server.url, 'POST /v1/holds', { as: 'client-once', body });
    const again = await call(server.url, 'POST /v1/holds', { as: 'client-once', body });
    expect([first.status, again.status]).toEqual([201, 200]);
    expect(again.body.hold).toEqual(first.body.hold);
    expect(again.headers.get('x-free-left')).toBe('2');
  });

  it('of one id asked for by forty at once is made once', async () => {
    await reset('client-race');
    const body = holdBody();
    const replies = await Promise.all(
      Array.from({ length: 40 }, () => call(server.url, 'POST /v1/holds', { as: 'client-race', body })),
    );
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(39);
    expect(replies.every(({ headers }) => headers.get('x-free-left') === '2')).toBe(true);
  });

  it('of a model with a NUL character in its name is refused, and an address with one too', async () => {
    const made = await call(server.url, 'POST /v1/holds', { as: 'client-nul', body: { ...holdBody(), model: 'a\0' } });
    expect([made.status, made.body.reason]).toEqual([400, 'nul_character']);
    const read = await call(server.url, 'GET /v1/holds/a%00b', { as: 'client-nul' });
    expect([read.status, read.body.reason]).toEqual([400, 'address_unreadable']);
    const listed = await call(server.url, 'GET /v1/config?of=a%00b', { as: 'client-nul' });
    expect([listed.status, listed.body.reason]).toEqual([400, 'address_unreadable']);
  });

  it('of a used id for something else is a conflict', async () => {
    await reset('client-conflict');
    const body = holdBody();
    await call(server.url, 'POST /v1/holds', { as: 'client-conflict', body });
    const other = await call(server.url, 'POST /v1/holds', {
      as: 'client-conflict',
      body: { ...body, model: 'another' },
    });
    expect([other.status, other.body.code]).toEqual([409, 'idempotency_conflict']);
  });

  it('ends once: the loser of capture and release is told how it ended', async () => {
    await reset('client-ends');
    const { id } = (await call(server.url, 'POST /v1/holds', { as: 'client-ends', body: holdBody() })).body.hold;
    const usage = { prompt_tokens: 3, completion_tokens: 5, duration_ms: 70 };
    const captured = await call(server.url, `POST /v1/holds/${id}/capture`, {
      as: 'client-ends',
      body: { usage, outcome: 'completed' },
    });
    const released = await call(server.url, `POST /v1/holds/${id}/release`, { as: 'client-ends' });
    const read = await call(server.url, `GET /v1/holds/${id}`, { as: 'client-ends' });
    expect([captured.status, released.status, read.status]).toEqual([200, 200, 200]);
    expect([captured, released, read].map(({ body }) => body.hold.state)).toEqual(['captured', 'captured', 'captured']);
  });

  it('may be captured and released without a body', async () => {
    await reset('client-bodiless');
    const { id } = (await call(server.url, 'POST /v1/holds', { as: 'client-bodiless', body: holdBody() })).body.hold;
    expect((await call(server.url, `POST /v1/holds/${id}/capture`, { as: 'client-bodiless' })).body.hold.state).toBe(
      'captured',
    );
  });

  it('is refused with 402 and a way out when the free messages are used up', async () => {
    await reset('client-empty');
    for (let left = 2; left >= 0; left -= 1) {
      const reply = await call(server.url, 'POST /v1/holds', { as: 'client-empty', body: holdBody() });
      expect([reply.status, reply.headers.get('x-free-left')]).toEqual([201, String(left)]);
    }
    const refused = await call(server.url, 'POST /v1/holds', { as: 'client-empty', body: holdBody() });
    expect([refused.status, refused.body.code]).toEqual([402, 'free_exhausted']);
    expect(refused.headers.get('content-type')).toBe('application/problem+json');
    expect(refused.headers.get('x-free-left')).toBe('0');
    expect(refused.body.detail).toMatch(/Buy credits/i);
  });

  it('of a stranger looks like one that does not exist', async () => {
    await reset('client-owner');
    const { id } = (await call(server.url, 'POST /v1/holds', { as: 'client-owner', body: holdBody() })).body.hold;
    const theirs = await call(server.url, `GET /v1/holds/${id}`, { as: 'client-stranger' });
    const none = await call(server.url, `GET /v1/holds/${randomUUID()}`, { as: 'client-stranger' });
    expect([theirs.status, theirs.body.detail]).toEqual([404, none.body.detail]);
  });

  it.each(['[]', '[null]', 'null', '7', '"all"', 'true'])(
    'is not ended by a body that is no object: %s',
    async (body) => {
      const open = await startCompanion();
      const { id } = (await call(open.url, 'POST /v1/holds', { as: 'client-1234', body: holdBody() })).body.hold;
      for (const end of ['capture', 'release', 'extend']) {
        const answer = await fetch(`${open.url}/v1/holds/${id}/${end}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'x-client-id': 'client-1234' },
          body,
        });
        expect([end, answer.status]).toEqual([end, 400]);
      }
      const { body: after } = await call(open.url, `GET /v1/holds/${id}`, { as: 'client-1234' });
      await open.close();
      expect(after.hold.state).toBe('held');
    },
  );

  it('without a usable client id is counted by network and browser', async () => {
    const open = await startCompanion({ FREE_LIMIT: '5' });
    const ask = (agent: string, clientId?: string) =>
      call(open.url, 'POST /v1/holds', {
        body: holdBody(),
        headers: { 'user-agent': agent, ...(clientId === undefined ? {} : { 'x-client-id': clientId }) },
      });
    const left = async (agent: string) =>
      (await call(open.url, 'GET /v1/pro/status', { headers: { 'user-agent': agent } })).body.free.left;
    const first = await ask('browser one');
    expect([first.status, first.body.hold.source]).toEqual([201, 'free']);
    expect([(await ask('browser one', 'short')).status, (await ask('browser one', 'x'.repeat(129))).status]).toEqual([
      201, 201,
    ]);
    // The network is counted beside the browser, so another one has no more of it left.
    expect([await left('browser one'), await left('browser two')]).toEqual([2, 2]);
    const { id } = first.body.hold;
    const seen = async (headers: Readonly<Record<string, string>>) =>
      (await call(open.url, `GET /v1/holds/${id}`, { headers })).status;
    expect([
      await seen({ 'user-agent': 'browser one' }),
      await seen({ 'user-agent': 'browser two' }),
      await seen({ 'user-agent': 'browser one', 'x-client-id': 'client-1234' }),
    ]).toEqual([200, 404, 404]);
    await open.close();
  });
});

describe('the reset of the free allowance', () => {
  it('does not exist unless it is enabled', async () => {
    const closed = await startCompanion();
    const reply = await call(closed.url, 'POST /v1/dev/reset-free', { as: 'client-1234' });
    await closed.close();
    expect([reply.status, reply.body.code]).toEqual([404, 'not_found']);
  });
});
