// Computes every sum again from the entries, the open holds, the refunds and the cases in suspense, and compares it with what is
// cached (I1, I2, I14, I15).
// It reads one snapshot on a connection of its own, in slices, so that neither writers nor the event loop wait for it.
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { AuditFinding } from '../../contract/audit-finding.ts';
import type { Microcredits } from '../../contract/money.ts';
import { shortfallAccount } from '../../domain/wallets/ledger.ts';
import { microcredits } from '../../domain/money.ts';
import type { AuditReport } from '../upkeep.ts';
import { type Connection, openReader } from './connection.ts';
import { orderFindings } from './orders/audit-orders.ts';
import { asStorageFailure } from './failure.ts';
import type { AuditWindows } from './rolling-audit.ts';

const sliceRows = 5_000;
/** A broken ledger could have a million findings; these are enough to know. */
const findingsMax = 50;

type Sum = { readonly account: number; readonly sum: number; readonly last: number; readonly rows: number };
type AccountRow = {
  readonly id: number;
  readonly name: string;
  readonly owner: string | null;
  readonly balance: number;
  readonly held: number;
};

/** All of a report that can be read from the file; that the log was missing shows only at the opening. */
export type FileReport = Omit<AuditReport, 'isLogMissing'>;

export async function auditLedger(path: string, auditPlans: AuditWindows): Promise<FileReport> {
  const db = openReader(path);
  try {
    return await auditOn(db, auditPlans);
  } finally {
    db.close();
  }
}

/** As one connection sees it, which has nothing else to do meanwhile. */
export async function auditOn(db: Connection, auditPlans: AuditWindows): Promise<FileReport> {
  try {
    db.exec('BEGIN');
    const sums = await sumEntries(db);
    const held = await sumOpenHolds(db);
    const planFindings = auditPlans(db);
    const report = await compare(db, { sums: sums.byAccount, entries: sums.rows, held });
    const findings = [...report.findings, ...orderFindings(db)].slice(0, findingsMax);
    return { ...report, ...countsIn(db), findings, planFindings, shortfall: shortfallIn(db) };
  } catch (error) {
    throw asStorageFailure(error);
  } finally {
    if (db.inTransaction) db.exec('ROLLBACK');
  }
}

/** The account's balance is below 0 by what is missing. */
function shortfallIn(db: Connection): Microcredits {
  const read = db.prepare<[string], { readonly balance: number }>('SELECT balance FROM accounts WHERE name = ?');
  return microcredits(Math.max(0, -(read.get(shortfallAccount)?.balance ?? 0)));
}

function countsIn(db: Connection): Pick<AuditReport, 'orders' | 'lastBookedAt'> {
  const last = db.prepare<[], { readonly at: number }>('SELECT at FROM transfers ORDER BY id DESC LIMIT 1');
  const orders = db.prepare<[], { readonly count: number }>('SELECT COUNT(*) AS count FROM orders');
  return { orders: orders.get()?.count ?? 0, lastBookedAt: last.get()?.at ?? null };
}

async function sumEntries(db: Connection): Promise<{ readonly byAccount: Map<number, number>; readonly rows: number }> {
  const slice = db.prepare<[number, number, number], Sum>(
    `SELECT account_id AS account, SUM(delta) AS sum, MAX(transfer_id) AS last, COUNT(*) AS rows FROM
       (SELECT account_id, transfer_id, delta FROM entries WHERE (account_id, transfer_id) > (?, ?) ORDER BY account_id, transfer_id LIMIT ?)
     GROUP BY account_id ORDER BY account_id`,
  );
  const byAccount = new Map<number, number>();
  let rows = 0;
  let at: Sum | undefined = { account: -1, sum: 0, last: -1, rows: 0 };
  while (at !== undefined) {
    const part = slice.all(at.account, at.last, sliceRows);
    for (const { account, sum, rows: some } of part) {
      byAccount.set(account, (byAccount.get(account) ?? 0) + sum);
      rows += some;
    }
    at = part.at(-1);
    await nextTurn();
  }
  return { byAccount, rows };
}

async function sumOpenHolds(db: Connection): Promise<Map<string, number>> {
  const open = db.prepare<[], { wallet: string | null; sum: number }>(
    "SELECT wallet_id AS wallet, SUM(amount) AS sum FROM holds WHERE state = 'held' AND wallet_id IS NOT NULL GROUP BY wallet_id",
  );
  const held = new Map(open.all().map(({ wallet, sum }) => [`wallet:${wallet}`, sum]));
  await nextTurn();
  return held;
}

type Made = { readonly sums: Map<number, number>; readonly entries: number; readonly held: Map<string, number> };

async function compare(
  db: Connection,
  made: Made,
): Promise<Pick<AuditReport, 'findings' | 'entries' | 'bookings' | 'wallets'>> {
  const slice = db.prepare<[number, number], AccountRow>(
    'SELECT id, name, owner, balance, held FROM accounts WHERE id > ? ORDER BY id LIMIT ?',
  );
  const findings: AuditFinding[] = [];
  let total = 0n;
  let wallets = 0;
  let at = 0;
  for (let rows = slice.all(at, sliceRows); rows.length > 0; rows = slice.all(at, sliceRows)) {
    for (const row of rows) {
      total += BigInt(row.balance);
      wallets += row.owner === null ? 0 : 1;
      findings.push(...findingsOf(row, { entries: made.sums.get(row.id) ?? 0, held: made.held.get(row.name) ?? 0 }));
      made.held.delete(row.name);
    }
    at = rows.at(-1)?.id ?? Number.MAX_SAFE_INTEGER;
    await nextTurn();
  }
  if (total !== 0n) findings.unshift({ code: 'accounts_unbalanced', sum: String(total) });
  for (const account of made.held.keys()) findings.push({ code: 'wallet_missing', account });
  // Each booking has two halves. Its number says nothing: a ledger that was in PostgreSQL has gaps among them.
  const { entries } = made;
  return { findings: findings.slice(0, findingsMax), entries, bookings: entries / 2, wallets };
}

function findingsOf(
  { name: account, owner, balance, held }: AccountRow,
  made: { readonly entries: number; readonly held: number },
): readonly AuditFinding[] {
  const found: AuditFinding[] = [];
  if (balance !== made.entries) found.push({ code: 'balance_differs', account, kept: balance, entries: made.entries });
  if (held !== made.held) found.push({ code: 'held_differs', account, kept: held, holds: made.held });
  if (owner !== null && (balance < 0 || held < 0 || held > balance))
    found.push({ code: 'balance_impossible', account, balance, held });
  return found;
}
