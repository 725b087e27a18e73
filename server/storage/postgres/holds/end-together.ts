// Many ends of holds in one transaction, as reserve-together.ts has their beginnings: the holds are locked in the order of their ids,
// then their wallets, then all that counts, and each is decided by what those before it have left.
import type { HoldId } from '../../../contract/holds/holds.ts';
import type { AllowanceCount, AllowanceKey, AllowanceSeen } from '../../../domain/holds/allowance.ts';
import type { HoldRecord } from '../../../domain/holds/hold.ts';
import type { CounterWindow } from '../../../domain/plans/plan.ts';
import type { Posting, Wallet, WalletId, WalletOwner } from '../../../domain/wallets/ledger.ts';
import type { AboutPayer, HoldSeen, HoldWrite } from '../../holds/hold-store.ts';
import { writeLetters } from '../letters/outbox.ts';
import { beginBatch } from '../locks.ts';
import { giveBackMessages } from '../plans/plan-counters.ts';
import type { PlanLook, PlansTogether } from '../plans/plans-together.ts';
import type { Transaction } from '../transaction.ts';
import { lockWalletsOfHolds, walletsOfOwners } from '../wallets/accounts.ts';
import { isAtOnce } from '../wallets/book.ts';
import { bookingOf } from '../wallets/book-many.ts';
import { readAllowances, writeAllowances } from './allowances.ts';
import type { Holds } from './holds.ts';

export type Ending = {
  readonly id: HoldId;
  readonly about: AboutPayer;
  /** Keeps its answer to itself. */
  decide(seen: HoldSeen | null): HoldWrite | null;
};

type Locked = { readonly holds: ReadonlyMap<HoldId, HoldRecord>; readonly wallets: Map<WalletId, Wallet> };

type Found = Locked & {
  readonly allowances: Map<AllowanceKey, AllowanceSeen>;
  readonly owners: ReadonlyMap<WalletOwner, Wallet>;
  readonly looks: ReadonlyMap<Ending, PlanLook | null>;
  readonly counts: Awaited<ReturnType<PlansTogether['look']>>['counts'];
};

export type EndTogether = (tx: Transaction, all: readonly Ending[]) => Promise<ReadonlySet<Ending>>;

export function createEndTogether({
  holds,
  plans,
}: {
  readonly holds: Holds;
  readonly plans: PlansTogether;
}): EndTogether {
  async function lock(tx: Transaction, ids: readonly HoldId[]): Promise<Locked> {
    const [, found, wallets] = await Promise.all([
      beginBatch(tx),
      holds.lockMany(tx, ids),
      lockWalletsOfHolds(tx, ids),
    ]);
    return {
      holds: new Map(found.map((hold) => [hold.id, hold])),
      wallets: new Map(wallets.map((wallet) => [wallet.id, wallet])),
    };
  }

  async function look(tx: Transaction, all: readonly Ending[], locked: Locked): Promise<Found> {
    const planned = all.flatMap((one) => {
      const { plan } = one.about;
      const hold = locked.holds.get(one.id);
      return plan === undefined || hold === undefined
        ? []
        : [{ one, asked: { subject: plan.subject(walletOf(hold, locked)), ask: plan } }];
    });
    const asked = planned.map((one) => one.asked);
    if (asked.some((one) => plans.fits(one) === null))
      await plans.learn(
        tx,
        asked.map(({ subject }) => subject),
      );
    const fitting = planned.filter((one) => plans.fits(one.asked) === true);
    const found = all.flatMap(({ id }) => locked.holds.get(id) ?? []);
    const keys = found.flatMap(({ payer }) => (payer.kind === 'free' ? payer.counted.map(({ key }) => key) : []));
    const [{ looks, counts }, allowances, owners] = await Promise.all([
      plans.look(tx, { asked: fitting.map((one) => one.asked), lockedToo: found.flatMap(countedBy), isLocking: false }),
      readAllowances(tx, [...new Set(keys)]),
      walletsOfOwners(tx, [...new Set(all.flatMap(({ about }) => about.owners ?? []))], false),
    ]);
    return {
      ...locked,
      counts,
      allowances: new Map(allowances.map((seen) => [seen.key, seen])),
      owners: new Map(owners.map((wallet) => [wallet.owner, wallet])),
      looks: new Map([
        ...planned.map(({ one }) => [one, null] as const),
        ...fitting.map(({ one }, i) => [one, looks[i] ?? null] as const),
      ]),
    };
  }

  return async (tx, all) => {
    const locked = await lock(
      tx,
      all.map(({ id }) => id),
    );
    const plain = all.filter(({ id }) => isPlainHold(locked.holds.get(id)));
    const { done, ...written } = decideEnds(plain, await look(tx, plain, locked));
    if (written.holds.length === 0) return done;
    const update = holds.updating(tx, written.holds);
    const book = bookingOf(tx, written.postings);
    tx.atEnd(() =>
      Promise.all([
        update(),
        writeAllowances(tx, written.allowances),
        giveBackMessages(tx, written.givenBack),
        writeLetters(tx, written.letters),
        book(),
      ]),
    );
    return done;
  };
}

function decideEnds(all: readonly Ending[], found: Found) {
  const { wallets, allowances: counts } = found;
  const holds: HoldRecord[] = [];
  const postings: Posting[] = [];
  const givenBack: CounterWindow[] = [];
  const letters: HoldWrite['letters'][number][] = [];
  const allowances = new Map<AllowanceKey, AllowanceCount>();

  function seenBy({ id, about }: Ending, planLook: PlanLook | undefined): HoldSeen | null {
    const hold = found.holds.get(id);
    if (hold === undefined) return null;
    const { payer } = hold;
    const changed = new Map([...wallets.values()].map((wallet) => [wallet.owner, wallet]));
    return {
      hold,
      wallet: walletOf(hold, found),
      wallets: about.owners?.flatMap((owner) => changed.get(owner) ?? found.owners.get(owner) ?? []) ?? null,
      allowances: payer.kind === 'free' ? payer.counted.map(({ key }) => counts.get(key) ?? { key, count: null }) : [],
      plan: planLook === undefined ? null : planLook(found.counts),
      day: null,
    };
  }

  function keep(write: HoldWrite): void {
    holds.push(write.hold);
    letters.push(...write.letters);
    givenBack.push(...write.givenBack);
    found.counts.giveBack(write.givenBack);
    for (const count of write.allowances) {
      counts.set(count.key, { key: count.key, count });
      allowances.set(count.key, count);
    }
    if (write.posting === null) return;
    postings.push(write.posting);
    wallets.set(write.posting.after.id, write.posting.after);
  }

  /** false: it has to be done alone. */
  function decide(one: Ending): boolean {
    const planLook = found.looks.get(one);
    if (planLook === null) return false;
    const write = decided(one, seenBy(one, planLook));
    if (write === undefined || (write !== null && !isPlainEnd(write))) return false;
    if (write !== null) keep(write);
    return true;
  }

  const done = new Set(all.filter(decide));
  return { done, holds, postings, givenBack, letters, allowances: [...allowances.values()] };
}

/** undefined: it threw. Alone it throws again, and is answered with that. */
function decided(one: Ending, seen: HoldSeen | null): HoldWrite | null | undefined {
  try {
    return one.decide(seen);
  } catch {
    return undefined;
  }
}

function walletOf({ payer }: HoldRecord, { wallets }: Pick<Locked, 'wallets'>): Wallet | null {
  return payer.kind === 'wallet' ? (wallets.get(payer.walletId) ?? null) : null;
}

/** Whether it counts nothing but messages; there is none at all: so it is told. */
function isPlainHold(hold: HoldRecord | undefined): boolean {
  return hold === undefined || (hold.day === null && hold.budget === null);
}

/** Whether it writes nothing but what a batch writes. */
function isPlainEnd({ posting, spent, overdraft, budgetChange = null }: HoldWrite): boolean {
  return spent === null && overdraft === null && budgetChange === null && (posting === null || isAtOnce(posting));
}

function countedBy({ payer }: HoldRecord): readonly string[] {
  return payer.kind === 'wallet' ? [] : payer.counted.map(({ key }) => key);
}
