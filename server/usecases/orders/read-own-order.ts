// The orders of one's own, each with its refunds, and nobody else's: a refund may hold a link, and anybody who has the link can take
// the money.
import type { OrderStore } from '../../storage/orders/order-store.ts';
import type { RefundStore } from '../../storage/refunds/refund-store.ts';
import { type OrderRecord, toOrder } from '../../domain/orders/order.ts';
import { type RefundTold, toRefund } from '../../domain/refunds/refund-record.ts';
import type { Caller } from '../caller.ts';
import type { PageAsked } from '../page-asked.ts';
import { refusal, type Refused } from '../refusal.ts';
import { type WhoseWallet, ownersSeenBy } from '../wallets/whose-wallet.ts';
import { OrderId, type Order } from '../../contract/orders/orders.ts';
import type { WalletOf } from '../../contract/wallets/wallet-of.ts';

type OwnOrder = { readonly kind: 'order'; readonly order: Order; readonly refunds: readonly RefundTold[] };
type OwnOrders = { readonly kind: 'orders'; readonly orders: readonly Order[]; readonly nextCursor: string | null };

type OwnReading = {
  readonly storage: Pick<OrderStore, 'readOrder' | 'pageOrders'> & Pick<RefundStore, 'readRefunds'>;
  readonly whose: WhoseWallet;
};

export function readOwnOrders({ storage, whose }: OwnReading) {
  return {
    /** Anybody else is told that there is no such order. */
    async read(caller: Caller, id: OrderId): Promise<OwnOrder | Refused> {
      const order = await storage.readOrder(id);
      const owners = await ownersSeenBy(whose, caller);
      if (order === null || !owners.includes(order.owner)) return refusal('order_not_found', {});
      const refunds = await storage.readRefunds(id);
      return { kind: 'order', order: toOrder(order), refunds: refunds.map((row) => toRefund(row, order)) };
    },
    /** Newest first. */
    async list(caller: Caller, of: WalletOf, { limit, cursor }: PageAsked): Promise<OwnOrders | Refused> {
      const found = await whose(caller, of, 'mayBuy');
      if (found.kind === 'refused') return found;
      const before = cursor === null ? null : placeIn(cursor);
      if (cursor !== null && before === null) return refusal('invalid_request', { reason: 'cursor_unknown' });
      const orders = await storage.pageOrders({ owner: found.owner, before, limit: limit + 1 });
      const shown = orders.slice(0, limit);
      const last = orders.length > limit ? shown.at(-1) : undefined;
      return { kind: 'orders', orders: shown.map(toOrder), nextCursor: last === undefined ? null : cursorOf(last) };
    },
  };
}

function cursorOf({ createdAt, id }: Pick<OrderRecord, 'createdAt' | 'id'>): string {
  return Buffer.from(`${createdAt}:${id}`).toString('base64url');
}

function placeIn(cursor: string): Pick<OrderRecord, 'createdAt' | 'id'> | null {
  const [, at, id] = /^(\d{1,15}):(.+)$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  const order = OrderId.safeParse(id);
  return at === undefined || !order.success ? null : { createdAt: Number(at), id: order.data };
}
