// The statements of reports. The database adds them up.
import { microcredits } from '../../../domain/money.ts';
import { type AccountName, walletAccount } from '../../../domain/wallets/ledger.ts';
import type { ReportStore } from '../../reports/report-store.ts';
import { type OverdraftRow, type UsesRow, completeOf, toOverdraft, toUses } from '../../rows/report-rows.ts';
import { amountCharged, amountUsed } from '../../rows/used-amounts.ts';
import type { LedgerDatabase } from '../serve-database.ts';
import { sql } from '../statement.ts';

type MovementRow = { readonly counterpart: AccountName; readonly gained: number; readonly lost: number };

const usesOf = (ofWhom: string) =>
  sql<UsesRow>(
    `SELECT h.model, count(*) AS requests, sum(h.prompt_tokens + h.completion_tokens)::bigint AS tokens,
       sum(${amountUsed})::bigint AS amount,
       sum(${amountCharged})::bigint AS charged
     ${ofWhom} AND h.ended_at >= $2 AND h.ended_at < $3 AND ($4::text IS NULL OR h.model = $4)
       AND ($5::int IS NULL OR (h.state = 'captured' AND h.outcome IS NOT DISTINCT FROM 'completed') = ($5 = 1))
     GROUP BY h.model ORDER BY h.model`,
  );
/** Which holds are somebody's. A token has no column of its own: what it used is what its wallet paid. */
const uses = {
  user: usesOf('FROM holds h WHERE h.user_id = $1'),
  team: usesOf('FROM holds h WHERE h.team_id = $1'),
  wallet: usesOf(
    `FROM entries e JOIN transfers t ON t.id = e.transfer_id JOIN holds h ON h.id = substr(t.ref, 6)
     WHERE e.account_id = (SELECT id FROM accounts WHERE name = 'wallet:' || $1::text) AND t.ref LIKE 'hold:%'`,
  ),
};
const keyUseOf = (column: 'user_id' | 'team_id') =>
  sql<{ readonly worth: number }>(
    `SELECT coalesce(sum(worth), 0)::bigint AS worth FROM holds
     WHERE ${column} = $1 AND api_key_id = $2 AND ended_at >= $3 AND ended_at < $4`,
  );
const keyUse = { user: keyUseOf('user_id'), team: keyUseOf('team_id') };
const movements = sql<MovementRow>(
  `SELECT other.name AS counterpart, coalesce(sum(e.delta) FILTER (WHERE e.delta > 0), 0)::bigint AS gained,
     coalesce(-sum(e.delta) FILTER (WHERE e.delta < 0), 0)::bigint AS lost
   FROM entries e JOIN transfers t ON t.id = e.transfer_id
     JOIN accounts other ON other.id = t.from_account + t.to_account - e.account_id
   WHERE e.account_id = (SELECT id FROM accounts WHERE name = $1) AND t.at >= $2 AND t.at < $3
   GROUP BY other.name ORDER BY min(e.transfer_id)`,
);
const overdrafts = sql<OverdraftRow>(
  `SELECT o.hold_id, h.model, o.plan_id, o.limit_amount, o.over, o.at FROM overdrafts o JOIN holds h ON h.id = o.hold_id
   WHERE o.subject = $1 AND o.at >= $2 AND o.at < $3 ORDER BY o.at DESC, o.hold_id DESC LIMIT $4`,
);

export function createReportStore({ read }: LedgerDatabase): ReportStore {
  return {
    readKeyUse: ({ by, keyId, window }) =>
      read(async (tx) => {
        const row = await tx.one(keyUse[by.kind], [by.id, keyId, window.startsAt, window.endsAt]);
        return microcredits(row?.worth ?? 0);
      }),
    readUses: ({ by, window, model, isComplete }) =>
      read(async (tx) => {
        const complete = completeOf(isComplete);
        const rows = await tx.all(uses[by.kind], [by.id, window.startsAt, window.endsAt, model, complete]);
        return rows.map(toUses);
      }),
    readMovements: ({ id, window }) =>
      read(async (tx) => {
        const rows = await tx.all(movements, [walletAccount(id), window.startsAt, window.endsAt]);
        return rows.map(({ counterpart, gained, lost }) => ({
          counterpart,
          gained: microcredits(gained),
          lost: microcredits(lost),
        }));
      }),
    readOverdrafts: ({ subject, window, limit }) =>
      read(async (tx) => {
        const rows = await tx.all(overdrafts, [subject, window.startsAt, window.endsAt, limit]);
        return rows.map(toOverdraft);
      }),
  };
}
