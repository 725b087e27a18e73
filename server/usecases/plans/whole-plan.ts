// A plan as a request describes it: complete under an id, or by its name only.
import { Plan, type PlanAsked, PlanId } from '../../contract/plans/plans.ts';
import { type PlanBook, planOf } from '../../domain/plans/plan.ts';
import { planIdFor } from './plan-id.ts';
import { refusal, type Refused } from '../refusal.ts';

const limits = ['monthly_quota', 'per_minute', 'daily', 'routes', 'models'] as const;
const open = { monthly_quota: null, per_minute: null, daily: null, routes: null, models: null };

/** With an id, the request must name every limit: one that was left out by mistake would mean no limit. */
export function wholePlan({ id, ...asked }: PlanAsked, books: readonly PlanBook[]): Plan | Refused {
  if (id === undefined) {
    const made = planIdFor(asked.name);
    return Plan.parse({ ...open, ...planOf(books, [made]), ...asked, id: made });
  }
  const missing = limits.find((name) => asked[name] === undefined);
  if (missing !== undefined) return refusal('invalid_request', { reason: 'field_missing', field: missing });
  return Plan.parse({ ...asked, id: PlanId.parse(id) });
}
