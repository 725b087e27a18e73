// The cycles of usage plans: their statements, and their part of the store. A cycle and the credits that it grants or gives back are one
// commit.
import type { BookingCause } from '../../../contract/booking-cause.ts';
import { microcredits, microcreditsDelta } from '../../../domain/money.ts';
import type { GrantEntry } from '../../../domain/plans/grants.ts';
import type { PlanSubject } from '../../../domain/plans/plan.ts';
import { type CycleRecord, grantRef } from '../../../domain/plans/turn-cycle.ts';
import { type TransferRef, type WalletId, walletAccount } from '../../../domain/wallets/ledger.ts';
import type { CycleStore, CyclesWrite } from '../../plans/cycle-store.ts';
import { cycleChanges, cycleColumns, type CycleRow, cycleValues, toCycle } from '../../rows/cycle-rows.ts';
import { writeLetters } from '../letters/outbox.ts';
import { lockNames } from '../locks.ts';
import type { LedgerDatabase } from '../serve-database.ts';
import { placesFor, sql } from '../statement.ts';
import type { Transaction } from '../transaction.ts';
import { lockWallet } from '../wallets/accounts.ts';
import { book } from '../wallets/book.ts';
import { assignmentOf } from './assignments.ts';
import type { PlanBookKeeper } from './plan-book.ts';

type EntryRow = {
  readonly ref: TransferRef;
  readonly code: BookingCause['code'];
  readonly delta: number;
  readonly balance: number;
};

const live = sql<CycleRow>(
  "SELECT * FROM plan_cycles WHERE subject = $1 AND state <> 'closed' ORDER BY starts_at, seq",
);
const cutShort = sql<CycleRow>(
  'SELECT * FROM plan_cycles WHERE subject = $1 AND is_cut = 1 AND starts_at > $2 ORDER BY starts_at, seq',
);
const write = sql(`INSERT INTO plan_cycles (${cycleColumns}) VALUES (${placesFor(cycleColumns)}) ${cycleChanges}`);
const lease = sql<{ readonly subject: PlanSubject }>(
  `WITH due AS MATERIALIZED (
     SELECT subject FROM plan_assignments WHERE cycle_due_at <= $2 ORDER BY cycle_due_at LIMIT $3 FOR NO KEY UPDATE SKIP LOCKED)
   UPDATE plan_assignments a SET cycle_due_at = $1 FROM due WHERE a.subject = due.subject RETURNING a.subject`,
);
const due = sql('UPDATE plan_assignments SET cycle_due_at = $1 WHERE subject = $2');
const entries = sql<EntryRow>(
  `SELECT t.ref, t.reason_code AS code, e.delta, e.balance_after AS balance FROM entries e JOIN transfers t ON t.id = e.transfer_id
   WHERE e.account_id = (SELECT id FROM accounts WHERE name = $1)
     AND e.transfer_id >= (SELECT min(t.id) FROM transfers t WHERE t.ref = ANY($2::text[])) ORDER BY e.transfer_id`,
);

export function createCycleStore({ write: run }: LedgerDatabase, books: PlanBookKeeper): CycleStore {
  return {
    leaseCycles: ({ now, until, limit }) =>
      run(async (tx) => (await tx.all(lease, [until, now, limit])).map(({ subject }) => subject)),
    changeCycles: ({ subject, wallet: named, cutFrom }, decide) =>
      run(async (tx) => {
        await lockNames(tx, 'subject', [subject]);
        const wallet = await lockWallet(tx, named);
        const [assignment, { book: plans }, cycles, cut] = await Promise.all([
          assignmentOf(tx, subject),
          books.now(tx),
          liveCycles(tx, subject),
          tx.all(cutShort, [subject, cutFrom]),
        ]);
        const granted = wallet === null ? [] : await grantEntries(tx, wallet.id, cycles);
        const seen = { assignment, book: plans, cycles, cut: cut.map(toCycle), wallet };
        const { write: changed, answer } = decide({ ...seen, entriesFrom: (ref) => from(granted, ref) });
        if (changed !== null) await writeAll(tx, subject, changed);
        return answer;
      }),
  };
}

async function liveCycles(tx: Transaction, subject: PlanSubject): Promise<readonly CycleRecord[]> {
  return (await tx.all(live, [subject])).map(toCycle);
}

async function writeAll(
  tx: Transaction,
  subject: PlanSubject,
  { cycles, posting, letters, dueAt }: CyclesWrite,
): Promise<void> {
  // What has ended before what begins: of a subject one cycle runs.
  for (const one of cycles.toSorted((left, right) => left.startsAt - right.startsAt))
    await tx.run(write, cycleValues(one));
  await Promise.all([writeLetters(tx, letters), tx.run(due, [dueAt, subject])]);
  if (posting !== null) await book(tx, posting);
}

/** From the oldest grant of these cycles on: a decision asks for no earlier one. */
async function grantEntries(
  tx: Transaction,
  id: WalletId,
  cycles: readonly CycleRecord[],
): Promise<readonly GrantEntry[]> {
  if (cycles.length === 0) return [];
  const rows = await tx.all(entries, [walletAccount(id), cycles.map((cycle) => grantRef(cycle.id))]);
  return rows.map(({ ref, code, delta, balance }) => ({
    ref,
    code,
    delta: microcreditsDelta(delta),
    balanceAfter: microcredits(balance),
  }));
}

function from(all: readonly GrantEntry[], ref: TransferRef): readonly GrantEntry[] {
  const first = all.findIndex((entry) => entry.ref === ref);
  return first === -1 ? [] : all.slice(first);
}
