// What a route says about its price: the line in its `config` by which it is charged, and nothing of how that is done.
import type { FastifyRequest } from 'fastify';
import { Microcredits } from '../../contract/money.ts';
import { checkCost, type Cost } from './cost.ts';
import type { PayerRule } from './payer.ts';

/** All amounts are whole microcredits: 1,000,000 are one credit. */
export type MeteredRoute = {
  /** Who pays. */
  readonly payer: PayerRule;
  /** What it did cost, reckoned after the answer. */
  readonly cost: Cost;
  /** The most it can cost; this much is locked before the handler runs. A fixed cost needs none. */
  readonly estimate?: number | ((request: FastifyRequest) => number | Promise<number>);
  /** Which answers are charged; by default those with a status below 400. */
  readonly chargeOn?: readonly AnswerClass[];
  /** How the ledger names the charge; by default the method and the route's address. */
  readonly name?: string;
  /** How long a lock outlives the process that made it. A running answer keeps it open. Default 15 minutes. */
  readonly ttlMs?: number;
  /** The longest an answer may take. Whatever runs longer is cut off and charged as it stands. Default 4 hours. */
  readonly longestMs?: number;
  /** What a repeat of an `Idempotency-Key` gets that was charged before: a 409, or the handler once more, free. */
  readonly onRepeat?: 'refuse' | 'serve';
};

export type AnswerClass = 'success' | 'client_error' | 'server_error';

/** A route's line, checked and completed when the route is made. */
export type RouteTerms = Required<Omit<MeteredRoute, 'estimate'>> & {
  readonly bound: (request: FastifyRequest) => Promise<Microcredits>;
};

const minute = 60_000;
const day = 24 * 60 * minute;

/** Throws where the line cannot be right, so that the app does not start with it. */
export function termsOf(route: MeteredRoute, address: string): RouteTerms {
  const { estimate = fixedAmount(route.cost), ttlMs = Math.min(15 * minute, route.longestMs ?? day) } = route;
  const { longestMs = Math.max(4 * 60 * minute, ttlMs) } = route;
  if (estimate === null)
    throw new Error(`${address}: say the most it can cost, as "estimate"; only a fixed cost needs none`);
  if (typeof route.cost === 'object') checkCost(route.cost, address);
  if (typeof estimate === 'number') wholeAmount(estimate, `${address}: the estimate`);
  if (!Number.isSafeInteger(ttlMs) || ttlMs < 1000 || ttlMs > day)
    throw new Error(`${address}: ttlMs must be from one second to one day`);
  if (!Number.isSafeInteger(longestMs) || longestMs < ttlMs || longestMs > day)
    throw new Error(`${address}: longestMs must be from ttlMs to one day`);
  return {
    chargeOn: ['success'],
    onRepeat: 'refuse',
    ...route,
    name: (route.name ?? address).slice(0, 200),
    ttlMs,
    longestMs,
    bound: async (request) =>
      wholeAmount(typeof estimate === 'number' ? estimate : Math.ceil(await estimate(request)), 'the estimate'),
  };
}

/** Throws unless the number is an amount: whole, not negative, and small enough to be exact. */
export function wholeAmount(amount: number, what: string): Microcredits {
  const parsed = Microcredits.safeParse(amount);
  if (!parsed.success) throw new RangeError(`${what} is not a whole number of microcredits: ${amount}`);
  return parsed.data;
}

function fixedAmount(cost: Cost): number | null {
  return typeof cost === 'object' && cost.kind === 'fixed' ? cost.amount : null;
}
