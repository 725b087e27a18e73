// The identity provider's public keys: fetched with bounds on time and size, kept for a while, and fetched again when a token
// names a key that is not among them. Anybody can invent such a name, so there is a pause between two fetches.
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import type { Clock } from '../../lib/clock.ts';

export type KeySetSource = { readonly url: string; readonly clock: Clock; readonly timeoutMs?: number };

/** The keys cannot be fetched right now, which says nothing about any token. */
export class KeysUnavailable extends Error {
  override readonly name = 'KeysUnavailable';
}

const freshForMs = 10 * 60_000;
/** Known keys stay in use during an outage of the key server, but not for ever: one of them may have been withdrawn. */
const keptForMs = 60 * 60_000;
const pauseMs = 30_000;
const pauseAfterFailureMs = 5_000;
const bytesMax = 256 * 1024;

type Known = { readonly find: JWTVerifyGetKey; readonly at: number };

/** Throws KeysUnavailable, or jose's own errors where the token names no key of the set. */
export function createKeySet({ url, clock, timeoutMs = 5_000 }: KeySetSource): JWTVerifyGetKey {
  const state: { known: Known | null; failedAt: number; fetching: Promise<Known> | null } = {
    known: null,
    failedAt: Number.NEGATIVE_INFINITY,
    fetching: null,
  };

  const fetchOnce = async (): Promise<Known> => {
    try {
      const known = { find: finderIn(await fetchKeys(url, timeoutMs)), at: clock.now() };
      state.known = known;
      return known;
    } catch (cause) {
      state.failedAt = clock.now();
      throw new KeysUnavailable('the key server gave no keys', { cause });
    } finally {
      state.fetching = null;
    }
  };

  const fetchNew = async (): Promise<Known> => {
    if (state.fetching === null && isWithin(pauseAfterFailureMs, state.failedAt, clock))
      throw new KeysUnavailable('the key server gave no keys a moment ago');
    state.fetching ??= fetchOnce();
    return state.fetching;
  };

  const current = async (): Promise<Known> => {
    const { known } = state;
    if (known === null || !isWithin(keptForMs, known.at, clock)) return fetchNew();
    // The next request gets the newer keys. If they cannot be fetched, these stay in use.
    if (!isWithin(freshForMs, known.at, clock)) fetchNew().catch(() => undefined);
    return known;
  };

  return async (header, token) => {
    const known = await current();
    try {
      return await known.find(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey) || isWithin(pauseMs, known.at, clock)) throw error;
      return (await fetchNew()).find(header, token);
    }
  };
}

/** False for a time in the future: the clock was set back since. */
function isWithin(ms: number, at: number, clock: Clock): boolean {
  const age = clock.now() - at;
  return age >= 0 && age < ms;
}

/** A key in the set that cannot be used verifies nothing, and is no reason to ask the key server again. */
function finderIn(keys: JSONWebKeySet): JWTVerifyGetKey {
  const find = createLocalJWKSet(keys);
  return async (header, token) => {
    try {
      return await find(header, token);
    } catch (error) {
      if (/^ERR_JWKS_(NO|MULTIPLE)_MATCHING/.test(codeOf(error))) throw error;
      throw new errors.JWSInvalid('the key that the token names cannot be used', { cause: error });
    }
  };
}

function codeOf(error: unknown): string {
  return error instanceof errors.JOSEError ? error.code : '';
}

/** Redirects are not followed: they could lead to a server whose keys must not be trusted. */
async function fetchKeys(url: string, timeoutMs: number): Promise<JSONWebKeySet> {
  const answer = await fetch(url, {
    headers: { accept: 'application/jwk-set+json, application/json' },
    redirect: 'error',
    signal: AbortSignal.timeout(timeoutMs),
  });
  if (answer.status !== 200 || answer.body === null) {
    await answer.body?.cancel();
    throw new Error(`the key server answered ${answer.status}`);
  }
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of answer.body) {
    bytes += chunk.length;
    if (bytes > bytesMax) throw new Error(`the key server sent more than ${bytesMax} bytes`);
    chunks.push(chunk);
  }
  return asKeySet(JSON.parse(Buffer.concat(chunks).toString('utf8')));
}

function asKeySet(value: unknown): JSONWebKeySet {
  if (isKeySet(value)) return value;
  throw new Error('the key server sent no key set');
}

/** jose checks each key itself, and refuses what is not a key set. */
function isKeySet(value: unknown): value is JSONWebKeySet {
  return typeof value === 'object' && value !== null && 'keys' in value && Array.isArray(value.keys);
}
