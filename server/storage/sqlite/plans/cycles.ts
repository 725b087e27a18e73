// The statements of the cycles of usage plans.
import type { BookingCause } from '../../../contract/booking-cause.ts';
import { microcredits, microcreditsDelta } from '../../../domain/money.ts';
import type { GrantEntry } from '../../../domain/plans/grants.ts';
import type { PlanSubject } from '../../../domain/plans/plan.ts';
import type { CycleRecord } from '../../../domain/plans/turn-cycle.ts';
import { type TransferRef, type WalletId, walletAccount } from '../../../domain/wallets/ledger.ts';
import type { Lease } from '../../commands.ts';
import type { Connection } from '../connection.ts';
import { type CycleRow, cycleChanges, cycleColumns, cycleValues, toCycle } from '../../rows/cycle-rows.ts';

type EntryRow = {
  readonly ref: TransferRef;
  readonly code: BookingCause['code'];
  readonly delta: number;
  readonly balance: number;
};

export function prepareCycles(db: Connection) {
  const live = db.prepare<[string], CycleRow>(
    "SELECT * FROM plan_cycles WHERE subject = ? AND state <> 'closed' ORDER BY starts_at, seq",
  );
  const cut = db.prepare<[string, number], CycleRow>(
    'SELECT * FROM plan_cycles WHERE subject = ? AND is_cut = 1 AND starts_at > ? ORDER BY starts_at, seq',
  );
  const write = db.prepare(
    `INSERT INTO plan_cycles (${cycleColumns})
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ${cycleChanges}`,
  );
  const lease = db.prepare<[number, number, number], { subject: PlanSubject }>(
    `UPDATE plan_assignments SET cycle_due_at = ? WHERE subject IN
       (SELECT subject FROM plan_assignments WHERE cycle_due_at <= ? ORDER BY cycle_due_at LIMIT ?) RETURNING subject`,
  );
  const due = db.prepare('UPDATE plan_assignments SET cycle_due_at = ? WHERE subject = ?');
  const entries = db.prepare<[string, string], EntryRow>(
    `SELECT t.ref, t.reason_code AS code, e.delta, e.balance_after AS balance
     FROM entries e JOIN transfers t ON t.id = e.transfer_id
     WHERE e.account_id = (SELECT id FROM accounts WHERE name = ?)
       AND e.transfer_id >= (SELECT id FROM transfers WHERE ref = ?) ORDER BY e.transfer_id`,
  );

  return {
    live: (subject: PlanSubject) => live.all(subject).map(toCycle),
    cut: (subject: PlanSubject, from: number) => cut.all(subject, from).map(toCycle),
    write(one: CycleRecord) {
      write.run(...cycleValues(one));
    },
    lease: ({ now, until, limit }: Lease) => lease.all(until, now, limit).map(({ subject }) => subject),
    due(subject: PlanSubject, at: number | null) {
      due.run(at, subject);
    },
    /** Read as far as they are asked for: what is left of a grant is often known after a few. */
    *entriesFrom(id: WalletId, ref: TransferRef): Iterable<GrantEntry> {
      for (const row of entries.iterate(walletAccount(id), ref))
        yield {
          ref: row.ref,
          code: row.code,
          delta: microcreditsDelta(row.delta),
          balanceAfter: microcredits(row.balance),
        };
    },
  };
}
