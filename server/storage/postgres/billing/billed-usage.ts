// What a customer's plan paid for, added up from the holds, and which invoice it stands on. A hold stands on one at most.
import type { InvoiceId } from '../../../contract/billing/invoice.ts';
import { type BillingEntity, subjectOf } from '../../../domain/billing/customer.ts';
import type { CycleUse, ModelUse } from '../../../domain/billing/invoice.ts';
import { microcredits } from '../../../domain/money.ts';
import type { TimeWindow } from '../../../domain/plans/calendar.ts';
import { amountByPlan, openAtMostMs } from '../../rows/used-amounts.ts';
import { sql } from '../statement.ts';
import type { Transaction, Value } from '../transaction.ts';

type CycleRow = {
  readonly id: string;
  readonly starts_at: number;
  readonly ends_at: number;
  readonly min_commit_cents: number;
};
type ModelRow = { readonly model: string; readonly requests: number; readonly tokens: number; readonly amount: number };

const columns = { user: 'user_id', team: 'team_id' } as const;

/**
 * What a plan paid for, whose month counted it for this very subject: a window's key is its kind, when it began, and then the subject.
 * $1 is whose, $2 the subject, $3 and $4 the window.
 */
const usedBy = (column: string) => `
  FROM holds h LEFT JOIN billed_holds b ON b.hold_seq = h.seq
  WHERE h.${column} = $1 AND h.created_at >= $3::bigint - ${openAtMostMs} AND h.created_at < $4
    AND h.state = 'captured' AND h.plan_id IS NOT NULL AND h.ended_at >= $3 AND h.ended_at < $4
    AND substr(h.counted #>> '{0,key}', 7 + strpos(substr(h.counted #>> '{0,key}', 7), ':')) = $2`;

const statementsOf = (column: string) => ({
  byModel: sql<ModelRow>(
    `SELECT h.model, count(*) AS requests, sum(h.prompt_tokens + h.completion_tokens)::bigint AS tokens, sum(${amountByPlan})::bigint AS amount
     ${usedBy(column)} AND (b.invoice_id IS NULL OR b.invoice_id = $5) GROUP BY h.model ORDER BY h.model`,
  ),
  sum: sql<{ readonly amount: number }>(`SELECT coalesce(sum(${amountByPlan}), 0)::bigint AS amount ${usedBy(column)}`),
  mark: sql(
    `INSERT INTO billed_holds (hold_seq, invoice_id) SELECT h.seq, $5 ${usedBy(column)} AND b.hold_seq IS NULL`,
  ),
});
const by = { user: statementsOf(columns.user), team: statementsOf(columns.team) };
const ended = sql<CycleRow>(
  `SELECT id, starts_at, ends_at, min_commit_cents FROM plan_cycles
   WHERE subject = $1 AND ends_at > $2 AND ends_at <= $3 AND state <> 'open' AND is_cut = 0 AND min_commit_cents > 0
     AND (invoice_id IS NULL OR invoice_id = $4) ORDER BY ends_at`,
);
const commit = sql('UPDATE plan_cycles SET invoice_id = $1 WHERE id = ANY($2::text[])');
const release = sql('DELETE FROM billed_holds WHERE invoice_id = $1');
const releaseCycles = sql('UPDATE plan_cycles SET invoice_id = NULL WHERE subject = $1 AND invoice_id = $2');

type Asked = { readonly entity: BillingEntity; readonly window: TimeWindow };

export async function billedUsage(
  tx: Transaction,
  asked: Asked,
  invoice: InvoiceId | null,
): Promise<readonly ModelUse[]> {
  const statements = statementsFor(asked);
  if (statements === null) return [];
  const rows = await tx.all(statements.byModel, [...bound(asked), invoice]);
  return rows.map((row) => ({ ...row, amount: microcredits(row.amount) }));
}

export async function billedCycles(
  tx: Transaction,
  { entity, window }: Asked,
  invoice: InvoiceId | null,
): Promise<readonly CycleUse[]> {
  const rows = await tx.all(ended, [subjectOf(entity), window.startsAt, window.endsAt, invoice]);
  return Promise.all(
    rows.map(async (row) => ({
      id: row.id,
      startsAt: row.starts_at,
      minCommitCents: row.min_commit_cents,
      used: await usedIn(tx, { entity, window: { startsAt: row.starts_at, endsAt: row.ends_at } }),
    })),
  );
}

/** Puts the use of a window and the commitments of cycles on an invoice, and nothing else. */
export async function markBilled(
  tx: Transaction,
  asked: Asked & { readonly cycles: readonly CycleUse[] },
  invoice: InvoiceId,
): Promise<void> {
  await tx.run(release, [invoice]);
  await tx.run(releaseCycles, [subjectOf(asked.entity), invoice]);
  const statements = statementsFor(asked);
  if (statements !== null) await tx.run(statements.mark, [...bound(asked), invoice]);
  await tx.run(commit, [invoice, asked.cycles.map(({ id }) => id)]);
}

async function usedIn(tx: Transaction, asked: Asked) {
  const statements = statementsFor(asked);
  const row = statements === null ? undefined : await tx.one(statements.sum, bound(asked));
  return microcredits(row?.amount ?? 0);
}

/** A wallet pays by itself, so that no plan ever pays for it. */
function statementsFor({ entity: { type } }: Asked) {
  return type === 'wallet' ? null : by[type];
}

function bound({ entity, window }: Asked): readonly Value[] {
  return [entity.id, subjectOf(entity), window.startsAt, window.endsAt];
}
