// What the conformance tests write and read: one wallet, its holds and its orders, at one moment.
import type { HoldId } from '../../../../server/contract/holds/holds.ts';
import type { ApiKeyId } from '../../../../server/contract/keys/api-keys.ts';
import type { PlanId } from '../../../../server/contract/plans/plans.ts';
import { endHold } from '../../../../server/domain/holds/end-hold.ts';
import { type EndedHold, type HoldRecord, tokenHolder } from '../../../../server/domain/holds/hold.ts';
import { holdFromPlan, holdFromWallet } from '../../../../server/domain/holds/open-hold.ts';
import { flatRule, noUsage } from '../../../../server/domain/holds/price.ts';
import type { OutgoingLetter } from '../../../../server/domain/letters/outgoing.ts';
import { microcredits } from '../../../../server/domain/money.ts';
import { type OrderRecord, emptyBooks } from '../../../../server/domain/orders/order.ts';
import { type CounterKey, type CounterWindow, planSubject } from '../../../../server/domain/plans/plan.ts';
import {
  type Transfer,
  type TransferRef,
  type Wallet,
  emptyWallet,
  post,
  promoAccount,
  tokenOwner,
  walletAccount,
  walletId,
} from '../../../../server/domain/wallets/ledger.ts';
import { brand } from '../../../../server/lib/brand.ts';
import type { HoldWrite } from '../../../../server/storage/holds/hold-store.ts';
import type { OrderAsk, OrderWrite } from '../../../../server/storage/orders/order-store.ts';
import type { PlanAsk } from '../../../../server/storage/plans/plan-store.ts';
import type { Storage } from '../../../../server/storage/storage.ts';
import { credits, hashOf, holdId, orderId, start } from '../../../support/ledger-values.ts';

export const owner = tokenOwner(hashOf('owner'));
/** In place of a job that was not there: ending it does nothing. */
export const nothing = { id: 0, attempts: 0 };
const { price } = flatRule({ id: 'test', models: '*', venue: 'local', perRequest: microcredits(4) });

export function planAsk(windows: readonly CounterWindow[]): PlanAsk {
  const minute = { key: brand<CounterKey>('minute'), endsAt: start + 60_000 };
  const subject: PlanAsk['subject'] = (wallet) => wallet && planSubject('wallet', wallet.id);
  return { subject, minute, windows: () => windows, spending: () => null };
}

export function fresh(): Wallet {
  return emptyWallet({ id: walletId('the-wallet'), owner });
}

export function gift(wallet: Wallet, ref: TransferRef, amount: number): Transfer {
  return {
    ref,
    from: promoAccount,
    to: walletAccount(wallet.id),
    amount: microcredits(amount),
    cause: { code: 'written', text: 'test' },
    at: start,
  };
}

export function grant(storage: Storage, ref: TransferRef, amount: number): Promise<'done' | 'known'> {
  return storage.changeWallet<'done' | 'known'>({ owner, ref }, (seen) => {
    if (seen.transfer !== null) return { write: null, answer: 'known' };
    const wallet = seen.wallet ?? fresh();
    return {
      write: post({ wallet, isNewWallet: seen.wallet === null, transfers: [gift(wallet, ref, amount)] }),
      answer: 'done',
    };
  });
}

export function opening(id: HoldId) {
  return {
    id,
    holder: tokenHolder(hashOf('owner')),
    model: 'm',
    venue: 'local',
    price,
    priceRule: 'test',
    usedBy: { user: 'ann', team: 'acme', key: null },
    now: start,
    ttlMs: 1_000,
  } as const;
}

export function held(id: HoldId): Omit<HoldRecord, 'payer'> {
  const made = holdFromWallet(opening(id), { ...fresh(), balance: microcredits(4) });
  if (made === null) throw new Error('the test holds too much');
  const { payer: _, ...rest } = made.hold;
  return rest;
}

export function reserve(storage: Storage, id: HoldId): Promise<'held' | 'refused'> {
  return storage.reserveHold<'held' | 'refused'>({ id, payer: { kind: 'wallet', owner } }, ({ wallet }) => {
    const made = wallet === null ? null : holdFromWallet(opening(id), wallet);
    return made === null
      ? { write: null, answer: 'refused' }
      : { write: { kind: 'hold', ...made, allowances: [] }, answer: 'held' };
  });
}

export function end(storage: Storage, id: HoldId, ending: Parameters<typeof endHold>[1]): Promise<EndedHold | null> {
  return storage.endHold<EndedHold | null>(id, (seen) => {
    const ended = seen === null ? null : endHold(seen.hold, ending, { ...seen, now: start + 1 });
    return { write: told(ended), answer: ended };
  });
}

export function newOrder(): OrderRecord {
  return {
    id: orderId(),
    state: 'open',
    provider: 'sandbox',
    packId: 'small',
    amountCents: 500,
    currency: 'EUR',
    credits: credits(100),
    owner: tokenOwner(hashOf('owner')),
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
  };
}

export function file(storage: Storage, eventId = 'e'): Promise<boolean> {
  return storage.fileDelivery({
    provider: 'sandbox',
    eventId,
    eventType: 't',
    orderId: null,
    providerTxnId: null,
    at: start,
  });
}

export function orderAsk(id: OrderRecord['id']): OrderAsk {
  return { id };
}

export function letterOf({ id }: Pick<OrderRecord, 'id'>, state: OrderRecord['state']): OutgoingLetter {
  const data = JSON.stringify({ state });
  return {
    outlet: 'http',
    eventId: `event_${id}_${state}`,
    type: 'order.changed',
    subject: `order:${id}`,
    data,
    at: start,
  };
}

export function told(ended: EndedHold | null): HoldWrite | null {
  return ended && { ...ended, letters: [] };
}

export function write(
  storage: Storage,
  order: OrderRecord,
  rows: Partial<Pick<OrderWrite, 'refunds' | 'cases' | 'letters'>> = {},
): Promise<null> {
  return storage.changeOrder(orderAsk(order.id), () => ({
    write: { order, posting: null, letters: [], deliveryId: null, ...rows },
    answer: null,
  }));
}

/** Counts one message of a plan in all of these windows; full: one of them has `limit` already. */
export function count(
  storage: Storage,
  windows: readonly CounterWindow[],
  { id = holdId(), limit = Number.POSITIVE_INFINITY }: { readonly id?: HoldId; readonly limit?: number } = {},
): Promise<'counted' | 'full'> {
  const ask = { id, payer: { kind: 'owners', owners: [] }, plan: planAsk(windows) } as const;
  return storage.reserveHold<'counted' | 'full'>(ask, ({ plan }) => {
    if (plan?.counts.some(({ used }) => used >= limit) === true) return { write: null, answer: 'full' };
    const hold = holdFromPlan(opening(id), { planId: brand<PlanId>('free'), counted: windows });
    return { write: { kind: 'hold', hold, posting: null, allowances: [], counted: windows }, answer: 'counted' };
  });
}

type Use = {
  readonly endedAt: number;
  readonly key?: ApiKeyId | null;
  readonly counted?: readonly CounterWindow[];
};

/** A use by Ada of team acme, which the plan `free` paid for. */
export async function use(storage: Storage, { endedAt, key = null, counted = [] }: Use): Promise<void> {
  const id = holdId();
  await storage.reserveHold({ id, payer: { kind: 'owners', owners: [] }, plan: planAsk(counted) }, () => {
    const hold = holdFromPlan(
      { ...opening(id), ttlMs: 10_000, usedBy: { user: 'ada', team: 'acme', key } },
      { planId: brand<PlanId>('free'), counted },
    );
    return { write: { kind: 'hold', hold, posting: null, allowances: [], counted }, answer: null };
  });
  const ending = { kind: 'capture', usage: noUsage, outcome: 'completed' } as const;
  await storage.endHold(id, (seen) => ({
    write: seen && told(endHold(seen.hold, ending, { ...seen, now: endedAt })),
    answer: null,
  }));
}

export async function usedIn(storage: Storage, windows: readonly CounterWindow[]): Promise<readonly number[]> {
  const { plan } = await storage.readPayer({ payer: { kind: 'owners', owners: [] }, plan: planAsk(windows) });
  return plan === null ? [] : plan.counts.map(({ used }) => used);
}
