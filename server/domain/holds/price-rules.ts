// Price rules from the form in which an operator writes them.
import type { WrittenPriceRules } from '../../contract/holds/prices.ts';
import { type PriceRule, flatRule } from './price.ts';

type WrittenRule = WrittenPriceRules[number];

/** Takes what `WrittenPriceRules` has parsed. */
export function toPriceRules(written: WrittenPriceRules): readonly PriceRule[] {
  return written.map(toRule);
}

function toRule(rule: WrittenRule): PriceRule {
  const { id, models, venue } = rule;
  if ('per_request_microcredits' in rule)
    return flatRule({ id, models, venue, perRequest: rule.per_request_microcredits });
  return {
    id,
    models,
    venue,
    price: {
      kind: 'metered',
      base: rule.base_microcredits,
      minimum: rule.minimum_microcredits,
      perInputToken: rule.per_input_token_microcredits,
      inputMultiplier: Math.round(rule.input_multiplier * 1e6),
      perOutputToken: rule.per_output_token_microcredits,
      outputMultiplier: Math.round(rule.output_multiplier * 1e6),
      perKilobyte: rule.per_kilobyte_microcredits,
      perSecond: rule.per_second_microcredits,
      perImage: rule.per_image_microcredits,
    },
  };
}
