// The rows of purchases, as records and back.
import type { OrderId, OrderState, Provider } from '../../contract/orders/orders.ts';
import { readProblemSaid } from '../../contract/problem.ts';
import { microcredits } from '../../domain/money.ts';
import type { OrderBooks, OrderRecord } from '../../domain/orders/order.ts';
import type { WalletOwner } from '../../domain/wallets/ledger.ts';
import { invariant } from '../../lib/invariant.ts';
import type { Cell } from './cell.ts';

export type OrderRow = {
  readonly id: OrderId;
  readonly state: OrderState;
  readonly provider: Provider;
  readonly pack_id: string | null;
  readonly amount_cents: number;
  readonly currency: string;
  readonly credits: number;
  readonly owner: WalletOwner;
  readonly external_id: string | null;
  readonly provider_txn_id: string | null;
  readonly provider_status: string | null;
  readonly checkout: string | null;
  readonly created_at: number;
  readonly expires_at: number;
  readonly paid_at: number | null;
  readonly claimed_at: number | null;
  readonly next_poll_at: number | null;
  readonly polls: number;
  readonly revision: number;
  readonly credited: number;
  readonly credited_cents: number;
  readonly voided_taken: number | null;
  readonly voided_short: number | null;
  readonly handled_cents: number;
  readonly refunded_cents: number;
  readonly pending_cents: number;
  readonly checkout_revision: number;
  readonly refusal: string | null;
};

export const orderColumns = `id, provider, pack_id, amount_cents, currency, credits, owner, created_at, expires_at,
  state, provider_txn_id, provider_status, checkout, paid_at, claimed_at, next_poll_at, polls,
  revision, credited, credited_cents, voided_taken, voided_short, handled_cents, refunded_cents, pending_cents,
  checkout_revision, refusal, external_id`;

/** What was bought, by whom and for how much is written once; a repeat changes only what may change. */
export const orderChanges = `ON CONFLICT (id) DO UPDATE SET state = excluded.state, provider_txn_id = excluded.provider_txn_id,
  provider_status = excluded.provider_status, checkout = excluded.checkout, paid_at = excluded.paid_at,
  claimed_at = excluded.claimed_at, next_poll_at = excluded.next_poll_at, polls = excluded.polls,
  revision = excluded.revision, credited = excluded.credited, credited_cents = excluded.credited_cents,
  voided_taken = excluded.voided_taken, voided_short = excluded.voided_short, handled_cents = excluded.handled_cents,
  refunded_cents = excluded.refunded_cents, pending_cents = excluded.pending_cents,
  checkout_revision = excluded.checkout_revision, refusal = excluded.refusal`;

export function orderValues({ books, ...order }: OrderRecord): readonly Cell[] {
  return [
    order.id,
    order.provider,
    order.packId,
    order.amountCents,
    order.currency,
    order.credits,
    order.owner,
    order.createdAt,
    order.expiresAt,
    order.state,
    order.providerTxnId,
    order.providerStatus,
    order.checkout,
    order.paidAt,
    order.claimedAt,
    order.nextPollAt,
    order.polls,
    books.revision,
    books.credited,
    books.creditedCents,
    books.voided?.taken ?? null,
    books.voided?.short ?? null,
    books.handledCents,
    books.refundedCents,
    books.pendingCents,
    order.checkoutRevision,
    order.refusal === null ? null : JSON.stringify(order.refusal),
    order.externalId,
  ];
}

export function toOrder(row: OrderRow | undefined): OrderRecord | null {
  if (row === undefined) return null;
  return {
    id: row.id,
    state: row.state,
    provider: row.provider,
    packId: row.pack_id,
    amountCents: row.amount_cents,
    currency: row.currency,
    credits: microcredits(row.credits),
    owner: row.owner,
    externalId: row.external_id,
    providerTxnId: row.provider_txn_id,
    providerStatus: row.provider_status,
    checkout: row.checkout,
    checkoutRevision: row.checkout_revision,
    refusal: refusalIn(row),
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    paidAt: row.paid_at,
    claimedAt: row.claimed_at,
    nextPollAt: row.next_poll_at,
    polls: row.polls,
    books: {
      revision: row.revision,
      credited: microcredits(row.credited),
      creditedCents: row.credited_cents,
      voided: takenOf(row),
      handledCents: row.handled_cents,
      refundedCents: row.refunded_cents,
      pendingCents: row.pending_cents,
    },
  };
}

function refusalIn({ id, refusal }: OrderRow): OrderRecord['refusal'] {
  if (refusal === null) return null;
  const said = readProblemSaid('provider_refused', JSON.parse(refusal));
  invariant(said?.code === 'provider_refused', `the refusal of order ${id} cannot be read`);
  return said.params;
}

function takenOf({ voided_taken: taken, voided_short: short }: OrderRow): OrderBooks['voided'] {
  return taken === null || short === null ? null : { taken: microcredits(taken), short: microcredits(short) };
}
