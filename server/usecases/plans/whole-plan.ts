// A plan as a request describes it: complete under an id, or by its name only.
import { Plan, type PlanAsked, PlanId } from '../../contract/plans/plans.ts';
import { type PlanBook, planOf } from '../../domain/plans/plan.ts';
import { planIdFor } from './plan-id.ts';
import { refusal, type Refused } from '../refusal.ts';
import { shopCurrency } from '../shop-currency.ts';
import type { UsecaseConfig } from '../usecase-config.ts';

const limits = ['monthly_quota', 'per_minute', 'daily', 'routes', 'models'] as const;
const open = { monthly_quota: null, per_minute: null, daily: null, routes: null, models: null };

/**
 * With an id, the request must name every limit: one that was left out by mistake would mean no limit. Its type and its usage terms,
 * which have a request of their own, stay where they are left out: without them its cycles would be cut short. The only currency it may name
 * is the one in which credits are sold: no other has a rate.
 */
export function wholePlan(
  { id, ...asked }: PlanAsked,
  books: readonly PlanBook[],
  shop: Pick<UsecaseConfig, 'packs' | 'freeAmount'>,
): Plan | Refused {
  const currency = shopCurrency(shop);
  if (asked.currency !== undefined && asked.currency !== currency)
    return refusal('invalid_request', { reason: 'other_currency', currency });
  if (id === undefined) {
    const made = planIdFor(asked.name);
    return Plan.parse({ ...open, ...planOf(books, [made]), ...asked, id: made });
  }
  const missing = limits.find((name) => asked[name] === undefined);
  if (missing !== undefined) return refusal('invalid_request', { reason: 'field_missing', field: missing });
  const before = planOf(books, [id]);
  const kept = before?.id === id ? { type: before.type, usage: before.usage } : {};
  return Plan.parse({ ...kept, ...asked, id: PlanId.parse(id) });
}
