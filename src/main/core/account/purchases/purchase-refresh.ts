// Asks how orders stand that are no longer followed: what was given back, and what is disputed, comes long after the purchase.
import { isDeepStrictEqual } from 'node:util';
import type { Order, OrderId } from '../../../../../server/contract/orders/orders.ts';
import type { Refund } from '../../../../../server/contract/refunds/refunds.ts';
import type { Clock } from '../../ports.ts';
import type { ReadableCell } from '../../watchable.ts';
import type { LinkPort } from '../link/link-port.ts';
import type { PayeePort } from '../payer/payee-port.ts';
import type { LinkSlice } from '../state.ts';
import type { TokenPort } from '../token/token-port.ts';
import type { PurchaseRow } from './purchase-row.ts';
import { isNews, nextStep } from './purchase-rules.ts';
import type { Purchases } from './purchases.ts';

const askMsMax = 5_000;
/** The newest ones; older orders are past every deadline for disputes. */
const asksMax = 50;
const asksAtOnce = 4;

type Told = { readonly order: Order; readonly refunds: readonly Refund[] | null };

/** Whatever cannot be asked stays as it was. */
export async function refreshPurchases(options: {
  readonly clock: Clock;
  readonly link: LinkPort;
  readonly linkSlice: ReadableCell<LinkSlice>;
  readonly token: TokenPort;
  readonly payees: Pick<PayeePort, 'bearerOf'>;
  readonly purchases: Purchases;
}): Promise<void> {
  const { clock, link, linkSlice, token: paying, payees, purchases } = options;

  /** The server tells what was given back only to the holder of the token, or to whom it credits; anybody who knows the order may ask how it stands. */
  async function askAsHolder(orderId: OrderId, token: string): Promise<Told | 'silent' | 'stranger'> {
    const answer = await link.ask(
      { msMax: askMsMax, token },
      async (server, own) => await server.pro.order({ id: orderId }, own),
    );
    if (answer.kind === 'ok') return answer.value;
    return answer.kind === 'problem' && answer.code !== 'rate_limited' ? 'stranger' : 'silent';
  }

  async function askAsAnyone(orderId: OrderId): Promise<Told | null> {
    const answer = await link.ask(
      { msMax: askMsMax, token: null },
      async (server, own) => await server.payments.status({ order_id: orderId }, own),
    );
    return answer.kind === 'ok' ? { order: answer.value.order, refunds: null } : null;
  }

  async function bearerFor({ payee, token }: PurchaseRow): Promise<string | null> {
    if (payee.kind !== 'computer') return await payees.bearerOf(payee);
    const found = token === null ? null : await paying.find(token);
    return found?.kind === 'ready' ? found.token : null;
  }

  async function ask(row: PurchaseRow): Promise<Told | null> {
    const { orderId } = row;
    const bearer = await bearerFor(row);
    const told = bearer === null ? 'stranger' : await askAsHolder(orderId, bearer);
    if (told === 'silent') return null;
    return told === 'stranger' ? await askAsAnyone(orderId) : told;
  }

  async function refresh(row: PurchaseRow): Promise<void> {
    const told = await ask(row);
    if (told === null || told.order.id !== row.orderId) return;
    const now = purchases.find(row.orderId);
    if (isNews(now, told.order)) purchases.told(told.order);
    if (told.refunds !== null && !isKnown(now, told.refunds)) purchases.toldRefunds(row.orderId, told.refunds);
  }

  const waiting = purchases.all().filter((row) => row.checkout !== null && nextStep(row, clock.now()) === 'over');
  const queue = waiting.slice(0, asksMax);
  const worker = async (): Promise<void> => {
    for (let row = queue.shift(); row !== undefined && linkSlice.current().link.kind !== 'offline'; row = queue.shift())
      await refresh(row);
  };
  await Promise.all(Array.from({ length: asksAtOnce }, worker));
}

/** The address where a refund is collected is kept in memory only, so a refund that has one is always news. */
function isKnown(row: PurchaseRow | null, refunds: readonly Refund[]): boolean {
  if (refunds.some((refund) => refund.collect_url !== null)) return false;
  const told = refunds.map((refund) => ({
    id: refund.id,
    amountCents: refund.amount_cents,
    state: refund.state,
    createdAt: refund.created_at,
  }));
  return isDeepStrictEqual(row?.refunds ?? [], told);
}
