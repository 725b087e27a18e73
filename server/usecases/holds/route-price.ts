// What an operator's own route costs, from the line that its program writes to a price of the ledger's own arithmetic.
// A fixed amount, and one that the program names when the work is done, are prices like any other.
import { Microcredits } from '../../contract/money.ts';
import { microcredits, noMicrocredits } from '../../domain/money.ts';
import { boundOf, type MeteredUsage, type Price, type Rates } from '../../domain/holds/price.ts';
import { product, ratePer } from '../../domain/rate.ts';

/** `base` is added to each answer. All amounts are microcredits. */
export type CostRule =
  | { readonly kind: 'fixed'; readonly amount: number }
  /** For each kilobyte (1,000 bytes) of the answer's body. */
  | { readonly kind: 'size'; readonly perKilobyte: number; readonly base?: number }
  /** For each second from the hold to the last of the answer. */
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

/** Throws where the rule cannot be one. */
export function checkCost(rule: CostRule, address: string): void {
  const { kind, ...numbers } = rule;
  for (const [name, value] of Object.entries(numbers))
    if (!Number.isSafeInteger(value) || value < 0)
      throw new Error(`${address}: "${name}" of the ${kind} cost must be a whole number of 0 or more`);
  if (rule.kind === 'tokens' && rule.bytesPerToken === 0)
    throw new Error(`${address}: "bytesPerToken" must be 1 or more`);
}

/** Takes what `checkCost` has let through. */
export function priceByRule(rule: CostRule): Price {
  switch (rule.kind) {
    case 'fixed':
      return { kind: 'flat', perRequest: microcredits(rule.amount) };
    case 'size':
      return metered(rule, { byte: ratePer(rule.perKilobyte, 1_000) });
    case 'time':
      return metered(rule, { minute: product(ratePer(rule.perSecond, 1), ratePer(60, 1)) });
    case 'tokens':
      return metered(rule, { input: ratePer(rule.prompt, rule.per), output: ratePer(rule.completion, rule.per) });
  }
}

/** An amount that the program names itself. Throws RangeError unless it is whole, not negative, and small enough to be exact. */
export function priceNamed(amount: number, what: string): Price {
  const parsed = Microcredits.safeParse(amount);
  if (!parsed.success) throw new RangeError(`${what} is not a whole number of microcredits: ${amount}`);
  return { kind: 'flat', perRequest: parsed.data };
}

/** Whether a use says the most that a price can come to. */
export function isBoundedBy(use: MeteredUsage, price: Price): boolean {
  return boundOf(price, use) !== null;
}

function metered({ base = 0 }: { readonly base?: number }, rates: Rates): Price {
  return { kind: 'metered', minimum: noMicrocredits, rates: { request: ratePer(base, 1), ...rates } };
}
