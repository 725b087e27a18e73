// What a metered route costs, as its line says it. The price itself is made and reckoned by the rules of the ledger.
import type { FastifyRequest } from 'fastify';
import type { ChargeAsk } from '../../usecases/holds/charge.ts';
import { checkCost, type CostRule } from '../../usecases/holds/route-price.ts';
import type { CostFunction, Measured } from './measured.ts';

/** What the operator's price rules (`openMetering({ priceRules })`) say for a model. */
export type ModelCost = {
  readonly kind: 'model';
  readonly model: string | ((request: FastifyRequest) => string);
  /** Default hosted. */
  readonly venue?: 'local' | 'hosted';
  /** How many bytes count as a token where the handler tells nothing. Default 4. */
  readonly bytesPerToken?: number;
};

export type Cost = CostRule | ModelCost | CostFunction;

/** Throws where the cost cannot be one. */
export function checkedCost(cost: Cost, address: string): Cost {
  if (typeof cost === 'function') return cost;
  if (cost.kind !== 'model') checkCost(cost, address);
  else if (cost.bytesPerToken !== undefined && !(Number.isSafeInteger(cost.bytesPerToken) && cost.bytesPerToken > 0))
    throw new Error(`${address}: "bytesPerToken" must be 1 or more`);
  return cost;
}

/** What a hold is captured with. Where tokens cost and nobody told of any, the bytes that went over the wire are counted. */
export function usageOf(cost: Cost, { usage, requestBytes, responseBytes, ms }: Measured) {
  const bytesPerToken = bytesPerTokenOf(cost);
  const guessed = {
    promptTokens: bytesPerToken === null ? 0 : Math.ceil(requestBytes / bytesPerToken),
    completionTokens: bytesPerToken === null ? 0 : Math.ceil(responseBytes / bytesPerToken),
  };
  const { promptTokens, completionTokens } = usage ?? guessed;
  return { promptTokens, completionTokens, durationMs: Math.ceil(ms), responseBytes };
}

/** What a request may use at the most, in the words of the rules. Throws RangeError where a number is none. */
export function boundedBy(estimate: UsageEstimate): NonNullable<ChargeAsk['estimate']> {
  const { promptTokens = 0, outputTokens, durationMs = 0, responseBytes = 0, images = 0 } = estimate;
  const bounds = { promptTokens, completionTokens: outputTokens, durationMs, responseBytes, images };
  for (const [name, value] of Object.entries(bounds))
    if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`the estimate: ${name} is no count: ${value}`);
  return bounds;
}

/** The most that a request may use. A wallet that affords less output lowers `outputTokens`: see `request.meter.outputLimit`. */
export type UsageEstimate = {
  readonly promptTokens?: number;
  readonly outputTokens: number;
  readonly durationMs?: number;
  readonly responseBytes?: number;
  readonly images?: number;
};

/** null: no token of it costs anything. */
function bytesPerTokenOf(cost: Cost): number | null {
  if (typeof cost === 'function' || (cost.kind !== 'tokens' && cost.kind !== 'model')) return null;
  return cost.bytesPerToken ?? 4;
}
