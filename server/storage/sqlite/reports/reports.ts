// The statements of reports. A long period is read a window at a time, and a wallet's ledger in slices, so that other requests are
// answered between them.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { add, microcredits, noMicrocredits } from '../../../domain/money.ts';
import { type AccountName, walletAccount } from '../../../domain/wallets/ledger.ts';
import type { ModelUses, Movement, ReportStore, UsesAsked } from '../../reports/report-store.ts';
import { type OverdraftRow, type UsesRow, completeOf, toOverdraft, toUses } from '../../rows/report-rows.ts';
import { amountCharged, amountUsed } from '../../rows/used-amounts.ts';
import type { Connection } from '../connection.ts';
import type { LedgerFile } from '../serve-file.ts';

type EntryRow = { readonly transfer: number; readonly counterpart: AccountName; readonly delta: number };

const sliceRows = 5_000;

export function createReportStore({ read }: LedgerFile, db: Connection): ReportStore {
  const uses = { user: prepareUses(db, byUser), team: prepareUses(db, byTeam), wallet: prepareUses(db, byWallet) };
  const entries = db.prepare<[string, number, number, number, number], EntryRow>(
    `SELECT e.transfer_id AS transfer, e.delta, other.name AS counterpart
     FROM entries e JOIN transfers t ON t.id = e.transfer_id
       JOIN accounts other ON other.id = CASE WHEN t.from_account = e.account_id THEN t.to_account ELSE t.from_account END
     WHERE e.account_id = (SELECT id FROM accounts WHERE name = ?) AND e.transfer_id > ? AND t.at >= ? AND t.at < ?
     ORDER BY e.transfer_id LIMIT ?`,
  );
  const overdrafts = db.prepare<[string, number, number, number], OverdraftRow>(
    `SELECT o.hold_id, h.model, o.plan_id, o.limit_amount, o.over, o.at FROM overdrafts o JOIN holds h ON h.id = o.hold_id
     WHERE o.subject = ? AND o.at >= ? AND o.at < ? ORDER BY o.at DESC, o.hold_id DESC LIMIT ?`,
  );

  const keyUse = { user: prepareKeyUse(db, 'user_id'), team: prepareKeyUse(db, 'team_id') };

  return {
    readKeyUse: ({ by, keyId, window }) =>
      read(() => microcredits(keyUse[by.kind].get(by.id, keyId, window.startsAt, window.endsAt)?.worth ?? 0)),
    readUses: (asked) => read(() => uses[asked.by.kind](asked)),
    async readMovements({ id, window }) {
      const movements = new Map<AccountName, Movement>();
      for (let after: number | undefined = 0; after !== undefined; await nextTurn()) {
        const from: number = after;
        const rows = await read(() => entries.all(walletAccount(id), from, window.startsAt, window.endsAt, sliceRows));
        for (const row of rows) movements.set(row.counterpart, moved(movements.get(row.counterpart), row));
        after = rows.length < sliceRows ? undefined : rows.at(-1)?.transfer;
      }
      return [...movements.values()];
    },
    readOverdrafts: ({ subject, window, limit }) =>
      read(() => overdrafts.all(subject, window.startsAt, window.endsAt, limit).map(toOverdraft)),
  };
}

/** Which holds are somebody's. A token has no column of its own: what it used is what its wallet paid. */
const byUser = 'FROM holds h WHERE h.user_id = @id';
const byTeam = 'FROM holds h WHERE h.team_id = @id';
const byWallet = `FROM entries e JOIN transfers t ON t.id = e.transfer_id JOIN holds h ON h.id = substr(t.ref, 6)
  WHERE e.account_id = (SELECT id FROM accounts WHERE name = 'wallet:' || @id) AND t.ref GLOB 'hold:*'`;

function prepareKeyUse(db: Connection, column: 'user_id' | 'team_id') {
  return db.prepare<[string, string, number, number], { readonly worth: number | null }>(
    `SELECT SUM(worth) AS worth FROM holds WHERE ${column} = ? AND api_key_id = ? AND ended_at >= ? AND ended_at < ?`,
  );
}

function prepareUses(db: Connection, ofWhom: string): (asked: UsesAsked) => readonly ModelUses[] {
  const statement = db.prepare<[object], UsesRow>(
    `SELECT h.model, COUNT(*) AS requests, SUM(h.prompt_tokens + h.completion_tokens) AS tokens,
       SUM(${amountUsed}) AS amount,
       SUM(${amountCharged}) AS charged
     ${ofWhom} AND h.ended_at >= @from AND h.ended_at < @to AND (@model IS NULL OR h.model = @model)
       AND (@complete IS NULL OR (h.state = 'captured' AND h.outcome = 'completed') = @complete)
     GROUP BY h.model ORDER BY h.model`,
  );
  return ({ by: { id }, window: { startsAt: from, endsAt: to }, model, isComplete }) =>
    statement.all({ id, from, to, model, complete: completeOf(isComplete) }).map(toUses);
}

function moved(before: Movement | undefined, { counterpart, delta }: EntryRow): Movement {
  const { gained, lost } = before ?? { gained: noMicrocredits, lost: noMicrocredits };
  if (delta > 0) return { counterpart, gained: add(gained, microcredits(delta)), lost };
  return { counterpart, gained, lost: add(lost, microcredits(-delta)) };
}
