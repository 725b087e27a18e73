// Price rules from the form in which an operator writes them.
import type { WrittenPriceRules } from '../../contract/holds/prices.ts';
import { noMicrocredits } from '../money.ts';
import { type Rate, one, product, ratePer } from '../rate.ts';
import { type PriceRule, type Rates, flatRule } from './price.ts';

type WrittenRule = WrittenPriceRules[number];

/** Takes what `WrittenPriceRules` has parsed. */
export function toPriceRules(written: WrittenPriceRules): readonly PriceRule[] {
  return written.map(toRule);
}

function toRule(rule: WrittenRule): PriceRule {
  const { id, models, venue, per_request_microcredits: perRequest, minimum_microcredits: minimum } = rule;
  if (perRequest !== undefined) return flatRule({ id, models, venue, perRequest });
  return { id, models, venue, price: { kind: 'metered', minimum: minimum ?? noMicrocredits, rates: ratesOf(rule) } };
}

function ratesOf(rule: WrittenRule): Rates {
  const input = multiplierOf(rule.input_multiplier);
  const output = multiplierOf(rule.output_multiplier);
  return {
    ...rated('request', [[rule.base_microcredits, 1]]),
    ...rated(
      'input',
      [
        [rule.per_input_token_microcredits, 1],
        [rule.per_thousand_input_tokens_microcredits, 1_000],
        [rule.per_million_input_tokens_microcredits, 1_000_000],
      ],
      input,
    ),
    ...rated(
      'cached_input',
      [
        [rule.per_cached_input_token_microcredits, 1],
        [rule.per_thousand_cached_input_tokens_microcredits, 1_000],
        [rule.per_million_cached_input_tokens_microcredits, 1_000_000],
      ],
      input,
    ),
    ...rated(
      'output',
      [
        [rule.per_output_token_microcredits, 1],
        [rule.per_thousand_output_tokens_microcredits, 1_000],
        [rule.per_million_output_tokens_microcredits, 1_000_000],
      ],
      output,
    ),
    ...rated(
      'reasoning',
      [
        [rule.per_reasoning_token_microcredits, 1],
        [rule.per_thousand_reasoning_tokens_microcredits, 1_000],
        [rule.per_million_reasoning_tokens_microcredits, 1_000_000],
      ],
      output,
    ),
    ...rated('byte', [
      [rule.per_kilobyte_microcredits, 1_000],
      [rule.per_megabyte_microcredits, 1_000_000],
    ]),
    ...rated('minute', [[rule.per_minute_microcredits, 1]]),
    ...rated('minute', [[rule.per_second_microcredits, 1]], ratePer(60, 1)),
    ...rated('image', [
      [rule.per_image_microcredits, 1],
      [rule.per_thousand_images_microcredits, 1_000],
      [rule.per_million_images_microcredits, 1_000_000],
    ]),
  };
}

/** An amount and how many it is for; undefined: the rule does not say it so. */
type Said = readonly [amount: number | undefined, per: number];

/** Empty where the rule has no price for this part. */
function rated(part: keyof Rates, said: readonly Said[], multiplier: Rate = one): Rates {
  for (const [amount, per] of said)
    if (amount !== undefined) return { [part]: product(ratePer(amount, per), multiplier) };
  return {};
}

function multiplierOf(multiplier = 1): Rate {
  return ratePer(Math.round(multiplier * 1e6), 1_000_000);
}
