// The rows of the cycles of usage plans, as records and back.
import type { PlanId } from '../../contract/plans/plans.ts';
import { microcredits } from '../../domain/money.ts';
import type { PlanSubject } from '../../domain/plans/plan.ts';
import type { CycleRecord } from '../../domain/plans/turn-cycle.ts';
import type { WalletId } from '../../domain/wallets/ledger.ts';
import type { Cell } from './cell.ts';

export type CycleRow = {
  readonly id: string;
  readonly subject: PlanSubject;
  readonly plan_id: PlanId;
  readonly anchor: number;
  readonly time_zone: string;
  readonly starts_at: number;
  readonly ends_at: number;
  readonly state: CycleRecord['state'];
  readonly is_cut: 0 | 1;
  readonly min_commit_cents: number;
  readonly wallet_id: WalletId | null;
  readonly granted: number;
  readonly taken: number;
};

export const cycleColumns = `id, subject, plan_id, anchor, time_zone, starts_at, ends_at, state, is_cut, min_commit_cents,
  wallet_id, granted, taken`;

export const cycleChanges = `ON CONFLICT (id) DO UPDATE SET ends_at = excluded.ends_at,
  state = excluded.state, is_cut = excluded.is_cut, taken = excluded.taken`;

export function cycleValues(one: CycleRecord): readonly Cell[] {
  return [
    one.id,
    one.subject,
    one.planId,
    one.anchor,
    one.zone,
    one.startsAt,
    one.endsAt,
    one.state,
    one.isCut ? 1 : 0,
    one.minCommitCents,
    one.walletId,
    one.granted,
    one.taken,
  ];
}

export function toCycle(row: CycleRow): CycleRecord {
  return {
    id: row.id,
    subject: row.subject,
    planId: row.plan_id,
    anchor: row.anchor,
    zone: row.time_zone,
    startsAt: row.starts_at,
    endsAt: row.ends_at,
    state: row.state,
    isCut: row.is_cut === 1,
    minCommitCents: row.min_commit_cents,
    walletId: row.wallet_id,
    granted: microcredits(row.granted),
    taken: microcredits(row.taken),
  };
}
