// How a route of the API is made. Each says who may call it and which limit counts it; there is no default, so that no
// route is open to strangers because somebody forgot to close it. No other file imports oRPC's own builder.
import { oc, type HTTPMethod, type HTTPPath } from '@orpc/contract';
import { z } from 'zod';
import type { CsvForm } from './csv.ts';
import { problems } from './problem.ts';

export { eventIterator } from '@orpc/contract';

/**
 * Who may call a route.
 * - public: anybody, without any credential. The route may look at one to know whose money or allowance is meant, as the holds
 *   do: a caller without one is then the anonymous client, and a credential that cannot be verified is refused. Providers'
 *   webhooks are public too: their handler checks the signature over the delivery itself.
 * - holder: whoever sends a wallet's token. The handler answers for the wallet behind it, and refuses a token without one.
 * - user: whoever has proven who they are, by a wallet's token, a signed token of the issuer, or a trusted proxy's word. An API key
 *   is no such proof: it spends where a public route looks for a payer, and keeps nothing of its owner's.
 * - spender: a user, or an API key of a person's or a team's, which may ask about itself. The handler tells a key no more than what
 *   it can spend.
 * - service: another service of the operator's, by an API key that was made for services, which opens nothing else.
 * - operator: whoever sends the operator's key. Without a key in the settings, these routes are not there at all.
 *
 * GET /metrics is no route of the API: it stands on a listener of its own (METRICS_PORT), beside which there is nothing else, and is
 * read by whoever can connect to that. What listens for the public knows no such address.
 */
export const Access = z.enum(['public', 'holder', 'user', 'spender', 'service', 'operator']);
export type Access = z.infer<typeof Access>;

/**
 * Which limit counts a request.
 * - message: the strict one, for what costs a message or writes for a stranger.
 * - calm: the higher one, for captures, releases, reads, pages and the operator's routes.
 * - webhook: counted as calm is; senders are providers, which repeat what was refused.
 * - stream: counted as calm is, but stays open for long, so it takes no place among the requests worked on at once.
 * - none: not counted at all, for probes.
 * Whatever the route says, a wrong credential is counted by the strict limit.
 */
export const Limit = z.enum(['message', 'calm', 'webhook', 'stream', 'none']);
export type Limit = z.infer<typeof Limit>;

export const RouteRules = z.object({ access: Access, limit: Limit });
export type RouteRules = z.infer<typeof RouteRules>;

type RouteMeta = RouteRules & { readonly csv?: CsvForm; readonly noes?: 'openai' };

type RouteSpec<A extends Access, L extends Limit> = {
  readonly access: A;
  readonly limit: L;
  readonly method: HTTPMethod;
  readonly path: HTTPPath;
  readonly summary: string;
  readonly tags: readonly string[];
  /** For a POST whose input stands in the address, under `query`. */
  readonly inputStructure?: 'detailed';
  /** Both only where one route answers with more than one status: see `newOrRepeated`. */
  readonly outputStructure?: 'detailed';
  readonly successStatus?: number;
  /** For a list that can be had as a file too; its input then takes a `Format`. */
  readonly csv?: CsvForm;
  /** For a route whose noes have the form that OpenAI's clients read. */
  readonly noes?: 'openai';
};

/** A route that has no input yet and answers nothing yet. What its access and its limit refuse is among its errors. */
export function route<A extends Access, L extends Limit>({ access, limit, csv, noes, ...at }: RouteSpec<A, L>) {
  const forms = { ...(csv === undefined ? {} : { csv }), ...(noes === undefined ? {} : { noes }) };
  const meta: RouteMeta = { access, limit, ...forms };
  return oc
    .$meta(meta)
    .errors({ ...problemsOfAccess[access], ...problemsOfLimit[limit] })
    .route(at);
}

/** What a route answers to whoever may not call it. */
const problemsOfAccess = {
  public: {},
  holder: { token_rejected: problems.token_rejected },
  user: { token_rejected: problems.token_rejected, forbidden: problems.forbidden },
  spender: { token_rejected: problems.token_rejected, forbidden: problems.forbidden },
  service: { token_rejected: problems.token_rejected, forbidden: problems.forbidden },
  operator: { operator_key_rejected: problems.operator_key_rejected, not_found: problems.not_found },
} as const satisfies Readonly<Record<Access, Partial<typeof problems>>>;

/** What a route can answer before its handler is reached, and when something that the server stands on fails. */
const counted = {
  rate_limited: problems.rate_limited,
  internal: problems.internal,
  overloaded: problems.overloaded,
  storage_unavailable: problems.storage_unavailable,
  identity_unavailable: problems.identity_unavailable,
} as const;

const problemsOfLimit = {
  message: counted,
  calm: counted,
  webhook: counted,
  stream: counted,
  none: { internal: problems.internal },
} as const satisfies Readonly<Record<Limit, Partial<typeof problems>>>;
