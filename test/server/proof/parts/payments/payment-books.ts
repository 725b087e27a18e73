// What the tables say has become of one purchase, read past all of the ledger's own code, and what the receiver was told of it.
// The statements are such as every engine understands.
// Only what lasts is looked at: a dispute that was won may have been heard of or not.
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
type LineRow = { readonly line: string };

/** Asks the tables. Each place in `sql` is a question mark. */
export type Tables = {
  all<Row>(sql: string, values?: readonly string[]): Promise<readonly Row[]>;
  run(sql: string, values: readonly string[]): Promise<void>;
  close(): Promise<void>;
};
type Purchase = { readonly orderId: string; readonly token: string; readonly txnId: string };

export type BookReader = {
  read(purchase: Purchase, told: readonly Letter[]): Promise<PaymentBooks>;
  /** When something of any order is due next; null: nothing ever. `isBusy`: other than to ask how it stands. */
  nextDue(): Promise<{ readonly at: number | null; readonly isBusy: boolean }>;
  /** Nobody asks about this order any more, so that the next one has the ledger for itself. */
  retire(orderId: string): Promise<void>;
  close(): Promise<void>;
};

const order = 'SELECT state, refunded_cents, pending_cents FROM orders WHERE id = ?';
const wallet = 'SELECT balance, held FROM accounts WHERE owner = ?';
const moved = `SELECT a.name AS name, CAST(sum(e.delta) AS bigint) AS sum FROM transfers t JOIN entries e ON e.transfer_id = t.id
    JOIN accounts a ON a.id = e.account_id
  WHERE a.owner IS NULL AND (replace(t.ref, ?, '') <> t.ref OR replace(t.ref, ?, '') <> t.ref) GROUP BY a.name ORDER BY a.name`;
const refunds =
  "SELECT amount_cents || ' ' || state AS line FROM refunds WHERE order_id = ? AND state <> 'failed' ORDER BY 1";
const cases = `SELECT CASE WHEN kind = 'disputed' THEN kind ELSE 'beside' END || ' ' || cents || ' ' || amount AS line FROM suspense
  WHERE order_id = ? AND outcome IS NULL ORDER BY 1`;
const due = `SELECT min(at) AS at, max(busy) AS busy FROM (
    SELECT next_at AS at, 1 AS busy FROM deliveries WHERE next_at IS NOT NULL
    UNION ALL SELECT next_at, 1 FROM outbox WHERE id IN
      (SELECT min(id) FROM outbox WHERE state = 'due' GROUP BY outlet, subject)
    UNION ALL SELECT next_try_at, 1 FROM refunds WHERE next_try_at IS NOT NULL
    UNION ALL SELECT next_poll_at, 0 FROM orders WHERE next_poll_at IS NOT NULL) AS dates`;
const retire = 'UPDATE orders SET next_poll_at = NULL WHERE id = ?';

export function openBooks({ all, run, close }: Tables): BookReader {
  const lines = async (sql: string, id: string) => (await all<LineRow>(sql, [id])).map(({ line }) => line);

  return {
    async read({ orderId, token, txnId }, told) {
      const [row] = await all<OrderRow>(order, [orderId]);
      if (row === undefined) throw new Error(`there is no order ${orderId}`);
      const owner = `token:${createHash('sha256').update(token).digest('hex')}`;
      const [kept] = await all<{ balance: number; held: number }>(wallet, [owner]);
      const sums = await all<{ name: string; sum: number }>(moved, [orderId, txnId]);
      return {
        state: row.state,
        wallet: kept?.balance ?? 0,
        held: kept?.held ?? 0,
        accounts: Object.fromEntries(sums.filter(({ sum }) => sum !== 0).map(({ name, sum }) => [name, sum])),
        refundedCents: row.refunded_cents,
        pendingCents: row.pending_cents,
        refunds: await lines(refunds, orderId),
        cases: await lines(cases, orderId),
        told: knownOf(told, orderId),
      };
    },
    async nextDue() {
      const [row] = await all<{ at: number | null; busy: number | null }>(due);
      return { at: row?.at ?? null, isBusy: row?.busy === 1 };
    },
    retire: (orderId) => run(retire, [orderId]),
    close,
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
