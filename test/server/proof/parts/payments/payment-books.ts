// What the file says has become of one purchase, read past all of the ledger's own code, and what the receiver was told of it.
// Only what lasts is looked at: a dispute that was won may have been heard of or not.
import Database from 'better-sqlite3';
import { createHash } from 'node:crypto';
import type { Letter } from '../../../../../server/outlets/outlet.ts';

export type PaymentBooks = {
  readonly state: string;
  readonly wallet: number;
  readonly held: number;
  /** What the order moved in all other accounts, where that is not nothing. */
  readonly accounts: Readonly<Record<string, number>>;
  readonly refundedCents: number;
  readonly pendingCents: number;
  readonly refunds: readonly string[];
  /** Whether too little came late or in time depends on when we heard of it: the money is the same. */
  readonly cases: readonly string[];
  /** What a receiver knows who heard every letter. */
  readonly told: readonly string[];
};

type OrderRow = { readonly state: string; readonly refunded_cents: number; readonly pending_cents: number };
type Purchase = { readonly orderId: string; readonly token: string; readonly txnId: string };

export type BookReader = {
  read(purchase: Purchase, told: readonly Letter[]): PaymentBooks;
  /** When something of any order is due next; null: nothing ever. `isBusy`: other than to ask how it stands. */
  nextDue(): { readonly at: number | null; readonly isBusy: boolean };
  /** Nobody asks about this order any more, so that the next one has the file for itself. */
  retire(orderId: string): void;
  close(): void;
};

export function openBooks(path: string): BookReader {
  const db = new Database(path, { timeout: 5_000 });
  const order = db.prepare<[string], OrderRow>('SELECT state, refunded_cents, pending_cents FROM orders WHERE id = ?');
  const wallet = db.prepare<[string], { balance: number; held: number }>(
    'SELECT balance, held FROM accounts WHERE owner = ?',
  );
  const moved = db.prepare<[string, string], { name: string; sum: number }>(
    `SELECT a.name AS name, sum(e.delta) AS sum FROM transfers t JOIN entries e ON e.transfer_id = t.id
       JOIN accounts a ON a.id = e.account_id
     WHERE a.owner IS NULL AND (instr(t.ref, ?) > 0 OR instr(t.ref, ?) > 0) GROUP BY a.name ORDER BY a.name`,
  );
  const lines = (sql: string) => db.prepare<[string], string>(sql).pluck();
  const refunds = lines(
    "SELECT amount_cents || ' ' || state FROM refunds WHERE order_id = ? AND state <> 'failed' ORDER BY 1",
  );
  const cases = lines(
    `SELECT iif(kind = 'disputed', kind, 'beside') || ' ' || cents || ' ' || amount FROM suspense
     WHERE order_id = ? AND outcome IS NULL ORDER BY 1`,
  );
  const due = db.prepare<[], { at: number | null; busy: number | null }>(
    `SELECT min(at) AS at, max(busy) AS busy FROM (
       SELECT next_at AS at, 1 AS busy FROM deliveries WHERE next_at IS NOT NULL
       UNION ALL SELECT next_at, 1 FROM outbox WHERE id IN
         (SELECT min(id) FROM outbox WHERE state = 'due' GROUP BY outlet, subject)
       UNION ALL SELECT next_try_at, 1 FROM refunds WHERE next_try_at IS NOT NULL
       UNION ALL SELECT next_poll_at, 0 FROM orders WHERE next_poll_at IS NOT NULL)`,
  );
  const retire = db.prepare('UPDATE orders SET next_poll_at = NULL WHERE id = ?');

  return {
    read({ orderId, token, txnId }, told) {
      const row = order.get(orderId);
      if (row === undefined) throw new Error(`there is no order ${orderId}`);
      const owner = wallet.get(`token:${createHash('sha256').update(token).digest('hex')}`);
      const sums = moved.all(orderId, txnId).filter(({ sum }) => sum !== 0);
      return {
        state: row.state,
        wallet: owner?.balance ?? 0,
        held: owner?.held ?? 0,
        accounts: Object.fromEntries(sums.map(({ name, sum }) => [name, sum])),
        refundedCents: row.refunded_cents,
        pendingCents: row.pending_cents,
        refunds: refunds.all(orderId),
        cases: cases.all(orderId),
        told: knownOf(told, orderId),
      };
    },
    nextDue() {
      const row = due.get();
      return { at: row?.at ?? null, isBusy: row?.busy === 1 };
    },
    retire: (orderId) => void retire.run(orderId),
    close: () => void db.close(),
  };
}

/** A letter may come twice, never changed; the others come in their order, and none says what was said before. */
function knownOf(told: readonly Letter[], orderId: string): readonly string[] {
  const seen = new Map<string, Letter>();
  const refunds = new Map<string, string>();
  let state = 'open';
  let last = 0;
  for (const letter of told.filter(({ data }) => data.includes(orderId))) {
    const before = seen.get(letter.id);
    if (before !== undefined && before.data !== letter.data) throw new Error(`${letter.id} was told with two contents`);
    if (before !== undefined) continue;
    seen.set(letter.id, letter);
    if (letter.sequence < last) throw new Error(`${letter.id} was told after what came later`);
    last = letter.sequence;
    const { order, refund } = JSON.parse(letter.data);
    if (letter.type === 'order.changed') {
      if (order.state === state) throw new Error(`told twice that the order is ${state}`);
      state = order.state;
    } else {
      const news = `${refund.amount_cents} ${refund.state}`;
      if (refunds.get(refund.id) === news) throw new Error(`told twice that a refund is ${news}`);
      refunds.set(refund.id, news);
    }
  }
  return [state, ...[...refunds.values()].filter((news) => !news.endsWith('failed')).toSorted()];
}
