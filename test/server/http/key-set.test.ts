import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readPerson } from '../../../server/http/identity/person.ts';
import { createJwtReader, type JwtRead } from '../../../server/http/identity/jwt-reader.ts';
import { createKeySet } from '../../../server/http/identity/key-set.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import {
  audience,
  issuer,
  type KeyServer,
  type KeyServerMood,
  newSigningKey,
  type SigningKey,
  signToken,
  startKeyServer,
} from '../../support/key-server.ts';

let first: SigningKey;
let second: SigningKey;
beforeAll(async () => {
  first = await newSigningKey('first');
  second = await newSigningKey('second');
});

const open: KeyServer[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

/** A reader over a key server, with a clock that stands until it is moved. */
async function reading(mood: KeyServerMood) {
  const server = await startKeyServer(mood);
  open.push(server);
  const clock = createFakeClock();
  const keys = createKeySet({ url: server.url, clock, timeoutMs: 200 });
  const said = ({ sub: user }: { readonly sub?: string }) => readPerson({ user, org: null, plan: null });
  const read = createJwtReader({ keys, issuer, audiences: [audience], clock, said });
  return {
    server,
    clock,
    read: async (key: SigningKey) => read(await signToken(key, {}, { now: clock.now(), exp: 7200 })),
    kindOf: async (key: SigningKey): Promise<JwtRead<unknown>['kind']> =>
      (await read(await signToken(key, {}, { now: clock.now(), exp: 7200 }))).kind,
  };
}

const broken: readonly (readonly [string, KeyServerMood])[] = [
  ['a page instead of keys', { kind: 'says', status: 200, type: 'text/html', body: '<h1>Welcome</h1>' }],
  ['keys that are none', { kind: 'says', status: 200, type: 'application/json', body: '{"keys":"none"}' }],
  ['an error', { kind: 'says', status: 500, type: 'application/json', body: '{"keys":[]}' }],
  ['an answer without end', { kind: 'never_ends' }],
  ['silence', { kind: 'hangs' }],
];

describe('the keys of an issuer', () => {
  it('are asked for once, however many tokens come at once', async () => {
    const { server, kindOf } = await reading({ kind: 'keys', keys: [first] });
    const kinds = await Promise.all(Array.from({ length: 20 }, () => kindOf(first)));
    expect(new Set(kinds)).toEqual(new Set(['proven']));
    expect(server.asked()).toBe(1);
  });

  it.each(broken)('are called unavailable, not wrong, when the key server gives %s', async (_what, mood) => {
    const { kindOf } = await reading(mood);
    expect(await kindOf(first)).toBe('unavailable');
  });

  it('are never looked for where the key server sends one on to', async () => {
    const elsewhere = await startKeyServer({ kind: 'keys', keys: [first] });
    open.push(elsewhere);
    const { kindOf } = await reading({ kind: 'moved', to: elsewhere.url });
    expect(await kindOf(first)).toBe('unavailable');
    expect(elsewhere.asked()).toBe(0);
  });

  it('are called unavailable when nobody listens, and are there again as soon as somebody does', async () => {
    const { server, clock, kindOf } = await reading({ kind: 'says', status: 503, type: 'text/plain', body: '' });
    expect(await kindOf(first)).toBe('unavailable');
    server.become({ kind: 'keys', keys: [first] });
    expect(await kindOf(first)).toBe('unavailable');
    expect(server.asked()).toBe(1);
    await clock.advance(5_000);
    expect(await kindOf(first)).toBe('proven');
  });

  it('are fetched anew for a key that is not among them, but not for every stranger’s', async () => {
    const { server, clock, kindOf } = await reading({ kind: 'keys', keys: [first] });
    expect(await kindOf(first)).toBe('proven');
    server.become({ kind: 'keys', keys: [first, second] });
    expect(await kindOf(second)).toBe('unproven');
    expect(server.asked()).toBe(1);
    await clock.advance(30_000);
    expect(await kindOf(second)).toBe('proven');
    const stranger = await newSigningKey('stranger');
    for (let turn = 0; turn < 5; turn += 1) expect(await kindOf(stranger)).toBe('unproven');
    expect(server.asked()).toBe(2);
  });

  it('are forgotten when the issuer has withdrawn them', async () => {
    const { server, clock, kindOf } = await reading({ kind: 'keys', keys: [first] });
    expect(await kindOf(first)).toBe('proven');
    server.become({ kind: 'keys', keys: [second] });
    await clock.advance(600_000);
    await expect.poll(() => kindOf(first), { timeout: 60_000 }).toBe('unproven');
    expect(await kindOf(second)).toBe('proven');
  });

  it('go on verifying for an hour when the key server is down, and no longer', async () => {
    const { server, clock, kindOf } = await reading({ kind: 'keys', keys: [first] });
    expect(await kindOf(first)).toBe('proven');
    server.become({ kind: 'hangs' });
    await clock.advance(3_599_000);
    expect(await kindOf(first)).toBe('proven');
    await clock.advance(1_000);
    expect(await kindOf(first)).toBe('unavailable');
  });

  it('that are not known cannot be called wrong while the key server is down', async () => {
    const { server, clock, kindOf } = await reading({ kind: 'keys', keys: [first] });
    expect(await kindOf(first)).toBe('proven');
    server.become({ kind: 'says', status: 500, type: 'text/plain', body: '' });
    await clock.advance(30_000);
    expect(await kindOf(second)).toBe('unavailable');
    expect(await kindOf(first)).toBe('proven');
  });
});
