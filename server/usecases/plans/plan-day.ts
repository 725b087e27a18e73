// What a plan's day in money says to a request, and what an overdraft of that day does to those that come after it.
import type { Microcredits } from '../../contract/money.ts';
import type { DailyLimit, Plan } from '../../contract/plans/plans.ts';
import type { DayAtHold } from '../../domain/holds/open-hold.ts';
import { type DaySpent, type SpendingRule, checkSpending } from '../../domain/plans/day-spending.ts';
import { type PlanSubject, zoneOf } from '../../domain/plans/plan.ts';
import { refusal } from '../refusal.ts';
import type { OverdraftGate } from '../usecase-config.ts';
import type { DayRefused, PlanTaken } from './plan-gate.ts';

export type DayAsk = {
  readonly plan: Plan;
  readonly daily: DailyLimit;
  readonly rule: SpendingRule;
  readonly spent: DaySpent;
  readonly subject: PlanSubject;
  readonly gate: OverdraftGate;
  /** What the caller says that the request will come to; null: nothing. */
  readonly hinted: Microcredits | null;
  readonly bound: Microcredits;
};

/** `day`: where the hold counts, and under which terms. */
export type DayTaken =
  | { readonly kind: 'taken'; readonly day: DayAtHold; readonly overflow: PlanTaken['overflow'] }
  | { readonly kind: 'full'; readonly refused: DayRefused };

export function takeFromDay(asked: DayAsk): DayTaken {
  const { plan, rule, spent, subject, hinted } = asked;
  const { key, endsAt } = spent;
  const terms = { window: { key, endsAt }, subject, planId: plan.id, limit: rule.limit, overflow: rule.overflow.kind };
  const refused = refusedBy(asked);
  const full: DayTaken = { kind: 'full', refused };
  const degrade = (toModel: string | null): DayTaken => ({
    kind: 'taken',
    day: { terms, spent },
    overflow: { kind: 'degrade', toModel, otherwise: refused },
  });

  const gate = gateOf(asked);
  const checked = checkSpending(rule, spent, asked);
  // A caller who said what the request will cost is refused here, even where the gate would use another model.
  if (checked.kind === 'full' && (gate.kind !== 'degrade' || hinted !== null)) return full;
  switch (gate.kind) {
    case 'block':
      return full;
    case 'degrade':
      return degrade(gate.toModel);
    case 'open': {
      if (checked.kind === 'degrade') return degrade(checked.toModel);
      const isOnGrace = checked.kind === 'open' && checked.isOnGrace;
      return { kind: 'taken', day: { terms, spent }, overflow: isOnGrace ? { kind: 'grace' } : null };
    }
  }
}

type Gate =
  | { readonly kind: 'open' }
  | { readonly kind: 'block' }
  | { readonly kind: 'degrade'; readonly toModel: string };

/** Closed only in a day that was overdrawn. Without a model to go on with, it blocks. */
function gateOf({ gate, spent, rule }: DayAsk): Gate {
  if (gate === null || spent.overdrawn === 0) return { kind: 'open' };
  if (gate.kind === 'block') return gate;
  const toModel = gate.toModel ?? (rule.overflow.kind === 'degrade' ? rule.overflow.toModel : null);
  return toModel === null ? { kind: 'block' } : { kind: 'degrade', toModel };
}

function refusedBy({ plan, daily, rule, spent }: DayAsk): DayRefused {
  const { endsAt: resets_at, overdrawn } = spent;
  const over = overdrawn > 0 ? { overdrawn_microcredits: overdrawn } : {};
  const time_zone = zoneOf(plan, daily);
  return refusal('daily_limit_reached', {
    plan: plan.name,
    time_zone,
    limit_microcredits: rule.limit,
    resets_at,
    ...over,
  });
}
