// What a batch of holds has locked and read, and what its decisions have made of it so far. Each is decided by what those before it have
// left, and all of it is written at the end.
import type { HoldId } from '../../../contract/holds/holds.ts';
import type { AllowanceCount, AllowanceKey, AllowanceSeen } from '../../../domain/holds/allowance.ts';
import type { HoldRecord } from '../../../domain/holds/hold.ts';
import type { Posting, Wallet, WalletOwner } from '../../../domain/wallets/ledger.ts';
import type { HoldStore, ReserveSeen, ReserveWrite, StoredRefusal } from '../../holds/hold-store.ts';
import type { CountsKept } from '../plans/counts-kept.ts';
import type { PlanLook } from '../plans/plans-together.ts';
import { isAtOnce } from '../wallets/book.ts';

export type ReserveAsk = Parameters<HoldStore['reserveHold']>[0];

export type Reserving = {
  readonly id: HoldId;
  readonly ask: ReserveAsk;
  /** Keeps its answer to itself. */
  decide(seen: ReserveSeen): ReserveWrite | null;
};

export type Found = {
  readonly wallets: readonly Wallet[];
  readonly allowances: readonly AllowanceSeen[];
  readonly counts: CountsKept;
  /** undefined: none was asked about; null: it is not what it was taken for. */
  lookOf(one: Reserving): PlanLook | null | undefined;
  /** What has been answered before. */
  readonly answers: ReadonlyMap<HoldId, Pick<ReserveSeen, 'hold' | 'refusal'>>;
};

export type Written = {
  readonly holds: readonly HoldRecord[];
  readonly refusals: readonly StoredRefusal[];
  readonly allowances: readonly AllowanceCount[];
  /** Of one wallet each begins where the one before it ended. */
  readonly postings: readonly Posting[];
};

type HoldWritten = Extract<ReserveWrite, { readonly kind: 'hold' }>;

const unanswered = { hold: null, refusal: null } as const;

export function decideInHand(
  all: readonly Reserving[],
  found: Found,
): Written & { readonly done: ReadonlySet<Reserving> } {
  const wallets = new Map<WalletOwner, Wallet>(found.wallets.map((wallet) => [wallet.owner, wallet]));
  const counts = new Map<AllowanceKey, AllowanceSeen>(found.allowances.map((seen) => [seen.key, seen]));
  const holds: HoldRecord[] = [];
  const refusals: StoredRefusal[] = [];
  const allowances = new Map<AllowanceKey, AllowanceCount>();
  const postings: Posting[] = [];

  function seenBy({ id, ask: { payer } }: Reserving, look: PlanLook | undefined): ReserveSeen {
    return {
      ...(found.answers.get(id) ?? unanswered),
      wallet: payer.kind === 'wallet' ? (wallets.get(payer.owner) ?? null) : null,
      wallets: payer.kind === 'owners' ? payer.owners.flatMap((owner) => wallets.get(owner) ?? []) : null,
      allowances: payer.kind === 'free' ? payer.keys.map((key) => counts.get(key) ?? { key, count: null }) : [],
      plan: look === undefined ? null : look(found.counts),
    };
  }

  function keep({ hold, posting, allowances: counted, counted: windows = [] }: HoldWritten): void {
    holds.push(hold);
    for (const count of counted) {
      counts.set(count.key, { key: count.key, count });
      allowances.set(count.key, count);
    }
    found.counts.count(windows);
    if (posting === null) return;
    postings.push(posting);
    wallets.set(posting.after.owner, posting.after);
  }

  /** false: it has to be done alone. */
  function decide(one: Reserving): boolean {
    const look = found.lookOf(one);
    if (look === null) return false;
    const write = decided(one, seenBy(one, look));
    if (write === undefined || (write?.kind === 'hold' && !isPlain(write))) return false;
    if (write?.kind === 'refusal') refusals.push(write.refusal);
    if (write?.kind === 'hold') keep(write);
    return true;
  }

  const done = new Set(all.filter(decide));
  return { done, holds, refusals, allowances: [...allowances.values()], postings };
}

/** undefined: it threw. Alone it throws again, and is answered with that. */
function decided(one: Reserving, seen: ReserveSeen): ReserveWrite | null | undefined {
  try {
    return one.decide(seen);
  } catch {
    return undefined;
  }
}

/** Whether it writes nothing but what a batch writes. */
function isPlain({ hold, posting, spent = null }: HoldWritten): boolean {
  return spent === null && hold.budget === null && (posting === null || isAtOnce(posting));
}
