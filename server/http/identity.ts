// Who is asking: a token's hash, or the HMACs of address and client id. Raw tokens, addresses and client ids end here.
import { createHash, createHmac } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { BlockList } from 'node:net';
import { TokenHash } from '../contract/orders.ts';
import { networkOf } from './address.ts';

/** What the headers say; `client` is null without a usable X-Client-Id. */
export type Identity = {
  readonly bucket: string;
  readonly client: string | null;
  readonly token:
    | { readonly kind: 'none' }
    | { readonly kind: 'malformed' }
    | { readonly kind: 'given'; readonly hash: TokenHash };
};

export type Identify = (headers: IncomingHttpHeaders, peer: string | undefined) => Identity;

/** `salt` keys the HMACs, so that nobody can go from a stored bucket back to an address by trying all of them. */
export function createIdentify(salt: string, trusted: BlockList): Identify {
  const bucketOf = remember((network: string) => keyed(salt, 'address', network));
  const directBucketOf = remember((peer: string) =>
    bucketOf(hex(networkOf({ peer, forwardedFor: undefined, connectingIp: undefined }, trusted))),
  );
  const clientOf = remember((clientId: string) => keyed(salt, 'client', clientId));
  const bucketFrom = (headers: IncomingHttpHeaders, peer: string | undefined): string => {
    const { 'x-forwarded-for': forwardedFor, 'cf-connecting-ip': connectingIp } = headers;
    if (forwardedFor === undefined && connectingIp === undefined) return directBucketOf(peer ?? '');
    return bucketOf(hex(networkOf({ peer, forwardedFor, connectingIp }, trusted)));
  };
  return (headers, peer) => ({
    bucket: bucketFrom(headers, peer),
    client: isClientId(headers['x-client-id']) ? clientOf(headers['x-client-id']) : null,
    token: tokenOf(headers.authorization),
  });
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

const bearer = /^Bearer +(tally_[A-Za-z0-9_-]{43})$/i;

/** Any Authorization header that is not one of our tokens is malformed: never a silent fall back to free. */
function tokenOf(authorization: string | undefined): Identity['token'] {
  if (authorization === undefined) return { kind: 'none' };
  const token = bearer.exec(authorization)?.[1];
  if (token === undefined) return { kind: 'malformed' };
  return { kind: 'given', hash: hashToken(token) };
}

/** SHA-256 of the whole token, `tally_` included: the only form in which a token is known here. */
export function hashToken(token: string): TokenHash {
  return TokenHash.parse(createHash('sha256').update(token).digest('hex'));
}

function isClientId(value: string | string[] | undefined): value is string {
  return typeof value === 'string' && value.length >= 8 && value.length <= 128;
}

function keyed(salt: string, purpose: string, value: string): string {
  return createHmac('sha256', salt).update(`${purpose}\n${value}`).digest('base64url').slice(0, 32);
}

const rememberedMax = 4096;

/** The newest answers only, so that strangers cannot fill the memory; the oldest goes first. */
function remember(work: (input: string) => string): (input: string) => string {
  const known = new Map<string, string>();
  return (input) => {
    const found = known.get(input);
    if (found !== undefined) return found;
    const [oldest] = known.keys();
    if (known.size >= rememberedMax && oldest !== undefined) known.delete(oldest);
    const made = work(input);
    known.set(input, made);
    return made;
  };
}
