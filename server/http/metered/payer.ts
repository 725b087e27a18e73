// Who pays for a request. What the request says is turned into a wallet's key here; no token goes further than this file.
import { createHash } from 'node:crypto';
import type { ProblemParams } from '../../contract/problem.ts';
import type { FastifyRequest } from 'fastify';
import type { JWTVerifyGetKey } from 'jose';
import { TokenHash } from '../../contract/orders/orders.ts';
import type { Caller } from '../../usecases/caller.ts';
import { apiKeyForm, hashApiKey } from '../../lib/api-key.ts';
import { hashToken } from '../../lib/hash-token.ts';
import { rememberingJwts } from '../identity/jwt-memory.ts';
import { createJwtReader, type JwtReader } from '../identity/jwt-reader.ts';
import { claimAt, planIn, userIn } from '../identity/claims.ts';
import { createKeySet } from '../identity/key-set.ts';
import { systemClock as clock } from '../../lib/clock.ts';

/** A token's wallet, or the wallet of an account that the operator's own program names. */
export type WalletPayer =
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'account'; readonly account: string };

/**
 * Or a user (or their organisation): the wallets that they may spend from pay, or their plan does, in whose month and day the message
 * is then counted.
 */
export type Payer =
  | WalletPayer
  /** Whose API key `sk-tally-…` it is: a person or a team. */
  | { readonly kind: 'key'; readonly key: string }
  | {
      readonly kind: 'user';
      readonly subject: string;
      readonly scope?: 'user' | 'org';
      /** The person, where the subject is their organisation: it is written down who used it, and their own wallet may pay. */
      readonly user?: string;
      /** The plan that their proof names; else the one that the operator gave them, else `free`. */
      readonly plan?: string | null;
    };

/**
 * bearer: the token in the Authorization header. jwt: an account, proven by a signature.
 * header, query, body: a name and no proof; use them only where something in front of the app has checked who is asking.
 */
export type PayerRule =
  | { readonly kind: 'bearer' }
  | { readonly kind: 'header'; readonly name: string }
  | { readonly kind: 'query'; readonly name: string }
  /** A field of a JSON body; dots lead into objects, as in "billing.account". */
  | { readonly kind: 'body'; readonly field: string }
  | ({ readonly kind: 'jwt' } & JwtRule)
  | ((request: FastifyRequest) => Payer | null | Promise<Payer | null>);

export type JwtRule = {
  /** Where the issuer's public keys stand (JWKS), or a function that finds the key. */
  readonly keys: string | JWTVerifyGetKey;
  readonly issuer: string;
  /** Left out, tokens that the issuer made for its other services are believed as well. */
  readonly audience?: string;
  /** The claim that names the account, or the user; dots lead into objects. Default "sub", or "sid" where there is none. */
  readonly claim?: string;
  /** wallet: the account's credits. plan: the user's plan, which the token may name. Default wallet. */
  readonly pays?: 'wallet' | 'plan';
  /** The claim that names the plan. Default "plan", "public_metadata.plan" or "meta.plan". */
  readonly planClaim?: string;
};

/** `name` is the hash that stands for the payer wherever a wallet's or a user's own name must not be read. */
export type PayerNamed =
  | {
      readonly kind: 'payer';
      readonly caller: Caller;
      readonly name: TokenHash;
      readonly by: Payer['kind'] | 'nobody';
    }
  /** `wasSaid`: something stood where the payer is named, and it names nobody. */
  | { readonly kind: 'missing'; readonly no: ProblemParams<'payer_missing'>; readonly wasSaid: boolean }
  | { readonly kind: 'rejected'; readonly no: ProblemParams<'token_rejected'> }
  | { readonly kind: 'unavailable'; readonly cause: unknown };

export type PayerReader = (request: FastifyRequest) => Promise<PayerNamed>;

const token = /^tally_[A-Za-z0-9_-]{43}$/;
const bearer = /^Bearer +(\S+)$/i;

/** Whom an API key stands for; null: nobody. Throws where that cannot be found out now. */
export type KeyReader = (key: string) => Promise<Caller | null>;

/** `visitor` finds out who a request comes from that names nobody; null: then nobody pays. */
export function createPayerReader(
  rule: PayerRule,
  { visitor, readKey }: { readonly visitor: VisitorReader | null; readonly readKey: KeyReader },
): PayerReader {
  const readNamed = namedReader(rule, readKey);
  if (visitor === null) return readNamed;
  return async (request) => {
    const payer = await readNamed(request);
    // A caller who says who they are, in a way that names nobody, is told so and never served as a visitor.
    if (payer.kind !== 'missing' || payer.wasSaid) return payer;
    const caller = await visitor(request);
    return { kind: 'payer', caller, name: nameHash(`free:${caller.client}`), by: 'nobody' };
  };
}

export type VisitorReader = (request: FastifyRequest) => Promise<Extract<Caller, { readonly kind: 'anonymous' }>>;

function namedReader(rule: PayerRule, readKey: KeyReader): PayerReader {
  const payerFor = (payer: Payer | null, unnamed: Unnamed): PayerNamed | Promise<PayerNamed> =>
    payer?.kind === 'key' ? keyPayer(payer.key, readKey) : walletFor(payer, unnamed);
  const payerNamed = (value: unknown, no: ProblemParams<'payer_missing'>) =>
    payerFor(named(value), { no, wasSaid: isSaid(value) });

  if (typeof rule === 'function') {
    return async (request) => {
      const payer = await rule(request);
      return payerFor(payer, { no: { reason: 'request' }, wasSaid: payer !== null });
    };
  }
  switch (rule.kind) {
    case 'bearer':
      return async ({ headers }) => {
        const given = bearer.exec(headers.authorization ?? '')?.[1];
        const no = { reason: 'bearer' } as const;
        if (given === undefined) return { kind: 'missing', no, wasSaid: isSaid(headers.authorization) };
        return payerFor(bearerPayer(given), { no, wasSaid: true });
      };
    case 'header':
      return async ({ headers }) => payerNamed(headers[rule.name.toLowerCase()], { reason: 'header', name: rule.name });
    case 'query':
      return async ({ query }) => {
        const given = fieldOf(query, rule.name);
        // Addresses stand in logs, histories and referrers: a token in one is a token given away.
        if (typeof given === 'string' && (token.test(given) || apiKeyForm.test(given)))
          return { kind: 'rejected', no: { reason: 'in_address' } };
        return payerNamed(given, { reason: 'query', name: rule.name });
      };
    case 'body':
      return async ({ body }) =>
        payerNamed(
          rule.field.split('.').reduce<unknown>((part, name) => fieldOf(part, name), body),
          { reason: 'body', name: rule.field },
        );
    case 'jwt': {
      const { recall, read } = rememberingJwts(payerReader(rule), clock);
      return async ({ headers }) => {
        const given = bearer.exec(headers.authorization ?? '')?.[1];
        if (given === undefined)
          return { kind: 'missing', no: { reason: 'sign_in' }, wasSaid: isSaid(headers.authorization) };
        const known = recall(given);
        const said = known === null ? await read(given) : ({ kind: 'proven', said: known } as const);
        if (said.kind === 'unavailable') return said;
        if (said.kind === 'unproven') return { kind: 'rejected', no: { reason: 'sign_in_unverified' } };
        return payerFor(said.said, { no: { reason: 'request' }, wasSaid: true });
      };
    }
  }
}

function payerReader(rule: JwtRule): JwtReader<Payer> {
  const { keys, issuer, audience = null, claim, pays = 'wallet', planClaim = null } = rule;
  return createJwtReader({
    keys: typeof keys === 'string' ? createKeySet({ url: keys, clock }) : keys,
    issuer,
    audiences: audience === null ? null : [audience],
    clock,
    said: (claims) => {
      const name = claim === undefined ? userIn(claims) : claimAt(claims, claim);
      const plan = planIn(claims, planClaim);
      if (typeof name !== 'string' || name === '') return null;
      if (pays === 'wallet') return { kind: 'account', account: name };
      return { kind: 'user', subject: name, plan: typeof plan === 'string' ? plan : null };
    },
  });
}

/** The key of the wallet of an account by name: no token has this hash, so nobody can present it. */
export function accountHash(account: string): TokenHash {
  return nameHash(`account:${account}`);
}

function nameHash(name: string): TokenHash {
  return TokenHash.parse(createHash('sha256').update(name).digest('hex'));
}

function isSaid(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}

type Unnamed = { readonly no: ProblemParams<'payer_missing'>; readonly wasSaid: boolean };

async function keyPayer(key: string, readKey: KeyReader): Promise<PayerNamed> {
  if (!apiKeyForm.test(key)) return { kind: 'rejected', no: { reason: 'key' } };
  try {
    const caller = await readKey(key);
    if (caller === null) return { kind: 'rejected', no: { reason: 'key' } };
    return { kind: 'payer', caller, name: nameHash(`key:${hashApiKey(key)}`), by: 'key' };
  } catch (cause) {
    return { kind: 'unavailable', cause };
  }
}

/** What stands behind `Bearer`: an API key where it looks like one, else a token. */
function bearerPayer(given: string): Payer {
  return given.startsWith('sk-tally-') ? { kind: 'key', key: given } : { kind: 'token', token: given };
}

function walletFor(payer: Exclude<Payer, { readonly kind: 'key' }> | null, { no, wasSaid }: Unnamed): PayerNamed {
  const nobody = { kind: 'missing', no, wasSaid } as const;
  switch (payer?.kind) {
    case undefined:
      return nobody;
    case 'account':
      if (payer.account === '' || payer.account.length > 256) return nobody;
      return walletBy('account', accountHash(payer.account));
    case 'token':
      if (!token.test(payer.token)) return { kind: 'rejected', no: { reason: 'not_whole' } };
      return walletBy('token', hashToken(payer.token));
    case 'user': {
      const { subject, scope = 'user', plan = null, user: person = null } = payer;
      if (![subject, person].every((id) => id === null || (id !== '' && id.length <= 200))) return nobody;
      const who = scope === 'user' ? { user: subject, org: null } : { user: person, org: subject };
      const caller = { kind: 'user', subject, scope, plan, ...who, key: null } as const;
      return { kind: 'payer', caller, name: nameHash(nameOf({ scope, subject, person })), by: 'user' };
    }
  }
}

function nameOf({ scope, subject, person }: { scope: string; subject: string; person: string | null }): string {
  return person === null ? `${scope}:${subject}` : `${scope}:${JSON.stringify([subject, person])}`;
}

function walletBy(by: 'account' | 'token', hash: TokenHash): PayerNamed {
  return { kind: 'payer', caller: { kind: 'token', tokenHash: hash }, name: hash, by };
}

/** A token where there is one, else an account's name; anything but one plain text is nobody. */
function named(value: unknown): Payer | null {
  if (typeof value !== 'string' || value === '') return null;
  return /^(tally_|sk-tally-)/.test(value) ? bearerPayer(value) : { kind: 'account', account: value };
}

function fieldOf(of: unknown, name: string): unknown {
  return typeof of === 'object' && of !== null && Object.hasOwn(of, name) ? Reflect.get(of, name) : undefined;
}
