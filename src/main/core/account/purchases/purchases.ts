// What was bought or is being bought, in the database: written before anything is sent, so that every start can carry on.
import { z } from 'zod';
import type { Order, OrderId } from '../../../../../server/contract/orders/orders.ts';
import type { Refund } from '../../../../../server/contract/refunds/refunds.ts';
import type { PurchaseRefund, PurchaseTrouble } from '../../../../preload/contract/account.ts';
import type { Payee } from '../../../../preload/contract/payee.ts';
import { TokenPlace } from '../../../../preload/contract/secret-trouble.ts';
import type { Readable, SqlParams, WritableDb } from '../../store/db.ts';
import type { KeptToken } from '../token/token-port.ts';
import { PurchaseRow, type Checkout, type StoredRefund } from './purchase-row.ts';

export type NewPurchase = Pick<
  PurchaseRow,
  'orderId' | 'provider' | 'payee' | 'packId' | 'packName' | 'amountCents' | 'currency' | 'creditsMicrocredits'
>;

const StaleEntry = z.object({ place: TokenPlace, entry: z.string() });

export type Purchases = ReturnType<typeof createPurchases>;

/** The purchases made at one server. */
export function createPurchases(options: {
  readonly db: WritableDb;
  readonly origin: string;
  readonly now: () => number;
  /** After each change; `claims`: 1 where a purchase was claimed by it. */
  readonly onChange: (claims: 0 | 1) => void;
}) {
  const { db, origin, now, onChange } = options;
  /** By the refund's id; see purchase-row.ts. Asked anew after each start. */
  const collectUrls = new Map<string, string>();
  const change = (sql: string, params: SqlParams, claims: 0 | 1 = 0): void => {
    db.transact('durable', () => db.run(sql, { ...params, now: now() }));
    onChange(claims);
  };
  const read = (where: string, params: SqlParams = {}): Readable<PurchaseRow> =>
    db.readable(
      PurchaseRow,
      `SELECT * FROM purchases WHERE origin = @origin AND ${where} ORDER BY seq DESC LIMIT 200`,
      {
        ...params,
        origin,
      },
    );

  const rows = (where: string, params: SqlParams = {}): readonly PurchaseRow[] => read(where, params).rows;

  const find = (orderId: OrderId): PurchaseRow | null => rows('order_id = @orderId', { orderId })[0] ?? null;

  return {
    find,
    /** Newest first. */
    all: (): readonly PurchaseRow[] => rows('1 = 1'),
    /** How many there are beside those, which cannot be read. */
    unlisted: (): number => read('1 = 1').unreadable,

    add(purchase: NewPurchase): void {
      change(
        `INSERT INTO purchases (order_id, origin, provider, pack_id, pack_name, amount_cents, currency,
           credits_microcredits, payee, person_id, team_id, team_name, state, created_at, updated_at)
         VALUES (@orderId, @origin, @provider, @packId, @packName, @amountCents, @currency,
           @creditsMicrocredits, @payee, @personId, @teamId, @teamName, 'starting', @now, @now)`,
        { ...purchase, origin, ...columnsOf(purchase.payee) },
      );
    },

    /** Only for an order that never left, as no token could be kept for it. */
    drop(orderId: OrderId): void {
      db.transact('durable', () =>
        db.run(`DELETE FROM purchases WHERE order_id = @orderId AND payee = 'computer' AND token_hash IS NULL`, {
          orderId,
        }),
      );
      onChange(0);
    },

    tokenKept(orderId: OrderId, token: KeptToken): void {
      change(
        `UPDATE purchases SET token_place = @place, token_entry = @entry, token_hash = @hash, updated_at = @now
         WHERE order_id = @orderId`,
        { orderId, ...token },
      );
    },

    placed(orderId: OrderId, checkout: Checkout): void {
      change(
        `UPDATE purchases SET checkout_url = @url, checkout_kind = @kind, invoice_methods = @methods, trouble = NULL,
           updated_at = @now WHERE order_id = @orderId`,
        {
          orderId,
          url: checkout.url,
          kind: checkout.kind,
          methods: checkout.kind === 'invoice' ? JSON.stringify(checkout.methods) : null,
        },
      );
    },

    /**
     * The server's word. What was claimed stays so unless the money went back; a dispute that was won makes it claimed again. What is
     * paid for a person or a team needs no claim: it is in their wallet by then.
     */
    told(order: Order): void {
      const before = find(order.id);
      const isCredited = order.state === 'paid' && before !== null && before.payee.kind !== 'computer';
      change(
        `UPDATE purchases SET
           state = CASE WHEN @isCredited = 1 THEN 'claimed'
             WHEN is_claimed = 0 OR @state IN ('disputed', 'refunded') THEN @state ELSE 'claimed' END,
           is_claimed = max(is_claimed, @isCredited),
           amount_cents = @cents, currency = @currency, credits_microcredits = @credits, expires_at = @expiresAt,
           paid_at = @paidAt, refunded_cents = @refundedCents, trouble = NULL, updated_at = @now
         WHERE order_id = @id AND (payee <> 'computer' OR token_hash IS NOT NULL)`,
        {
          id: order.id,
          isCredited: isCredited ? 1 : 0,
          state: order.state,
          cents: order.amount_cents,
          currency: order.currency,
          credits: order.credits_microcredits,
          expiresAt: order.expires_at,
          paidAt: order.paid_at,
          refundedCents: order.refunded_cents,
        },
        isCredited && before.state !== 'claimed' ? 1 : 0,
      );
    },

    /** What the server told the holder of the token about money that went back. */
    toldRefunds(orderId: OrderId, refunds: readonly Refund[]): void {
      for (const { id, collect_url: url } of refunds) {
        if (url === null) collectUrls.delete(id);
        else collectUrls.set(id, url);
      }
      const stored = refunds.map((refund): StoredRefund => ({
        id: refund.id,
        amountCents: refund.amount_cents,
        state: refund.state,
        createdAt: refund.created_at,
      }));
      change('UPDATE purchases SET refunds = @refunds, updated_at = @now WHERE order_id = @orderId', {
        orderId,
        refunds: JSON.stringify(stored),
      });
    },

    refundsOf: (row: PurchaseRow): PurchaseRefund[] =>
      row.refunds.map(({ id, amountCents, state }) => ({
        id,
        amountCents,
        state,
        collectUrl: state === 'pending' ? (collectUrls.get(id) ?? null) : null,
      })),

    failed(orderId: OrderId, trouble: PurchaseTrouble): void {
      change(
        `UPDATE purchases SET state = 'failed', trouble = @trouble, updated_at = @now
         WHERE order_id = @orderId AND (payee <> 'computer' OR token_hash IS NOT NULL)`,
        {
          orderId,
          trouble: JSON.stringify(trouble),
        },
      );
    },

    troubled(orderId: OrderId, trouble: PurchaseTrouble): void {
      change('UPDATE purchases SET trouble = @trouble, updated_at = @now WHERE order_id = @orderId', {
        orderId,
        trouble: JSON.stringify(trouble),
      });
    },

    abandoned(orderId: OrderId, isAbandoned: boolean): void {
      change('UPDATE purchases SET is_abandoned = @isAbandoned, updated_at = @now WHERE order_id = @orderId', {
        orderId,
        isAbandoned: isAbandoned ? 1 : 0,
      });
    },

    /** The credits are ours and the token is active: its pending entry has done its work. */
    claimed(orderId: OrderId): void {
      db.transact('durable', () => {
        db.run(
          `UPDATE purchases SET state = 'claimed', is_claimed = 1, trouble = NULL, updated_at = @now WHERE order_id = @orderId`,
          {
            orderId,
            now: now(),
          },
        );
        db.run(
          `UPDATE purchases SET is_entry_stale = 1 WHERE token_entry LIKE 'pending:%'
           AND token_entry = (SELECT token_entry FROM purchases WHERE order_id = @orderId)`,
          { orderId },
        );
      });
      onChange(1);
    },

    /** A pending token that a new order may share, so that both end in one wallet. */
    pendingToken: (): KeptToken | null => rows(`token_entry LIKE 'pending:%' AND is_entry_stale = 0`)[0]?.token ?? null,

    staleEntries: () =>
      db.readable(
        StaleEntry,
        `SELECT DISTINCT token_place AS place, token_entry AS entry FROM purchases
         WHERE is_entry_stale = 1 AND origin = @origin`,
        { origin },
      ).rows,

    /** What was kept there is the token that pays by now. */
    entryRemoved(entry: string, payingEntry: string): void {
      change(
        'UPDATE purchases SET is_entry_stale = 0, token_entry = @payingEntry, updated_at = @now WHERE token_entry = @entry',
        { entry, payingEntry },
      );
    },
  };
}

function columnsOf(payee: Payee) {
  const { kind } = payee;
  const personId = kind === 'computer' ? null : payee.personId;
  if (kind !== 'team') return { payee: kind, personId, teamId: null, teamName: null };
  return { payee: kind, personId, teamId: payee.teamId, teamName: payee.teamName };
}
