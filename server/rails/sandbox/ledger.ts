// The sandbox provider's own books, in a file of their own: payments and deliveries outlive the process, as a real provider's do.
import { randomUUID } from 'node:crypto';
import Database from 'better-sqlite3';
import { z } from 'zod';
import { OrderId } from '../../contract/orders.ts';

export type SandboxAction = 'pay' | 'decline' | 'expire';

const PaymentState = z.enum(['open', 'declined', 'paid', 'expired', 'refunded']);

const Payment = z.object({
  txn_id: z.string(),
  order_id: OrderId,
  amount_cents: z.int(),
  refunded_cents: z.int(),
  state: PaymentState,
  expires_at: z.int(),
});
export type SandboxPayment = Readonly<z.infer<typeof Payment>>;

const Delivery = z.object({
  event_id: z.string(),
  txn_id: z.string(),
  order_id: OrderId,
  event_type: z.string(),
  created_at: z.int(),
  attempts: z.int(),
});
export type SandboxDelivery = Readonly<z.infer<typeof Delivery>>;

export type ActOutcome =
  | { readonly kind: 'done' | 'settled'; readonly payment: SandboxPayment }
  | { readonly kind: 'unknown' };

export type SandboxRefund = { readonly id: string; readonly txnId: string; readonly cents: number };

export type SandboxLedger = ReturnType<typeof openSandboxLedger>;

const schema = `
  CREATE TABLE IF NOT EXISTS payment (
    txn_id TEXT NOT NULL PRIMARY KEY,
    order_id TEXT NOT NULL UNIQUE,
    amount_cents INTEGER NOT NULL CHECK (amount_cents > 0),
    refunded_cents INTEGER NOT NULL DEFAULT 0 CHECK (refunded_cents BETWEEN 0 AND amount_cents),
    state TEXT NOT NULL CHECK (state IN ('open', 'declined', 'paid', 'expired', 'refunded')),
    expires_at INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS refund (
    id TEXT NOT NULL PRIMARY KEY,
    txn_id TEXT NOT NULL REFERENCES payment (txn_id),
    amount_cents INTEGER NOT NULL CHECK (amount_cents > 0)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS delivery (
    event_id TEXT NOT NULL PRIMARY KEY,
    txn_id TEXT NOT NULL REFERENCES payment (txn_id),
    event_type TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    /* NULL: nothing more to do. */
    next_at INTEGER
  ) STRICT;
  CREATE INDEX IF NOT EXISTS delivery_due ON delivery (next_at) WHERE next_at IS NOT NULL;
`;

export function openSandboxLedger(path: string) {
  const db = new Database(path);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.pragma('busy_timeout = 5000');
  db.pragma('foreign_keys = ON');
  db.exec(schema);

  const byOrder = db.prepare('SELECT * FROM payment WHERE order_id = ?');
  const byTxn = db.prepare('SELECT * FROM payment WHERE txn_id = ?');
  const insert = db.prepare(
    `INSERT INTO payment (txn_id, order_id, amount_cents, state, expires_at) VALUES (?, ?, ?, 'open', ?) ON CONFLICT (order_id) DO NOTHING`,
  );
  const setState = db.prepare('UPDATE payment SET state = ? WHERE txn_id = ?');
  const addEvent = db.prepare(
    'INSERT INTO delivery (event_id, txn_id, event_type, created_at, next_at) VALUES (?, ?, ?, ?, ?)',
  );
  const addRefund = db.prepare(
    'INSERT INTO refund (id, txn_id, amount_cents) VALUES (?, ?, ?) ON CONFLICT (id) DO NOTHING',
  );
  const setRefunded = db.prepare(
    `UPDATE payment SET refunded_cents = refunded_cents + @cents, state = iif(refunded_cents + @cents = amount_cents, 'refunded', state) WHERE txn_id = @txn`,
  );
  const lease = db.prepare(`
    UPDATE delivery SET attempts = attempts + 1, next_at = @until
    WHERE event_id = (SELECT event_id FROM delivery WHERE next_at <= @now ORDER BY next_at LIMIT 1)
    RETURNING *, (SELECT order_id FROM payment WHERE payment.txn_id = delivery.txn_id) AS order_id`);
  const plan = db.prepare('UPDATE delivery SET next_at = ? WHERE event_id = ?');

  const act = db.transaction((orderId: OrderId, action: SandboxAction, nowMs: number): ActOutcome => {
    const before = read(byOrder.get(orderId), nowMs);
    if (before === null) return { kind: 'unknown' };
    if (before.state !== 'open' && before.state !== 'declined') return { kind: 'settled', payment: before };
    const state = stateAfter[action];
    setState.run(state, before.txn_id);
    addEvent.run(`evt_${randomUUID()}`, before.txn_id, `payment.${state}`, nowMs, nowMs);
    return { kind: 'done', payment: { ...before, state } };
  });

  const refund = db.transaction(({ id, txnId, cents }: SandboxRefund, nowMs: number): boolean => {
    const payment = read(byTxn.get(txnId), nowMs);
    if (payment === null) return false;
    if (addRefund.run(id, txnId, cents).changes === 0) return true;
    setRefunded.run({ cents, txn: txnId });
    addEvent.run(`evt_${randomUUID()}`, txnId, 'payment.refunded', nowMs, nowMs);
    return true;
  });

  return {
    /** Repeatable: an order has one payment. Amounts in cents, times in epoch milliseconds. */
    create(
      order: { readonly orderId: OrderId; readonly amountCents: number; readonly expiresAt: number },
      nowMs: number,
    ): SandboxPayment {
      insert.run(`sbx_${randomUUID()}`, order.orderId, order.amountCents, order.expiresAt);
      return read(byOrder.get(order.orderId), nowMs) ?? unreachable();
    },
    find: (txnId: string, nowMs: number): SandboxPayment | null => read(byTxn.get(txnId), nowMs),
    findByOrder: (orderId: OrderId, nowMs: number): SandboxPayment | null => read(byOrder.get(orderId), nowMs),
    act: (orderId: OrderId, action: SandboxAction, nowMs: number): ActOutcome => act.immediate(orderId, action, nowMs),
    /** False where there is no such payment; throws where more would be given back than was paid. */
    refund: (asked: SandboxRefund, nowMs: number): boolean => refund.immediate(asked, nowMs),
    /** Takes the delivery that is due longest and keeps others from it until `untilMs`. */
    lease(nowMs: number, untilMs: number): SandboxDelivery | null {
      const row = lease.get({ now: nowMs, until: untilMs });
      return row === undefined ? null : Delivery.parse(row);
    },
    /** `nextAt` null: delivered, or given up. */
    plan: (eventId: string, nextAt: number | null): void => void plan.run(nextAt, eventId),
    close: (): void => void db.close(),
  };
}

const stateAfter = { pay: 'paid', decline: 'declined', expire: 'expired' } as const satisfies Record<
  SandboxAction,
  z.infer<typeof PaymentState>
>;

/** An unpaid payment is over when its time is, whether or not anything noted it. */
function read(row: unknown, nowMs: number): SandboxPayment | null {
  if (row === undefined) return null;
  const payment = Payment.parse(row);
  const isOver = payment.expires_at <= nowMs && (payment.state === 'open' || payment.state === 'declined');
  return isOver ? { ...payment, state: 'expired' } : payment;
}

function unreachable(): never {
  throw new Error('a payment just written cannot be read');
}
