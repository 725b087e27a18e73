// What one answer costs, from what was measured of it. Reckoned in whole numbers and rounded up once, at the end.
import type { CostFunction, Measured, TokenUsage } from './measured.ts';

/** `base` is added to each answer. All amounts are microcredits. */
export type CostRule =
  | { readonly kind: 'fixed'; readonly amount: number }
  /** For each kilobyte (1,000 bytes) of the answer's body. */
  | { readonly kind: 'size'; readonly perKilobyte: number; readonly base?: number }
  /** For each second from the lock to the last of the answer. */
  | { readonly kind: 'time'; readonly perSecond: number; readonly base?: number }
  /** `prompt` and `completion` are the prices of `per` tokens. */
  | {
      readonly kind: 'tokens';
      readonly per: 1_000 | 1_000_000;
      readonly prompt: number;
      readonly completion: number;
      readonly base?: number;
      /** How many bytes count as a token where the handler tells nothing. Default 4. */
      readonly bytesPerToken?: number;
    };

export type Cost = CostRule | CostFunction;

/** Throws where the rule cannot be one. */
export function checkCost(rule: CostRule, address: string): void {
  const { kind, ...numbers } = rule;
  for (const [name, value] of Object.entries(numbers))
    if (!Number.isSafeInteger(value) || value < 0)
      throw new Error(`${address}: "${name}" of the ${kind} cost must be a whole number of 0 or more`);
  if (rule.kind === 'tokens' && rule.bytesPerToken === 0)
    throw new Error(`${address}: "bytesPerToken" must be 1 or more`);
}

/** In microcredits, and not yet bounded by what was locked. */
export function costOf(rule: CostRule, measured: Measured): bigint {
  switch (rule.kind) {
    case 'fixed':
      return BigInt(rule.amount);
    case 'size':
      return BigInt(rule.base ?? 0) + perPart(measured.responseBytes, rule.perKilobyte, 1_000);
    case 'time':
      return BigInt(rule.base ?? 0) + perPart(Math.ceil(measured.ms), rule.perSecond, 1_000);
    case 'tokens': {
      const { promptTokens, completionTokens } = measured.usage ?? countedTokens(measured, rule.bytesPerToken ?? 4);
      const sum = BigInt(promptTokens) * BigInt(rule.prompt) + BigInt(completionTokens) * BigInt(rule.completion);
      return BigInt(rule.base ?? 0) + divideUp(sum, BigInt(rule.per));
    }
  }
}

/** Nothing is free because nobody told: what went over the wire is counted instead. */
function countedTokens({ requestBytes, responseBytes }: Measured, bytesPerToken: number): TokenUsage {
  return {
    promptTokens: Math.ceil(requestBytes / bytesPerToken),
    completionTokens: Math.ceil(responseBytes / bytesPerToken),
  };
}

function perPart(amount: number, price: number, part: number): bigint {
  return divideUp(BigInt(amount) * BigInt(price), BigInt(part));
}

function divideUp(sum: bigint, by: bigint): bigint {
  return (sum + by - 1n) / by;
}
