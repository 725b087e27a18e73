// Takes back the credits that an order gave: first those that a dispute froze, then what is free in the wallet. The rest was spent
// or is held; it is booked as a shortfall, so that everything is booked and no wallet goes below zero.
import type { BookingCause } from '../../contract/booking-cause.ts';
import type { Microcredits } from '../../contract/money.ts';
import { type AccountName, type TransferRefKind, shortfallAccount, suspenseAccount } from '../wallets/ledger.ts';
import { add, lesser, noMicrocredits, subtract } from '../money.ts';
import type { Taken } from '../orders/order.ts';
import type { OrderDraft } from '../orders/order-draft.ts';
import type { CaseRecord } from '../suspense/suspense-case.ts';

/** `part` tells the transfers of one change apart; `account` is where the credits go to, or come back from. */
type Move = {
  readonly kind: TransferRefKind;
  readonly part: string;
  readonly account: AccountName;
  readonly cause: BookingCause;
};

export function takeBack(draft: OrderDraft, amount: Microcredits, { kind, part, account: to, cause }: Move): Taken {
  const { journal } = draft;
  const frozen = openDispute(draft);
  const fromFrozen = lesser(amount, frozen?.amount ?? noMicrocredits);
  const rest = subtract(amount, fromFrozen);
  const fromWallet = lesser(rest, journal.free());
  const short = subtract(rest, fromWallet);
  journal.move({ ref: draft.ref(kind, `${part}:frozen`), from: suspenseAccount, to, amount: fromFrozen, cause });
  journal.move({ ref: draft.ref(kind, part), from: journal.own, to, amount: fromWallet, cause });
  journal.move({ ref: draft.ref(kind, `${part}:short`), from: shortfallAccount, to, amount: short, cause });
  if (frozen !== null) draft.putCase({ ...frozen, amount: subtract(frozen.amount, fromFrozen) });
  return { taken: add(fromFrozen, fromWallet), short };
}

/** Undoes `takeBack`, to the last microcredit. */
export function giveBack(draft: OrderDraft, { taken, short }: Taken, { kind, part, account: from, cause }: Move): void {
  draft.journal.move({ ref: draft.ref(kind, `${part}:back`), from, to: draft.journal.own, amount: taken, cause });
  draft.journal.move({ ref: draft.ref(kind, `${part}:unshort`), from, to: shortfallAccount, amount: short, cause });
}

export function openDispute(draft: OrderDraft): CaseRecord | null {
  return draft.cases().find(({ kind, outcome }) => outcome === null && kind === 'disputed') ?? null;
}
