// What a customer's plan paid for, added up from the holds, and which invoice it stands on. A hold stands on one at most.
import type { InvoiceId } from '../../../contract/billing/invoice.ts';
import { type BillingEntity, subjectOf } from '../../../domain/billing/customer.ts';
import type { CycleUse, ModelUse } from '../../../domain/billing/invoice.ts';
import { microcredits } from '../../../domain/money.ts';
import type { TimeWindow } from '../../../domain/plans/calendar.ts';
import { amountByPlan, openAtMostMs } from '../../rows/used-amounts.ts';
import type { Connection } from '../connection.ts';

type Bound = {
  readonly entity: string;
  readonly subject: string;
  readonly from: number;
  readonly until: number;
  readonly invoice: string | null;
};

type Billed = { readonly window: TimeWindow; readonly cycles: readonly CycleUse[] };

type CycleRow = {
  readonly id: string;
  readonly starts_at: number;
  readonly ends_at: number;
  readonly min_commit_cents: number;
};

const columns = { user: 'user_id', team: 'team_id' } as const;

/** What a plan paid for, whose month counted it for this very subject, and that no other invoice has. */
const usedBy = (column: string) => `
  FROM holds h LEFT JOIN billed_holds b ON b.hold_seq = h.seq
  WHERE h.${column} = @entity AND h.created_at >= @from - ${openAtMostMs} AND h.created_at < @until
    AND h.state = 'captured' AND h.plan_id IS NOT NULL AND h.ended_at >= @from AND h.ended_at < @until
    AND substr(json_extract(h.counted, '$[0].key'), 7 + instr(substr(json_extract(h.counted, '$[0].key'), 7), ':')) = @subject`;
const unbilled = '(b.invoice_id IS NULL OR b.invoice_id = @invoice)';

export function prepareBilledUsage(db: Connection) {
  const prepared = (column: string) => ({
    byModel: db.prepare<[Bound], { model: string; requests: number; tokens: number; amount: number }>(
      `SELECT h.model, COUNT(*) AS requests, SUM(h.prompt_tokens + h.completion_tokens) AS tokens, SUM(${amountByPlan}) AS amount
       ${usedBy(column)} AND ${unbilled} GROUP BY h.model ORDER BY h.model`,
    ),
    sum: db.prepare<[Bound], { amount: number }>(
      `SELECT COALESCE(SUM(${amountByPlan}), 0) AS amount ${usedBy(column)}`,
    ),
    mark: db.prepare<[Bound]>(
      `INSERT INTO billed_holds (hold_seq, invoice_id) SELECT h.seq, @invoice ${usedBy(column)} AND b.hold_seq IS NULL`,
    ),
  });
  const by = { user: prepared(columns.user), team: prepared(columns.team) };
  const ended = db.prepare<[string, number, number, string | null], CycleRow>(
    `SELECT id, starts_at, ends_at, min_commit_cents FROM plan_cycles
     WHERE subject = ? AND ends_at > ? AND ends_at <= ? AND state <> 'open' AND is_cut = 0 AND min_commit_cents > 0
       AND (invoice_id IS NULL OR invoice_id = ?) ORDER BY ends_at`,
  );
  const commit = db.prepare('UPDATE plan_cycles SET invoice_id = ? WHERE id = ?');
  const release = db.prepare('DELETE FROM billed_holds WHERE invoice_id = ?');
  const releaseCycles = db.prepare('UPDATE plan_cycles SET invoice_id = NULL WHERE subject = ? AND invoice_id = ?');

  /** A wallet pays by itself, so that no plan ever pays for it. */
  const of = ({ type }: BillingEntity) => (type === 'wallet' ? null : by[type]);
  const bound = (entity: BillingEntity, { startsAt, endsAt }: TimeWindow, invoice: InvoiceId | null): Bound => ({
    entity: entity.id,
    subject: subjectOf(entity),
    from: startsAt,
    until: endsAt,
    invoice,
  });

  return {
    usage(entity: BillingEntity, window: TimeWindow, invoice: InvoiceId | null): readonly ModelUse[] {
      const rows = of(entity)?.byModel.all(bound(entity, window, invoice)) ?? [];
      return rows.map((row) => ({ ...row, amount: microcredits(row.amount) }));
    },
    cycles(entity: BillingEntity, { startsAt, endsAt }: TimeWindow, invoice: InvoiceId | null): readonly CycleUse[] {
      return ended.all(subjectOf(entity), startsAt, endsAt, invoice).map((row) => {
        const window = { startsAt: row.starts_at, endsAt: row.ends_at };
        const used = of(entity)?.sum.get(bound(entity, window, null))?.amount ?? 0;
        return {
          id: row.id,
          startsAt: row.starts_at,
          minCommitCents: row.min_commit_cents,
          used: microcredits(used),
        };
      });
    },
    /** Puts the use of a window and the commitments of cycles on an invoice, and nothing else. */
    mark(entity: BillingEntity, { window, cycles }: Billed, invoice: InvoiceId): void {
      release.run(invoice);
      releaseCycles.run(subjectOf(entity), invoice);
      of(entity)?.mark.run(bound(entity, window, invoice));
      for (const { id } of cycles) commit.run(invoice, id);
    },
  };
}
