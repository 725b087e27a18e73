// The sandbox provider's own books, in a file of their own: payments and deliveries outlive the process, as a real provider's do.
import { randomUUID } from 'node:crypto';
import Database from 'better-sqlite3';
import { z } from 'zod';
import { OrderId } from '../../contract/orders/orders.ts';
import { keepWriteLog } from '../../lib/write-log.ts';
import type { SandboxQueue } from './courier.ts';

export type SandboxAction = 'pay' | 'decline' | 'expire';

const PaymentState = z.enum(['open', 'declined', 'paid', 'expired', 'refunded']);

export const Payment = z.object({
  txn_id: z.string(),
  order_id: OrderId,
  amount_cents: z.int(),
  state: PaymentState,
  expires_at: z.int(),
});
const RefundState = z.enum(['pending', 'succeeded', 'failed']);
export const Refund = z.object({
  id: z.string(),
  txn_id: z.string(),
  amount_cents: z.int(),
  state: RefundState,
  ends_at: z.int().nullable(),
  end_state: RefundState.nullable(),
});
export type Payment = z.infer<typeof Payment>;
export type Refund = z.infer<typeof Refund>;
export type SandboxPayment = Readonly<Payment>;

const Delivery = z.object({
  event_id: z.string(),
  txn_id: z.string(),
  order_id: OrderId,
  event_type: z.string(),
  created_at: z.int(),
  attempts: z.int(),
});
export type ActOutcome =
  | { readonly kind: 'done' | 'settled'; readonly payment: SandboxPayment }
  | { readonly kind: 'unknown' };

/** As it was asked for. `end`: it is pending until then; null: it has gone through at once. */
export type SandboxRefundAsked = {
  readonly id: string;
  readonly txnId: string;
  readonly cents: number;
  readonly end: { readonly at: number; readonly state: 'succeeded' | 'failed' } | null;
};
export type SandboxRefund = Readonly<Pick<z.infer<typeof Refund>, 'id' | 'amount_cents' | 'state'>>;
export type RefundOutcome =
  | { readonly kind: 'refund'; readonly refund: SandboxRefund }
  | { readonly kind: 'unknown' | 'too_much' };

/** Amounts in cents, times in epoch milliseconds. */
export type SandboxLedger = SandboxQueue & {
  /** Repeatable: an order has one payment. */
  create(
    order: { readonly orderId: OrderId; readonly amountCents: number; readonly expiresAt: number },
    nowMs: number,
  ): Promise<SandboxPayment>;
  find(txnId: string, nowMs: number): Promise<SandboxPayment | null>;
  findByOrder(orderId: OrderId, nowMs: number): Promise<SandboxPayment | null>;
  act(orderId: OrderId, action: SandboxAction, nowMs: number): Promise<ActOutcome>;
  /** Repeatable by id. Never gives back more than was paid. */
  refund(asked: SandboxRefundAsked, nowMs: number): Promise<RefundOutcome>;
  refundsOf(txnId: string, nowMs: number): Promise<readonly SandboxRefund[]>;
  /** What the bank makes of a refund in the end. Throws where there is none of this id. */
  moveRefund(id: string, state: SandboxRefund['state'], nowMs: number): Promise<void>;
  close(): Promise<void>;
};

const schema = `
  CREATE TABLE IF NOT EXISTS payment (
    txn_id TEXT NOT NULL PRIMARY KEY,
    order_id TEXT NOT NULL UNIQUE,
    amount_cents INTEGER NOT NULL CHECK (amount_cents > 0),
    state TEXT NOT NULL CHECK (state IN ('open', 'declined', 'paid', 'expired', 'refunded')),
    expires_at INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS refund (
    id TEXT NOT NULL PRIMARY KEY,
    txn_id TEXT NOT NULL REFERENCES payment (txn_id),
    amount_cents INTEGER NOT NULL CHECK (amount_cents > 0),
    /* What it is until ends_at, and from then on; NULL: it stays as it is. */
    state TEXT NOT NULL DEFAULT 'succeeded',
    ends_at INTEGER,
    end_state TEXT
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

function bringUpToDate(db: Database.Database): void {
  db.exec(schema);
  // Files of earlier versions had no state here: what they gave back had gone through.
  const hasState = db.prepare("SELECT 1 FROM pragma_table_info('refund') WHERE name = 'state'").get() !== undefined;
  if (hasState) return;
  db.exec(`
    ALTER TABLE refund ADD COLUMN state TEXT NOT NULL DEFAULT 'succeeded';
    ALTER TABLE refund ADD COLUMN ends_at INTEGER;
    ALTER TABLE refund ADD COLUMN end_state TEXT`);
}

export function openSandboxLedger(path: string): SandboxLedger {
  const db = new Database(path);
  keepWriteLog(db);
  db.pragma('synchronous = FULL');
  db.pragma('busy_timeout = 5000');
  db.pragma('foreign_keys = ON');
  db.transaction(() => bringUpToDate(db)).immediate();

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
    `INSERT INTO refund (id, txn_id, amount_cents, state, ends_at, end_state)
     SELECT @id, txn_id, @cents, iif(@endsAt IS NULL, 'succeeded', 'pending'), @endsAt, @endState FROM payment WHERE txn_id = @txnId AND state IN ('paid', 'refunded')
     AND @cents <= amount_cents - (SELECT coalesce(sum(amount_cents), 0) FROM refund WHERE txn_id = @txnId AND NOT coalesce(state = 'failed' OR (end_state = 'failed' AND ends_at <= @now), 0))`,
  );
  const oneRefund = db.prepare('SELECT * FROM refund WHERE id = ?');
  const refundsOf = db.prepare('SELECT * FROM refund WHERE txn_id = ? ORDER BY rowid');
  const setRefund = db.prepare('UPDATE refund SET state = ?, ends_at = NULL, end_state = NULL WHERE id = ?');
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

  const refund = db.transaction((asked: SandboxRefundAsked, nowMs: number): RefundOutcome => {
    const before = oneRefund.get(asked.id);
    if (before !== undefined) return { kind: 'refund', refund: readRefund(Refund.parse(before), nowMs) };
    if (byTxn.get(asked.txnId) === undefined) return { kind: 'unknown' };
    const { id, txnId, cents, end } = asked;
    const row = { id, txnId, cents, now: nowMs, endsAt: end?.at ?? null, endState: end?.state ?? null };
    if (addRefund.run(row).changes === 0) return { kind: 'too_much' };
    addEvent.run(`evt_${randomUUID()}`, txnId, 'refund.created', nowMs, nowMs);
    if (end !== null) addEvent.run(`evt_${randomUUID()}`, txnId, `refund.${end.state}`, end.at, end.at);
    return { kind: 'refund', refund: readRefund(Refund.parse(oneRefund.get(id)), nowMs) };
  });

  const moveRefund = db.transaction((id: string, state: SandboxRefund['state'], nowMs: number): void => {
    const { txn_id: txnId } = Refund.parse(oneRefund.get(id));
    setRefund.run(state, id);
    addEvent.run(`evt_${randomUUID()}`, txnId, `refund.${state}`, nowMs, nowMs);
  });

  return {
    async create(order, nowMs) {
      insert.run(`sbx_${randomUUID()}`, order.orderId, order.amountCents, order.expiresAt);
      return read(byOrder.get(order.orderId), nowMs) ?? unreachable();
    },
    find: async (txnId, nowMs) => read(byTxn.get(txnId), nowMs),
    findByOrder: async (orderId, nowMs) => read(byOrder.get(orderId), nowMs),
    act: async (orderId, action, nowMs) => act.immediate(orderId, action, nowMs),
    refund: async (asked, nowMs) => refund.immediate(asked, nowMs),
    refundsOf: async (txnId, nowMs) => refundsOf.all(txnId).map((row) => readRefund(Refund.parse(row), nowMs)),
    moveRefund: async (id, state, nowMs) => moveRefund.immediate(id, state, nowMs),
    async lease(nowMs, untilMs) {
      const row = lease.get({ now: nowMs, until: untilMs });
      return row === undefined ? null : toDelivery(row);
    },
    plan: async (eventId, nextAt) => void plan.run(nextAt, eventId),
    close: async () => void db.close(),
  };
}

export const stateAfter = { pay: 'paid', decline: 'declined', expire: 'expired' } as const satisfies Record<
  SandboxAction,
  z.infer<typeof PaymentState>
>;

function read(row: unknown, nowMs: number): SandboxPayment | null {
  return row === undefined ? null : readPayment(Payment.parse(row), nowMs);
}

/** An unpaid payment is over when its time is, whether or not anything noted it. */
export function readPayment(payment: SandboxPayment, nowMs: number): SandboxPayment {
  const isOver = payment.expires_at <= nowMs && (payment.state === 'open' || payment.state === 'declined');
  return isOver ? { ...payment, state: 'expired' } : payment;
}

/** A refund under way ends when its time has come, whether or not anything noted it. */
export function readRefund({ id, amount_cents, state, ends_at: endsAt, end_state: endState }: Refund, nowMs: number) {
  return { id, amount_cents, state: endsAt !== null && endState !== null && endsAt <= nowMs ? endState : state };
}

function toDelivery(row: unknown) {
  const { txn_id: paymentId, order_id: orderId, ...delivery } = Delivery.parse(row);
  return { ...delivery, data: { payment_id: paymentId, order_id: orderId } };
}

function unreachable(): never {
  throw new Error('a payment just written cannot be read');
}
