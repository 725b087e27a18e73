// The identity provider's public keys: fetched with bounds on time and size, kept for a while, and fetched again when a token
// names a key that is not among them. Anybody can invent such a name, so there is a pause between two fetches.
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import type { Clock } from '../../lib/clock.ts';
import { fetchJson } from '../../lib/fetch-json.ts';

/** `url`: a function is called again for each fetch, and bounds its own wait. */
export type KeySetSource = {
  readonly url: string | (() => Promise<string>);
  readonly clock: Clock;
  readonly timeoutMs?: number;
};

/** The keys cannot be fetched right now, which says nothing about any token. */
export class KeysUnavailable extends Error {
  override readonly name = 'KeysUnavailable';
}

const freshForMs = 10 * 60_000;
/** During an outage of the key server known keys stay in use for this long: one of them may have been withdrawn. */
const keptForMs = 60 * 60_000;
const pauseMs = 30_000;
const pauseAfterFailureMs = 5_000;

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
      const address = typeof url === 'string' ? url : await url();
      const known = { find: finderIn(asKeySet(await fetchJson(address, timeoutMs))), at: clock.now() };
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

function asKeySet(value: unknown): JSONWebKeySet {
  if (isKeySet(value)) return value;
  throw new Error('the key server sent no key set');
}

/** jose checks each key itself, and refuses what is not a key set. */
function isKeySet(value: unknown): value is JSONWebKeySet {
  return typeof value === 'object' && value !== null && 'keys' in value && Array.isArray(value.keys);
}
