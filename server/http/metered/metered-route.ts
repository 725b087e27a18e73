// What a route says about its price: the line in its `config` by which it is charged, and nothing of how that is done.
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ChargeAsk } from '../../usecases/holds/charge.ts';
import { isBoundedBy, priceByRule, priceNamed } from '../../usecases/holds/route-price.ts';
import { boundedBy, checkedCost, type Cost, type UsageEstimate } from './cost.ts';
import type { Measured } from './measured.ts';
import type { PayerRule } from './payer.ts';

/** All amounts are whole microcredits: 1,000,000 are one credit. */
export type MeteredRoute = {
  /** Who pays. */
  readonly payer: PayerRule;
  /** What it did cost, reckoned after the answer. */
  readonly cost: Cost;
  /**
   * The most it can cost, or the most it can use; this much is held before the handler runs. A fixed cost needs none, nor does
   * a model whose price is one.
   */
  readonly estimate?: Estimate | ((request: FastifyRequest) => Estimate | Promise<Estimate>);
  /** Whether a request that names nobody who pays may use a message of the free allowance. Default false. */
  readonly free?: boolean;
  /** Which answers are charged; by default those with a status below 400. */
  readonly chargeOn?: readonly AnswerClass[];
  /** How the ledger names the charge; by default the method and the route's address. */
  readonly name?: string;
  /** How long a hold outlives the process that made it. A running answer keeps it open. Default 15 minutes. */
  readonly ttlMs?: number;
  /** The longest an answer may take. A longer one is cut off and charged for what was sent. Default 4 hours. */
  readonly longestMs?: number;
  /** What a repeat of an `Idempotency-Key` gets that was charged before: a 409, or the handler once more, free. */
  readonly onRepeat?: 'refuse' | 'serve';
};

export type AnswerClass = 'success' | 'client_error' | 'server_error';

/** An amount, or a use that the price turns into one. */
export type Estimate = number | UsageEstimate;

type Price = Extract<ChargeAsk['work'], { readonly kind: 'route' }>['price'];

/** A route's line, checked and completed when the route is made. */
export type RouteTerms = Required<Omit<MeteredRoute, 'estimate' | 'payer'>> & {
  /** What is to be held before the work. */
  readonly ask: (request: FastifyRequest) => Promise<Pick<ChargeAsk, 'work' | 'estimate'>>;
  /** What is charged after it; null: what was held for, at its own price. */
  readonly price: (request: FastifyRequest, reply: FastifyReply, measured: Measured) => Promise<Price | null>;
};

const minute = 60_000;
const day = 24 * 60 * minute;

/** Throws where the line cannot be right, so that the app does not start with it. */
export function termsOf(route: MeteredRoute, address: string): RouteTerms {
  const { ttlMs = Math.min(15 * minute, route.longestMs ?? day) } = route;
  const { longestMs = Math.max(4 * 60 * minute, ttlMs) } = route;
  const { chargeOn = ['success'], onRepeat = 'refuse', free = false } = route;
  const cost = checkedCost(route.cost, address);
  const name = (route.name ?? address).slice(0, 200);
  checkEstimate(route, address);
  if (!Number.isSafeInteger(ttlMs) || ttlMs < 1000 || ttlMs > day)
    throw new Error(`${address}: ttlMs must be from one second to one day`);
  if (!Number.isSafeInteger(longestMs) || longestMs < ttlMs || longestMs > day)
    throw new Error(`${address}: longestMs must be from ttlMs to one day`);
  return {
    chargeOn,
    onRepeat,
    free,
    cost,
    name,
    ttlMs,
    longestMs,
    ask: askOf({ ...route, name }),
    price: priceOf(cost),
  };
}

function checkEstimate({ cost, estimate }: MeteredRoute, address: string): void {
  const isNeeded = typeof cost === 'function' || (cost.kind !== 'fixed' && cost.kind !== 'model');
  if (estimate === undefined && isNeeded)
    throw new Error(`${address}: say the most it can cost, as "estimate"; only a fixed cost needs none`);
  if (typeof estimate === 'number') checkAmount(cost, estimate, address);
  if (typeof estimate === 'object') checkUse(cost, estimate, address);
}

function checkAmount(cost: Cost, estimate: number, address: string): void {
  priceNamed(estimate, `${address}: the estimate`);
  if (typeof cost === 'object' && cost.kind === 'model')
    throw new Error(`${address}: of a model say the most it can use as "estimate", not an amount`);
}

function checkUse(cost: Cost, estimate: UsageEstimate, address: string): void {
  const use = boundedBy(estimate);
  if (typeof cost === 'function')
    throw new Error(`${address}: where a function says what it costs, "estimate" must be an amount`);
  if (cost.kind !== 'model' && !isBoundedBy(use, priceByRule(cost)))
    throw new Error(
      `${address}: the estimate does not bound the ${cost.kind} cost; say durationMs or responseBytes too`,
    );
}

function askOf({ cost, estimate, name: route }: MeteredRoute & { readonly name: string }): RouteTerms['ask'] {
  const ownPrice = typeof cost === 'object' && cost.kind !== 'model' ? priceByRule(cost) : null;
  return async (request) => {
    const most = typeof estimate === 'function' ? await estimate(request) : (estimate ?? null);
    const used = typeof most === 'object' && most !== null ? boundedBy(most) : null;
    if (typeof cost === 'object' && cost.kind === 'model') {
      if (typeof most === 'number') throw new TypeError(`${route}: of a model say the most it can use, not an amount`);
      const model = typeof cost.model === 'string' ? cost.model : cost.model(request);
      return { work: { kind: 'model', model, venue: cost.venue ?? 'hosted', route }, estimate: used };
    }
    const price = typeof most === 'number' ? priceNamed(Math.ceil(most), 'the estimate') : ownPrice;
    if (price === null) throw new TypeError(`${route}: say the most it can cost as an amount`);
    return { work: { kind: 'route', route, price }, estimate: used };
  };
}

function priceOf(cost: Cost): RouteTerms['price'] {
  if (typeof cost === 'function')
    return async (...of) => {
      const amount = Math.ceil(await cost(...of));
      // More than anybody has is still an amount, which the hold bounds. Infinity is a mistake, such as a division by zero.
      const named = Number.isFinite(amount) ? Math.min(amount, Number.MAX_SAFE_INTEGER) : amount;
      return priceNamed(named, 'the cost');
    };
  const price = cost.kind === 'model' ? null : priceByRule(cost);
  return () => Promise.resolve(price);
}
