// What a ledger's file says, without what differs from file to file: ids, and the names of holders.
import Database from 'better-sqlite3';

export function ledgerIn(path: string): object {
  const db = new Database(path, { readonly: true });
  const rows = (sql: string): readonly unknown[] => db.prepare(sql).all();
  try {
    return {
      holds: rows(
        `SELECT state, model, venue, price, estimate, amount, output_limit, degrade, is_on_grace, day_counted, captured, overrun, outcome, plan_id,
           wallet_id IS NULL AS has_no_wallet, json_array_length(counted) AS counted, prompt_tokens, completion_tokens,
           duration_ms, response_bytes, images, created_at, expires_at, ended_at FROM holds ORDER BY seq`,
      ),
      accounts: rows(
        "SELECT CASE WHEN owner IS NULL THEN name ELSE 'wallet' END, balance, held FROM accounts ORDER BY id",
      ),
      transfers: rows('SELECT amount, reason_code, reason, at FROM transfers ORDER BY id'),
      allowances: rows('SELECT used, started_at FROM allowances ORDER BY used, started_at'),
      spending: rows('SELECT used, settled, overdrawn, ends_at FROM plan_spending ORDER BY used, ends_at'),
      counters: rows('SELECT used, ends_at FROM plan_counters ORDER BY used, ends_at'),
    };
  } finally {
    db.close();
  }
}
