// Turns events into letters to the receivers that are set up. They are written in the commit that books the event (I22).
import type { OutletName } from '../../contract/letters/dead-letters.ts';
import type { Microcredits } from '../../contract/money.ts';
import type { BillingEntity } from '../../domain/billing/customer.ts';
import type { InvoiceRecord } from '../../domain/billing/invoice.ts';
import type { SubscriptionRecord } from '../../domain/billing/subscription.ts';
import type { HoldRecord } from '../../domain/holds/hold.ts';
import {
  type OutgoingLetter,
  invoiceNews,
  lettersFor,
  orderNews,
  overdraftNews,
  subscriptionNews,
  usageNews,
  walletLowNews,
} from '../../domain/letters/outgoing.ts';
import type { OrderEvent, OrderRecord } from '../../domain/orders/order.ts';
import type { Overdraft } from '../../domain/plans/day-spending.ts';
import type { Posting, WalletId } from '../../domain/wallets/ledger.ts';

export type Postbox = {
  /** `order` as it is after the events, and the wallet that it credits; null: there is none yet. */
  ofOrder(of: OrderWithWallet, events: readonly OrderEvent[], at: number): readonly OutgoingLetter[];
  /** `overdraft`: by how much the end of the hold went beyond a plan's day; null: by nothing. */
  ofHold(hold: HoldRecord, overdraft: Overdraft | null): readonly OutgoingLetter[];
  /** What a booking made of its wallet's balance; null: nothing was booked. */
  ofBooking(posting: Posting | null): readonly OutgoingLetter[];
  ofSubscription(subscription: SubscriptionRecord, entity: BillingEntity, at: number): readonly OutgoingLetter[];
  ofInvoice(invoice: InvoiceRecord, entity: BillingEntity, at: number): readonly OutgoingLetter[];
};

type OrderWithWallet = { readonly order: OrderRecord; readonly wallet: WalletId | null };

const none: readonly OutgoingLetter[] = [];

export function createPostbox({
  receivers,
  newId,
  lowBalance,
}: {
  readonly receivers: readonly OutletName[];
  readonly newId: () => string;
  /** Below which a wallet is told to be low; null: none ever is. */
  readonly lowBalance: Microcredits | null;
}): Postbox {
  // Without a receiver no letters are made, so that charges lose no time over them.
  if (receivers.length === 0)
    return {
      ofOrder: () => none,
      ofHold: () => none,
      ofBooking: () => none,
      ofSubscription: () => none,
      ofInvoice: () => none,
    };
  return {
    ofOrder: (of, events, at) =>
      events.flatMap((event) => lettersFor(receivers, orderNews(event, of, `event_${newId()}`), at)),
    ofBooking(posting) {
      if (posting === null || lowBalance === null) return none;
      const low = walletLowNews(posting, lowBalance, `event_${newId()}`);
      return low?.type === 'wallet.low' ? lettersFor(receivers, low, low.data.at) : none;
    },
    ofSubscription: (subscription, entity, at) =>
      lettersFor(receivers, subscriptionNews(subscription, entity, `event_${newId()}`), at),
    ofInvoice: (invoice, entity, at) => lettersFor(receivers, invoiceNews(invoice, entity, `event_${newId()}`), at),
    ofHold(hold, overdraft) {
      const news = [usageNews(hold), overdraft && overdraftNews(hold, overdraft)].filter((one) => one !== null);
      return news.flatMap((one) => lettersFor(receivers, one, hold.endedAt ?? hold.createdAt));
    },
  };
}
