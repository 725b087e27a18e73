// Signed tokens that were verified a moment ago are not verified again, and not believed for longer than that.
import { createLocalJWKSet, type JWTVerifyGetKey } from 'jose';
import { expect, it } from 'vitest';
import { rememberingJwts } from '../../../server/http/identity/jwt-memory.ts';
import { createJwtReader } from '../../../server/http/identity/jwt-reader.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { audience, issuer, newSigningKey, type SigningKey, signToken } from '../../support/key-server.ts';

/** A memory over keys that can be withdrawn, which says how often they were asked for. */
function remembering(key: SigningKey) {
  const state = { keys: [key.publicJwk], looks: 0 };
  const keys: JWTVerifyGetKey = (header, token) => {
    state.looks += 1;
    return createLocalJWKSet({ keys: state.keys })(header, token);
  };
  const clock = createFakeClock();
  const said = ({ sub }: { readonly sub?: string }) => sub ?? null;
  return {
    state,
    clock,
    memory: rememberingJwts(createJwtReader({ keys, issuer, audiences: [audience], clock, said }), clock),
  };
}

it('a token that was verified is believed for a minute, and no other with it', async () => {
  const key = await newSigningKey('one');
  const { state, clock, memory } = remembering(key);
  const token = await signToken(key, {}, { now: clock.now(), exp: 3600 });
  expect(memory.recall(token)).toBe(null);
  expect(await memory.read(token)).toMatchObject({ kind: 'proven', said: '7' });
  expect([memory.recall(token), memory.recall(`${token}x`), state.looks]).toEqual(['7', null, 1]);
  await clock.advance(59_999);
  expect(memory.recall(token)).toBe('7');
  await clock.advance(1);
  expect(memory.recall(token)).toBe(null);
});

it('a token of a key that was withdrawn is found out when its minute is over', async () => {
  const key = await newSigningKey('one');
  const { state, clock, memory } = remembering(key);
  const token = await signToken(key, {}, { now: clock.now(), exp: 3600 });
  await memory.read(token);
  state.keys = [(await newSigningKey('two')).publicJwk];
  await clock.advance(60_000);
  expect(memory.recall(token)).toBe(null);
  expect(await memory.read(token)).toEqual({ kind: 'unproven' });
  expect(memory.recall(token)).toBe(null);
});

it('a token is never believed past its own end', async () => {
  const key = await newSigningKey('one');
  const { clock, memory } = remembering(key);
  const token = await signToken(key, {}, { now: clock.now(), exp: 10 });
  await memory.read(token);
  await clock.advance(14_999);
  expect(memory.recall(token)).toBe('7');
  await clock.advance(1);
  expect(memory.recall(token)).toBe(null);
});

it('only so many are remembered, and the oldest goes first', async () => {
  const key = await newSigningKey('one');
  const clock = createFakeClock();
  const expiresAt = clock.now() + 3_600_000;
  const memory = rememberingJwts(async (token) => ({ kind: 'proven', said: token, expiresAt }), clock);
  for (let i = 0; i <= 4096; i += 1) await memory.read(`${key.kid} ${i}`);
  expect([memory.recall('one 0'), memory.recall('one 1'), memory.recall('one 4096')]).toEqual([
    null,
    'one 1',
    'one 4096',
  ]);
});

it('one that is asked for again and again is not forgotten for those that come once', async () => {
  const clock = createFakeClock();
  const expiresAt = clock.now() + 3_600_000;
  const memory = rememberingJwts(async (token) => ({ kind: 'proven', said: token, expiresAt }), clock);
  await memory.read('busy');
  for (let i = 0; i <= 4096; i += 1) {
    await memory.read(`once ${i}`);
    expect(memory.recall('busy')).toBe('busy');
  }
});
