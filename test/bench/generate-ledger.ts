// Makes a large and sound ledger, by SQL and not by asking for it ten million times: every wallet was given credits once and
// spent some of them by captured holds. Kept in a cache folder outside the repository; delete it whenever you like.
// On its own: node test/bench/generate-ledger.ts [path]
import Database from 'better-sqlite3';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { readMigrations } from '../../server/storage/sqlite/migrate.ts';
import { migrateSqliteFile } from '../../server/storage/sqlite/open-storage.ts';

/** Each wallet makes two entries by its gift, and two by each capture. */
export type LedgerSize = { readonly wallets: number; readonly captures: number };
export const tenMillion: LedgerSize = { wallets: 1_000_000, captures: 4 };

const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'tallystick-bench');
const granted = 1_000_000_000;
const price = 1_000_000;
const firstWallet = 3;

/** The token of the wallet of this number, from 0. */
export function tokenOf(wallet: number): string {
  return `tally_${createHash('sha256').update(`bench ${wallet}`).digest('base64url')}`;
}

/** Where a ledger of this size stands; makes it if there is none yet. Another schema is another file. */
export function cachedLedger(size: LedgerSize, say: (line: string) => void): string {
  const schema = createHash('sha256')
    .update(
      readMigrations()
        .map(({ checksum }) => checksum)
        .join(),
    )
    .digest('hex');
  const path = join(cache, `${schema.slice(0, 12)}-${size.wallets}-${size.captures}.db`);
  if (existsSync(path)) return path;
  say(`Making a ledger of ${size.wallets.toLocaleString('en')} wallets once, in ${path}`);
  generateLedger(`${path}.new`, size);
  renameSync(`${path}.new`, path);
  return path;
}

const upTo = (bound: string) =>
  `WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ${bound})`;

export function generateLedger(path: string, { wallets, captures }: LedgerSize): void {
  mkdirSync(dirname(path), { recursive: true });
  for (const end of ['', '-wal', '-shm', '-journal']) rmSync(`${path}${end}`, { force: true });
  migrateSqliteFile(path);
  const db = new Database(path);
  // Nobody reads it before it is whole, and a broken one is made again. Out of WAL first, or OFF is not heard.
  db.pragma('journal_mode = DELETE');
  db.pragma('journal_mode = OFF');
  db.pragma('synchronous = OFF');
  db.pragma('cache_size = -500000');
  db.function(
    'owner_of',
    { deterministic: true },
    (n) =>
      `token:${createHash('sha256')
        .update(tokenOf(Number(n)))
        .digest('hex')}`,
  );
  const now = Date.now();
  const all = { wallets, captures, granted, price, now, spends: wallets * captures, first: firstWallet };
  const run = (sql: string) => db.prepare(sql).run(all);
  const holdId = `printf('%08x-%04x-7000-8000-%012x', 27000000 + i / 65536, i % 65536, i)`;

  db.exec('BEGIN');
  run(
    `INSERT INTO accounts (id, name, balance, created_at) VALUES (1, 'promo', -@wallets * @granted, @now), (2, 'revenue', @spends * @price, @now)`,
  );
  run(`${upTo('@wallets')} INSERT INTO accounts (id, name, owner, balance, created_at)
    SELECT @first + i, printf('wallet:%09d', i), owner_of(i), @granted - @captures * @price, @now FROM n`);
  run(`${upTo('@wallets')} INSERT INTO transfers (id, ref, from_account, to_account, amount, reason, at)
    SELECT 1 + i, printf('grant:%09d', i), 1, @first + i, @granted, 'bench', @now FROM n`);
  if (captures > 0) {
    run(`${upTo('@spends')} INSERT INTO holds (seq, id, holder, state, model, venue, price, wallet_id, amount, captured, created_at,
        expires_at, ended_at, outcome, prompt_tokens, completion_tokens, duration_ms)
      SELECT 1 + i, ${holdId}, (SELECT owner FROM accounts WHERE id = @first + i % @wallets), 'captured', 'bench', 'local', '{"kind":"flat","perRequest":1000000}',
        printf('%09d', i % @wallets), @price, @price, @now - 900000, @now, @now - 890000, 'completed', 100, 200, 9000 FROM n`);
    run(`${upTo('@spends')} INSERT INTO transfers (id, ref, from_account, to_account, amount, reason, at)
      SELECT 1 + @wallets + i, 'hold:' || ${holdId}, @first + i % @wallets, 2, @price, 'bench', @now FROM n`);
  }
  run(
    `INSERT INTO entries (account_id, transfer_id, delta, balance_after) SELECT 1, id, -@granted, -@granted * id FROM transfers WHERE id <= @wallets ORDER BY id`,
  );
  run(`INSERT INTO entries (account_id, transfer_id, delta, balance_after)
    SELECT 2, id, @price, @price * (id - @wallets) FROM transfers WHERE id > @wallets ORDER BY id`);
  run(`${upTo('@wallets')} INSERT INTO entries (account_id, transfer_id, delta, balance_after)
    SELECT @first + i, CASE k WHEN 0 THEN 1 + i ELSE 1 + @wallets * k + i END, CASE k WHEN 0 THEN @granted ELSE -@price END, @granted - k * @price
    FROM n CROSS JOIN (WITH RECURSIVE c (k) AS (SELECT 0 UNION ALL SELECT k + 1 FROM c WHERE k < @captures) SELECT k FROM c)`);
  db.exec('COMMIT');
  db.exec('ANALYZE');
  db.pragma('journal_mode = WAL');
  db.close();
}

if (import.meta.main) {
  const [path] = process.argv.slice(2);
  const began = performance.now();
  if (path === undefined) cachedLedger(tenMillion, console.log);
  else generateLedger(path, tenMillion);
  console.log(`Done after ${Math.round((performance.now() - began) / 1_000)} s`);
}
