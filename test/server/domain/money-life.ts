// An order's money in memory: readings and decisions are applied one after another, and every account is summed up.
import { randomUUID } from 'node:crypto';
import {
  type AccountName,
  type Wallet,
  emptyWallet,
  entriesOf,
  post,
  promoAccount,
  revenueAccount,
  tokenOwner,
  transferRef,
  walletAccount,
  walletId,
} from '../../../server/domain/wallets/ledger.ts';
import { microcredits, noMicrocredits } from '../../../server/domain/money.ts';
import { type OrderRecord, emptyBooks } from '../../../server/domain/orders/order.ts';
import type { OrderAccount, OrderChange } from '../../../server/domain/orders/order-account.ts';
import type { DecisionAt } from '../../../server/domain/orders/order-draft.ts';
import { type PaymentReading, applyReading } from '../../../server/domain/orders/order-reading.ts';
import { isLive } from '../../../server/domain/refunds/refund-record.ts';
import { credits, hashOf, orderId, start } from '../../support/ledger-values.ts';

/** 500 cents for 100 credits. */
export const price = 500;

export function anOrder(change: Partial<OrderRecord> = {}): OrderRecord {
  return {
    id: orderId(),
    state: 'open',
    provider: 'sandbox',
    packId: 'small',
    amountCents: price,
    currency: 'EUR',
    credits: credits(100),
    owner: tokenOwner(hashOf('t')),
    externalId: null,
    providerTxnId: 'txn',
    providerStatus: null,
    checkout: '{}',
    checkoutRevision: 0,
    refusal: null,
    createdAt: start,
    expiresAt: start + 3_600_000,
    paidAt: null,
    claimedAt: null,
    nextPollAt: start,
    polls: 0,
    books: emptyBooks,
    ...change,
  };
}

export function aReading(change: Partial<PaymentReading> = {}): PaymentReading {
  return {
    providerTxnId: 'txn',
    paymentTxnId: 'txn',
    state: 'paid',
    providerStatus: change.state ?? 'paid',
    paidCents: price,
    refunds: [],
    dispute: 'none',
    ...change,
  };
}

export type Life = ReturnType<typeof beginLife>;

export function beginLife(order: OrderRecord = anOrder()) {
  const wallet = emptyWallet({ id: walletId('w'), owner: tokenOwner(hashOf('t')) });
  const life: { account: OrderAccount; wallet: Wallet; isNew: boolean; now: number } = {
    account: { order, refunds: [], cases: [] },
    wallet,
    isNew: true,
    now: start,
  };
  const sums = new Map<string, number>();
  const refs: string[] = [];
  const unnamed: string[] = [];
  const told: string[] = [];

  const at = (): DecisionAt => ({
    slot: { wallet: life.wallet, isNew: life.isNew },
    now: life.now,
    newId: randomUUID,
  });

  function book(change: OrderChange | null): boolean {
    if (change === null) return false;
    const laid = <Row extends { readonly id: string }>(rows: readonly Row[], changed: readonly Row[]) => [
      ...rows.map((row) => changed.find(({ id }) => id === row.id) ?? row),
      ...changed.filter(({ id }) => rows.every((row) => row.id !== id)),
    ];
    life.account = {
      order: change.order,
      refunds: laid(life.account.refunds, change.refunds),
      cases: laid(life.account.cases, change.cases),
    };
    told.push(...change.events.map((event) => `${event.kind}:${event.state}`));
    if (change.posting === null) return true;
    life.wallet = change.posting.after;
    life.isNew = false;
    for (const transfer of change.posting.transfers) {
      refs.push(transfer.ref);
      if (transfer.ref.split(':').includes('')) unnamed.push(transfer.ref);
      for (const { account, delta } of entriesOf(transfer)) sums.set(account, (sums.get(account) ?? 0) + delta);
    }
    return true;
  }

  function move(amount: number, from: AccountName, to: AccountName): void {
    if (amount === 0) return;
    const transfer = {
      ref: transferRef('hold', randomUUID()),
      from,
      to,
      amount: microcredits(amount),
      cause: { code: 'written', text: 'something else' } as const,
      at: life.now,
    };
    const posting = post({ wallet: life.wallet, transfers: [transfer] });
    book({ ...life.account, refunds: [], cases: [], posting, events: [] });
  }

  return {
    at,
    book,
    refs,
    told,
    account: () => life.account,
    state: () => life.account.order.state,
    books: () => life.account.order.books,
    wallet: () => life.wallet,
    wait: (ms: number) => void (life.now += ms),
    read: (change?: Partial<PaymentReading>) => book(applyReading(life.account, aReading(change), at())),
    /** What an account holds, in credits. */
    sum: (account: string) => (sums.get(account) ?? 0) / 1_000_000,
    inWallet: () => life.wallet.balance / 1_000_000,
    openCases: () => life.account.cases.filter(({ outcome }) => outcome === null),
    liveRefunds: () => life.account.refunds.filter(isLive),
    /** The buyer uses some of what is free. */
    spend(count: number) {
      move(
        Math.min(count * 1_000_000, life.wallet.balance - life.wallet.held),
        walletAccount(wallet.id),
        revenueAccount,
      );
    },
    /** The buyer is given credits for something else. */
    top: (count: number) => move(count * 1_000_000, promoAccount, walletAccount(wallet.id)),
    /** All that must hold after every step, whatever came before. */
    faults(): readonly string[] {
      const { order: now, refunds, cases } = life.account;
      const found: string[] = [];
      const check = (isWell: boolean, fault: string) => void (isWell || found.push(fault));
      const open = cases.filter(({ outcome }) => outcome === null).reduce((sum, { amount }) => sum + amount, 0);
      const gone = refunds.filter(isLive).reduce((sum, row) => sum + row.amountCents - row.asideCents, 0);
      check([...sums.values()].reduce((sum, one) => sum + one, 0) === 0, 'the accounts do not come to 0');
      check((sums.get('suspense') ?? 0) === open, 'suspense is not its open cases');
      check(gone <= now.books.creditedCents, 'more was refunded than was credited');
      check((sums.get(walletAccount(wallet.id)) ?? 0) === life.wallet.balance, 'the wallet is not its entries');
      check((sums.get('refunds') ?? 0) >= 0, 'refunds fell below nothing');
      check((sums.get('shortfall') ?? 0) <= 0, 'a shortfall turned into a gain');
      check(life.wallet.balance >= noMicrocredits, 'the wallet fell below nothing');
      check(new Set(refs).size === refs.length, 'a transfer was booked twice');
      check(unnamed.length === 0, 'a transfer says not what it is for');
      const live = refunds.filter(isLive);
      const pending = refunds.filter(({ state }) => state === 'pending');
      const cents = (rows: typeof refunds) => rows.reduce((sum, { amountCents }) => sum + amountCents, 0);
      check(now.books.refundedCents === cents(live), 'refundedCents is not the live refunds');
      check(now.books.pendingCents === cents(pending), 'pendingCents is not the pending refunds');
      check(
        live.every(({ amountCents }) => amountCents > 0),
        'a refund gives nothing back',
      );
      check(refunds.filter(({ origin }) => origin === 'dispute').length <= 1, 'a bank took the money twice');
      const waiting = cases.filter(({ outcome }) => outcome === null);
      check(
        waiting.every((one) => one.cents > 0),
        'a case is open for nothing',
      );
      check(waiting.filter(({ kind }) => kind === 'disputed').length <= 1, 'two disputes are open');
      check(waiting.filter(({ kind }) => kind !== 'disputed').length <= 1, 'two cases are open for one surplus');
      return found;
    },
  };
}
