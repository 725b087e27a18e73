// What was bought or is being bought, in the database: written before anything is sent, so that every start can carry on.
import { z } from 'zod';
import { OrderId, Provider, TokenHash, type Order } from '../../../../server/contract/orders.ts';
import { TokenPlace } from '../../../preload/contract/account.ts';
import type { SqlParams, WritableDb } from '../store/db.ts';

const Row = z
  .object({
    order_id: OrderId,
    provider: Provider,
    pack_id: z.string(),
    pack_name: z.string(),
    amount_cents: z.int(),
    currency: z.string(),
    credits_microcredits: z.int(),
    state: z.enum(['starting', 'open', 'seen', 'declined', 'paid', 'claimed', 'expired', 'failed', 'refunded']),
    is_abandoned: z.int(),
    trouble: z.string().nullable(),
    token_place: TokenPlace.nullable(),
    token_entry: z.string().nullable(),
    token_hash: TokenHash.nullable(),
    checkout_url: z.string().nullable(),
    created_at: z.int(),
    expires_at: z.int().nullable(),
  })
  .transform((row) => ({
    orderId: row.order_id,
    provider: row.provider,
    packId: row.pack_id,
    packName: row.pack_name,
    amountCents: row.amount_cents,
    currency: row.currency,
    creditsMicrocredits: row.credits_microcredits,
    state: row.state,
    isAbandoned: row.is_abandoned === 1,
    trouble: row.trouble,
    token:
      row.token_place !== null && row.token_entry !== null && row.token_hash !== null
        ? { place: row.token_place, entry: row.token_entry, hash: row.token_hash }
        : null,
    checkoutUrl: row.checkout_url,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  }));
export type PurchaseRow = z.infer<typeof Row>;

/** Where an order's token is kept, and its sum. */
export type KeptToken = NonNullable<PurchaseRow['token']>;

export type NewPurchase = Pick<
  PurchaseRow,
  'orderId' | 'provider' | 'packId' | 'packName' | 'amountCents' | 'currency' | 'creditsMicrocredits'
>;

const StaleEntry = z.object({ place: TokenPlace, entry: z.string() });

export type Purchases = ReturnType<typeof createPurchases>;

/** The purchases made at one server. */
export function createPurchases(options: {
  readonly db: WritableDb;
  readonly origin: string;
  readonly now: () => number;
  readonly onChange: () => void;
}) {
  const { db, origin, now, onChange } = options;
  const change = (sql: string, params: SqlParams): void => {
    db.transact('durable', () => db.run(sql, { ...params, now: now() }));
    onChange();
  };
  const rows = (where: string, params: SqlParams = {}): readonly PurchaseRow[] =>
    db.all(Row, `SELECT * FROM purchases WHERE origin = @origin AND ${where} ORDER BY seq DESC LIMIT 200`, {
      ...params,
      origin,
    });

  return {
    find: (orderId: OrderId): PurchaseRow | null => rows('order_id = @orderId', { orderId })[0] ?? null,
    /** Newest first. */
    all: (): readonly PurchaseRow[] => rows('1 = 1'),

    add(purchase: NewPurchase): void {
      change(
        `INSERT INTO purchases (order_id, origin, provider, pack_id, pack_name, amount_cents, currency,
           credits_microcredits, state, created_at, updated_at)
         VALUES (@orderId, @origin, @provider, @packId, @packName, @amountCents, @currency,
           @creditsMicrocredits, 'starting', @now, @now)`,
        { ...purchase, origin },
      );
    },

    /** Only for an order that never left. */
    drop(orderId: OrderId): void {
      db.transact('durable', () =>
        db.run('DELETE FROM purchases WHERE order_id = @orderId AND token_hash IS NULL', { orderId }),
      );
      onChange();
    },

    tokenKept(orderId: OrderId, token: KeptToken): void {
      change(
        `UPDATE purchases SET token_place = @place, token_entry = @entry, token_hash = @hash, updated_at = @now
         WHERE order_id = @orderId`,
        { orderId, ...token },
      );
    },

    /** The token of this sum is kept under another name now. */
    tokenMoved({ from, to, hash }: { readonly from: string; readonly to: string; readonly hash: string }): void {
      change(
        `UPDATE purchases SET token_entry = @to, updated_at = @now
         WHERE token_entry = @from AND token_hash = @hash AND origin = @origin`,
        { from, to, hash, origin },
      );
    },

    placed(orderId: OrderId, url: string): void {
      change('UPDATE purchases SET checkout_url = @url, trouble = NULL, updated_at = @now WHERE order_id = @orderId', {
        orderId,
        url,
      });
    },

    /** The server's word. What is claimed stays claimed. */
    told(order: Order): void {
      change(
        `UPDATE purchases SET state = @state, amount_cents = @cents, currency = @currency,
           credits_microcredits = @credits, expires_at = @expiresAt, trouble = NULL, updated_at = @now
         WHERE order_id = @id AND state <> 'claimed' AND token_hash IS NOT NULL`,
        {
          id: order.id,
          state: order.state,
          cents: order.amount_cents,
          currency: order.currency,
          credits: order.credits_microcredits,
          expiresAt: order.expires_at,
        },
      );
    },

    failed(orderId: OrderId, trouble: string): void {
      change(
        `UPDATE purchases SET state = 'failed', trouble = @trouble, updated_at = @now WHERE order_id = @orderId AND token_hash IS NOT NULL`,
        {
          orderId,
          trouble,
        },
      );
    },

    troubled(orderId: OrderId, trouble: string | null): void {
      change('UPDATE purchases SET trouble = @trouble, updated_at = @now WHERE order_id = @orderId', {
        orderId,
        trouble,
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
        db.run(`UPDATE purchases SET state = 'claimed', trouble = NULL, updated_at = @now WHERE order_id = @orderId`, {
          orderId,
          now: now(),
        });
        db.run(
          `UPDATE purchases SET is_entry_stale = 1 WHERE token_entry LIKE 'pending:%'
           AND token_entry = (SELECT token_entry FROM purchases WHERE order_id = @orderId)`,
          { orderId },
        );
      });
      onChange();
    },

    /** A pending token that a new order may share, so that both end in one wallet. */
    pendingToken: (): KeptToken | null => rows(`token_entry LIKE 'pending:%' AND is_entry_stale = 0`)[0]?.token ?? null,

    staleEntries: () =>
      db.all(
        StaleEntry,
        `SELECT DISTINCT token_place AS place, token_entry AS entry FROM purchases
         WHERE is_entry_stale = 1 AND origin = @origin`,
        { origin },
      ),

    entryRemoved(entry: string, activeEntry: string): void {
      change(
        'UPDATE purchases SET is_entry_stale = 0, token_entry = @activeEntry, updated_at = @now WHERE token_entry = @entry',
        { entry, activeEntry },
      );
    },
  };
}
