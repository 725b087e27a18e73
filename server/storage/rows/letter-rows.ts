// The rows of the inbox, of the outbox and of the dead letters of both, as they are told.
import type { KeptLetter, LetterId, LetterState, OutletName } from '../../contract/letters/dead-letters.ts';
import { LetterOutcome } from '../../contract/letters/letter-outcome.ts';
import type { OrderId, Provider } from '../../contract/orders/orders.ts';
import { brand } from '../../lib/brand.ts';
import type { Delivery, OutboxMessage } from '../letters/letter-store.ts';

export type DeliveryRow = {
  readonly id: number;
  readonly provider: Provider;
  readonly event_id: string;
  readonly event_type: string;
  readonly order_id: OrderId | null;
  readonly provider_txn_id: string | null;
  readonly billing: Delivery['billing'];
  readonly attempts: number;
  readonly filed_at: number;
};

export type OutboxRow = {
  readonly id: number;
  readonly event_id: string;
  readonly type: string;
  readonly subject: string;
  readonly data: string;
  readonly created_at: number;
  readonly attempts: number;
};

type Common = {
  readonly id: number;
  readonly event_id: string;
  readonly event_type: string;
  readonly state: LetterState;
  readonly attempts: number;
  /** JSON. */
  readonly outcome: string | null;
  readonly reason: string | null;
  readonly created_at: number;
  readonly died_at: number;
};

export type DeadDeliveryRow = Common & {
  readonly provider: Provider;
  readonly order_id: string | null;
  readonly provider_txn_id: string | null;
};
export type DeadMessageRow = Common & { readonly outlet: OutletName; readonly subject: string };

export function toDelivery(row: DeliveryRow): Delivery {
  return {
    id: row.id,
    provider: row.provider,
    eventId: row.event_id,
    eventType: row.event_type,
    orderId: row.order_id,
    providerTxnId: row.provider_txn_id,
    billing: row.billing,
    attempts: row.attempts,
    filedAt: row.filed_at,
  };
}

export function toMessage(row: OutboxRow): OutboxMessage {
  return {
    id: row.id,
    eventId: row.event_id,
    type: row.type,
    subject: row.subject,
    data: row.data,
    createdAt: row.created_at,
    attempts: row.attempts,
  };
}

export function fromInbox(row: DeadDeliveryRow): KeptLetter {
  return { box: 'inbox', ...row, id: brand<LetterId>(row.id), outcome: outcomeOf(row) };
}

export function fromOutbox(row: DeadMessageRow): KeptLetter {
  return { box: 'outbox', ...row, id: brand<LetterId>(row.id), outcome: outcomeOf(row) };
}

function outcomeOf({ outcome }: Common): LetterOutcome | null {
  return outcome === null ? null : LetterOutcome.parse(JSON.parse(outcome));
}
