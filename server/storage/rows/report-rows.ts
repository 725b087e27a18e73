// How the rows of reports become what the port promises, whatever the engine that adds them up.
import type { HoldId } from '../../contract/holds/holds.ts';
import type { PlanId } from '../../contract/plans/plans.ts';
import { microcredits } from '../../domain/money.ts';
import type { ModelUses, OverdraftSeen } from '../reports/report-store.ts';

/** Amounts are microcredits. */
export type UsesRow = {
  readonly model: string;
  readonly requests: number;
  readonly tokens: number;
  readonly amount: number;
  readonly charged: number;
};

/** Amounts are microcredits. */
export type OverdraftRow = {
  readonly hold_id: HoldId;
  readonly model: string;
  readonly plan_id: PlanId;
  readonly limit_amount: number;
  readonly over: number;
  readonly at: number;
};

export function toUses(row: UsesRow): ModelUses {
  return { ...row, amount: microcredits(row.amount), charged: microcredits(row.charged) };
}

export function toOverdraft({ hold_id, plan_id, limit_amount, over, ...rest }: OverdraftRow): OverdraftSeen {
  return {
    ...rest,
    holdId: hold_id,
    planId: plan_id,
    limit: microcredits(limit_amount),
    over: microcredits(over),
  };
}

/** As a statement's parameter: 1 or 0, null where all are asked for. */
export function completeOf(isComplete: boolean | null): number | null {
  return isComplete === null ? null : Number(isComplete);
}
