// The models that a caller may use, each with what it costs them and who answers.
import type { HostedModel } from '../../contract/hosted/hosted.ts';
import { type PriceRule, boundOf, fitsPattern } from '../../domain/holds/price.ts';
import { opensModel } from '../../domain/keys/api-key.ts';
import { closedBy } from '../../domain/plans/plan.ts';
import type { Clock } from '../../lib/clock.ts';
import { invariant } from '../../lib/invariant.ts';
import type { HoldStore } from '../../storage/holds/hold-store.ts';
import type { Caller } from '../caller.ts';
import { payerOf } from '../holds/holder.ts';
import type { PlanDesk } from '../plans/plan-desk.ts';
import type { PriceDesk } from '../prices/price-desk.ts';
import { refusal, type Refused } from '../refusal.ts';
import type { UsecaseConfig } from '../usecase-config.ts';
import { boundsOf, type Catalogue, type Offered } from './catalogue.ts';

type ListDeps = {
  readonly catalogue: Catalogue;
  readonly storage: Pick<HoldStore, 'readPayer'>;
  readonly desk: PlanDesk;
  readonly clock: Clock;
  readonly prices: PriceDesk;
  readonly config: Pick<UsecaseConfig, 'hostedToolModels'>;
};

export type ModelsListed = { readonly kind: 'listed'; readonly models: readonly HostedModel[] };

export function listModels({ catalogue, storage, desk, clock, prices, config }: ListDeps) {
  return async (caller: Caller): Promise<ModelsListed | Refused> => {
    const [offered, { wallet, plan: seen }] = await Promise.all([
      catalogue.list(),
      storage.readPayer({ payer: payerOf(caller), plan: desk.ask(caller, clock.now()) }),
    ]);
    invariant(seen !== null, 'no plan was looked at');
    if (caller.kind === 'token' && wallet === null) return refusal('token_rejected', { reason: 'unknown' });
    const plan = desk.planFor(caller, seen);
    const key = caller.kind === 'user' ? caller.key : null;
    const open = offered.filter(
      ({ id }) => closedBy(plan, { route: null, model: id }) === null && opensModel(key?.models ?? null, id),
    );
    const models = open.flatMap((one) => {
      const takesTools = config.hostedToolModels.some((pattern) => fitsPattern(pattern, one.id));
      return told(one, prices.ruleFor(plan, seen, { model: one.id, venue: 'hosted' }), takesTools);
    });
    return { kind: 'listed', models };
  };
}

/** A short question and its answer, by which models can be compared. */
const shortAnswer = { promptTokens: 500, completionTokens: 300, durationMs: 0 };

/** Empty where no rule prices the model, or its price has no bound before the work. */
function told(offered: Offered, rule: PriceRule | null, takesTools: boolean): readonly HostedModel[] {
  const { id, ways } = offered;
  const short = rule && boundOf(rule.price, shortAnswer);
  if (rule === null || short === null) return [];
  const { maxOutputTokens, contextLength, imageTokens } = boundsOf(offered);
  const [first] = ways;
  return [
    {
      id,
      object: 'model',
      created: first.created,
      owned_by: first.upstream.name,
      upstream: first.upstream.name,
      price_rule: rule.id,
      short_answer_microcredits: short,
      max_output_tokens: maxOutputTokens,
      context_length: contextLength,
      accepts_images: imageTokens !== null,
      accepts_tools: takesTools,
    },
  ];
}
