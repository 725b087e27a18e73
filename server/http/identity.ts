// Works out who is asking: a token's hash, a verified user, or the HMACs of network and client id. No raw token, address or client
// id is passed on from here.
import { createHmac } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { LRUCache } from 'lru-cache';
import type { TokenHash } from '../contract/orders/orders.ts';
import { hashToken } from '../lib/hash-token.ts';
import { isTrustedNetwork, networkOf, type ProxyTrust } from './address.ts';
import type { ApiKeys } from './identity/api-keys.ts';
import { type UsageScope, type User, userOf } from './identity/person.ts';
import { readTrustedHeaders } from './identity/trusted-headers.ts';
import type { UserRead, UserTokens } from './identity/user-tokens.ts';

/**
 * What the caller sent as proof of who they are. rejected: it proves nothing; such a caller is refused, never served for free
 * instead. unverified: it cannot be checked right now. unheard: it was not looked at, because too many proofs from the same
 * network have failed.
 */
export type Proof =
  | { readonly kind: 'none' }
  | { readonly kind: 'rejected' }
  | { readonly kind: 'unverified'; readonly cause: unknown }
  | { readonly kind: 'unheard'; readonly retryAfterMs: number }
  | { readonly kind: 'token'; readonly hash: TokenHash }
  /** One of the operator's own services, by an API key. */
  | { readonly kind: 'service'; readonly id: string }
  | User;

/**
 * `client` stands for the installation: made from its X-Client-Id, or from network and browser where that is missing and
 * nothing else was sent. null: neither.
 */
export type Identity = { readonly bucket: string; readonly client: string | null; readonly proof: Proof };

/** Answers at once, except where a signature has to be verified. */
export type Identify = (headers: IncomingHttpHeaders, peer: string | undefined) => Identity | Promise<Identity>;

export type IdentitySources = {
  /** Keys the HMACs, so that nobody can go from a stored bucket back to an address by trying all of them. */
  readonly salt: string;
  readonly proxies: ProxyTrust;
  /** Null where no issuer of signed tokens is trusted. */
  readonly userTokens: UserTokens | null;
  /** Null where no API keys are accepted. */
  readonly apiKeys: ApiKeys | null;
  /** Whether a trusted proxy may name the user in headers. */
  readonly areHeadersTrusted: boolean;
  readonly scope: UsageScope;
};

export function createIdentify(sources: IdentitySources): Identify {
  const { salt, proxies, userTokens, apiKeys, areHeadersTrusted, scope } = sources;
  const bucketOf = remember((network: string) => keyed(salt, 'address', network));
  const directBucketOf = remember((peer: string) =>
    bucketOf(hex(networkOf({ peer, forwardedFor: undefined, connectingIp: undefined }, proxies))),
  );
  const clientOf = remember((clientId: string) => keyed(salt, 'client', clientId));
  const browserOf = remember((bucketAndAgent: string) => keyed(salt, 'browser', bucketAndAgent));
  const bucketFrom = (headers: IncomingHttpHeaders, peer: string | undefined): string => {
    const { 'x-forwarded-for': forwardedFor, 'cf-connecting-ip': connectingIp } = headers;
    if (forwardedFor === undefined && connectingIp === undefined) return directBucketOf(peer ?? '');
    return bucketOf(hex(networkOf({ peer, forwardedFor, connectingIp }, proxies)));
  };

  const proofFrom = (asking: Asking): Proof | Promise<Proof> => {
    const { headers, peer, bucket } = asking;
    const { authorization } = headers;
    if (authorization !== undefined) {
      const token = bearerToken.exec(authorization)?.[1];
      if (token !== undefined) return { kind: 'token', hash: hashToken(token) };
      const key = bearerApiKey.exec(authorization)?.[1];
      if (key !== undefined) return apiKeys === null ? rejected : (apiKeys.recall(key) ?? proofByKey(key, bucket));
      const jwt = bearerJwt.exec(authorization)?.[1];
      if (userTokens === null || jwt === undefined) return rejected;
      const known = userTokens.recall(jwt);
      return known !== null ? userOf(known, scope) : userTokens.read(jwt, bucket).then((read) => proofOf(read, scope));
    }
    if (!areHeadersTrusted || headers['x-user-id'] === undefined || !isTrustedNetwork(peer, proxies)) return none;
    const named = readTrustedHeaders(headers);
    switch (named.kind) {
      case 'nobody':
        return none;
      case 'unreadable':
        return rejected;
      case 'person':
        return userOf(named.person, scope);
    }
  };

  async function proofByKey(key: string, bucket: string): Promise<Proof> {
    const read = (await apiKeys?.read(key, bucket)) ?? { kind: 'unknown' };
    switch (read.kind) {
      case 'unknown':
        return rejected;
      case 'exhausted':
        return { kind: 'unheard', retryAfterMs: read.retryAfterMs };
      case 'unavailable':
        return { kind: 'unverified', cause: read.cause };
      case 'user':
      case 'service':
        return read;
    }
  }

  return (headers, peer) => {
    const bucket = bucketFrom(headers, peer);
    const clientId = headers['x-client-id'];
    const proof = proofFrom({ headers, peer, bucket });
    if (isClientId(clientId)) return withProof({ bucket, client: clientOf(clientId) }, proof);
    if (proof !== none) return withProof({ bucket, client: null }, proof);
    return { bucket, client: browserOf(`${bucket}\n${(headers['user-agent'] ?? '').slice(0, agentMax)}`), proof };
  };
}

/** This much of a User-Agent counts. */
const agentMax = 512;

function withProof(who: Omit<Identity, 'proof'>, proof: Proof | Promise<Proof>): Identity | Promise<Identity> {
  return proof instanceof Promise ? proof.then((found) => ({ ...who, proof: found })) : { ...who, proof };
}

type Asking = { readonly headers: IncomingHttpHeaders; readonly peer: string | undefined; readonly bucket: string };

const none: Proof = { kind: 'none' };
const rejected: Proof = { kind: 'rejected' };

const bearerToken = /^Bearer +(tally_[A-Za-z0-9_-]{43})$/i;
const bearerApiKey = /^Bearer +(sk-tally-[A-Za-z0-9_-]{43})$/i;
const bearerJwt = /^Bearer +([A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*)$/i;

function proofOf(read: UserRead, scope: UsageScope): Proof {
  switch (read.kind) {
    case 'proven':
      return userOf(read.said, scope);
    case 'exhausted':
      return { kind: 'unheard', retryAfterMs: read.retryAfterMs };
    case 'unproven':
      return rejected;
    case 'unavailable':
      return { kind: 'unverified', cause: read.cause };
  }
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

function isClientId(value: string | string[] | undefined): value is string {
  return typeof value === 'string' && value.length >= 8 && value.length <= 128;
}

function keyed(salt: string, purpose: string, value: string): string {
  return createHmac('sha256', salt).update(`${purpose}\n${value}`).digest('base64url').slice(0, 32);
}

const rememberedMax = 4096;

/** Only so many answers, so that strangers cannot fill the memory; the one that was not asked for the longest goes first. */
function remember(work: (input: string) => string): (input: string) => string {
  const known = new LRUCache<string, string>({ max: rememberedMax });
  return (input) => {
    const found = known.get(input);
    if (found !== undefined) return found;
    const made = work(input);
    known.set(input, made);
    return made;
  };
}
