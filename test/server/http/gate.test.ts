// The gate for services over HTTP: how amounts and payers are written, what a repeat finds, and how a lock ends.
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openMetering, type Metering } from '../../../server/metering.ts';
import { type Companion, call, newToken, type Reply, startCompanion, tokenHash } from '../../support/companion.ts';

const operatorKey = 'the key of the operator';
let server: Companion;
let ledger: Metering;
let serviceKey: string;
beforeAll(async () => {
  server = await startCompanion({ ADMIN_API_KEY: operatorKey });
  ledger = openMetering({ path: join(server.folder, 'ledger.db') });
  serviceKey = (await asOperator('POST /v1/api-keys', { kind: 'service', name: 'shop' })).body.key;
});
afterAll(async () => {
  await ledger.close();
  await server.close();
});

const asOperator = (request: string, body?: unknown): Promise<Reply> =>
  call(server.url, request, { headers: { 'x-api-key': operatorKey }, ...(body === undefined ? {} : { body }) });

const asService = (request: string, body?: unknown, key = serviceKey): Promise<Reply> =>
  call(server.url, request, {
    headers: { authorization: `Bearer ${key}` },
    ...(body === undefined ? {} : { body }),
  });

const lock = (body: object) => asService('POST /v1/balance/lock', { id: randomUUID(), ...body });
const unlock = (lockId: string, body: object) => asService('POST /v1/balance/unlock', { lock_id: lockId, ...body });

/** A new token with so many microcredits. */
async function customer(amount = 10_000_000): Promise<string> {
  const token = newToken();
  await ledger.grant({ to: { kind: 'token', token }, amount, reason: 'test' });
  return token;
}

const balanceOf = async (token: string) => (await asService(`GET /v1/summary?payer=token:${tokenHash(token)}`)).body;

describe('a lock', () => {
  it('holds an amount in credits or microcredits, and is unlocked at the real cost', async () => {
    const token = await customer();
    const first = await lock({ payer: `token:${token}`, amount: '1.25' });
    expect([first.status, first.body.lock.state, first.body.lock.amount_microcredits]).toEqual([
      201,
      'held',
      1_250_000,
    ]);
    const second = await lock({ payer: token, amount_microcredits: 3_000_000, name: 'summaries' });
    expect(await balanceOf(token)).toMatchObject({
      balance_microcredits: 10_000_000,
      held_microcredits: 4_250_000,
      available_microcredits: 5_750_000,
    });
    const ended = await unlock(first.body.lock_id, { real_cost: '0.5' });
    expect(ended.body.lock).toMatchObject({
      state: 'captured',
      captured_microcredits: 500_000,
      overrun_microcredits: 0,
    });
    await unlock(second.body.lock_id, { real_cost_microcredits: 0 });
    expect(await balanceOf(token)).toMatchObject({ balance_microcredits: 9_500_000, held_microcredits: 0 });
  });

  it.each([
    [{ amount: 1.25 }, 'amount', 'The field "amount" must be a text.'],
    [{ amount: '1.2345678' }, 'amount', /credits as a decimal in quotes, such as "1.25"/],
    [{ amount: '-1' }, 'amount', /credits as a decimal in quotes/],
    [{ amount: '1e3' }, 'amount', /credits as a decimal in quotes/],
    [{ amount_microcredits: 1.5 }, 'amount_microcredits', /must be a whole number/],
    [{ amount_microcredits: -1 }, 'amount_microcredits', /must be at least 0/],
    [{ amount: '1', amount_microcredits: 1 }, 'amount', /either "amount" or "amount_microcredits"/],
    [{}, 'amount', /The field "amount" is missing/],
  ])('is refused with a clear sentence for %j', async (amount, field, sentence) => {
    const { status, body } = await lock({ payer: 'alice', ...amount });
    expect([status, body.code, body.field]).toEqual([400, 'invalid_request', field]);
    expect(body.detail).toMatch(sentence);
  });

  it('is found again by its id, and under the id of another there is a conflict', async () => {
    const token = await customer();
    const id = randomUUID();
    const asked = { id, payer: `token:${token}`, amount: '2' };
    const made = await lock(asked);
    const again = await lock(asked);
    expect([again.status, again.body.lock_id]).toEqual([200, made.body.lock_id]);
    // The same payer and the same amount, said in another way.
    const same = await lock({ id, payer: `token:${tokenHash(token)}`, amount_microcredits: 2_000_000 });
    expect([same.status, same.body.lock_id]).toEqual([200, made.body.lock_id]);
    for (const other of [{ amount: '3' }, { payer: `token:${await customer()}` }, { name: 'something else' }]) {
      const { status, body } = await lock({ ...asked, ...other });
      expect([status, body.code]).toEqual([409, 'idempotency_conflict']);
    }
    expect((await balanceOf(token)).held_microcredits).toBe(2_000_000);
  });

  it('ends once: whatever is told afterwards finds how it ended', async () => {
    const token = await customer();
    const { lock_id: id } = (await lock({ payer: token, amount: '2' })).body;
    for (const cost of ['1', '2', '0'])
      expect((await unlock(id, { real_cost: cost })).body.lock.captured_microcredits).toBe(1_000_000);
    expect((await balanceOf(token)).balance_microcredits).toBe(9_000_000);
  });

  it('is never charged more than it holds; what goes beyond is told', async () => {
    const token = await customer();
    const { lock_id: id } = (await lock({ payer: token, amount: '2' })).body;
    expect((await unlock(id, { real_cost: '5' })).body.lock).toMatchObject({
      captured_microcredits: 2_000_000,
      overrun_microcredits: 3_000_000,
    });
  });

  it('of more credits than can be counted is refused, and so is such a cost', async () => {
    const token = await customer();
    const no = { status: 400, body: { reason: 'field_too_big', maximum: 9_007_199_254 } };
    expect(await lock({ payer: token, amount: '9007199255' })).toMatchObject({ ...no, body: { field: 'amount' } });
    expect(await lock({ payer: token, amount: '9999999999.999999' })).toMatchObject(no);
    expect(await lock({ payer: token, amount: '9007199254' })).toMatchObject({ status: 402 });
    const { body } = await lock({ payer: token, amount: '2' });
    expect(await unlock(body.lock_id, { real_cost: '9007199254.740992' })).toMatchObject(no);
    const ended = await unlock(body.lock_id, { real_cost: '9007199254' });
    expect(ended.body.lock.captured_microcredits).toBe(2_000_000);
  });

  it('is refused where the money does not cover it, and may be asked for again once it does', async () => {
    const token = await customer(1_000_000);
    const asked = { id: randomUUID(), payer: token, amount: '2' };
    const no = await lock(asked);
    expect([no.status, no.body.code]).toEqual([402, 'credits_exhausted']);
    await ledger.grant({ to: { kind: 'token', token }, amount: 1_000_000, reason: 'more' });
    expect((await lock(asked)).status).toBe(201);
  });

  it('can be ended by the next key of the same service', async () => {
    const token = await customer();
    const { lock_id: id } = (await lock({ payer: token, amount: '2' })).body;
    const next = (await asOperator('POST /v1/api-keys', { kind: 'service', name: 'next' })).body.key;
    const ended = await asService('POST /v1/balance/unlock', { lock_id: id, real_cost: '1' }, next);
    expect(ended.body.lock.state).toBe('captured');
  });

  it('that nobody made is not found, and says so', async () => {
    for (const id of ['nonsense', `${randomUUID()}.${'a'.repeat(22)}`]) {
      expect((await unlock(id, { real_cost: '1' })).body.code).toBe('hold_not_found');
      expect((await asService('POST /v1/balance/extend', { lock_id: id })).body.code).toBe('hold_not_found');
    }
  });

  it('is kept for longer by a sign of life', async () => {
    const token = await customer();
    const made = await lock({ payer: token, amount: '2', ttl_ms: 60_000 });
    const { lock_id: id, lock: first } = made.body;
    const longer = await asService('POST /v1/balance/extend', { lock_id: id, ttl_ms: 600_000, age_max_ms: 3_600_000 });
    expect(longer.body.lock.expires_at - first.expires_at).toBeGreaterThan(500_000);
  });
});

describe('a payer', () => {
  it('is a token, its hash, an account, a person, a team or an API key', async () => {
    const token = await customer();
    const account = (await balanceOf(token)).wallets[0].account_id;
    const key = (await asOperator('POST /v1/api-keys', { kind: 'user', user_id: 'dan', name: 'k' })).body.key;
    for (const payer of [token, `token:${token}`, `token:${tokenHash(token)}`, account, `account:${account}`])
      expect([payer, (await lock({ payer, amount: '0.1' })).body.lock.source]).toEqual([payer, 'pro']);
    for (const payer of ['user:alice', 'alice', '1', 'team:acme', key, `key:${key}`])
      expect([payer, (await lock({ payer, amount: '0.1' })).body.lock?.source]).toEqual([payer, 'plan']);
    const plan = await lock({ payer: 'user:bob', plan: 'team', amount: '0.1' });
    expect(plan.body.plan.id).toBe('team');
  });

  it('that is nobody is told apart, and half a token is never a person', async () => {
    const codes = async (payer: string) => {
      const { status, body } = await lock({ payer, amount: '0.1' });
      return [status, body.code, body.reason];
    };
    expect(await codes(newToken())).toEqual([404, 'wallet_not_found', undefined]);
    expect(await codes(`account:${randomUUID()}`)).toEqual([404, 'wallet_not_found', undefined]);
    for (const half of ['tally_abc', 'token:tally_abc', 'token:abc', 'sk-tally-abc'])
      expect([half, await codes(half)]).toEqual([half, [401, 'token_rejected', 'not_whole']]);
    expect(await codes(`sk-tally-${'x'.repeat(43)}`)).toEqual([401, 'token_rejected', 'key']);
    expect(await codes(serviceKey)).toEqual([403, 'forbidden', 'service_key']);
    for (const none of ['user:', 'team: ', ' alice'])
      expect([none, await codes(none)]).toEqual([none, [400, 'invalid_request', 'payer_unreadable']]);
  });

  it('is not named by a token in an address', async () => {
    for (const payer of [newToken(), `token:${newToken()}`, `key:sk-tally-${'x'.repeat(43)}`]) {
      const { status, body } = await asService(`GET /v1/summary?payer=${payer}`);
      expect([status, body.code, body.reason]).toEqual([401, 'token_rejected', 'in_address']);
    }
  });
});
