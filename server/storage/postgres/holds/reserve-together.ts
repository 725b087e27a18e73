// Many holds in one transaction: one lock over all wallets, one over all that counts, one look at what is there, and one statement for
// each table that is written.
import { LRUCache } from 'lru-cache';
import type { HoldId } from '../../../contract/holds/holds.ts';
import type { PlanSubject } from '../../../domain/plans/plan.ts';
import type { Wallet, WalletOwner } from '../../../domain/wallets/ledger.ts';
import type { ReserveSeen } from '../../holds/hold-store.ts';
import { beginBatch } from '../locks.ts';
import { countMessages } from '../plans/plan-counters.ts';
import type { PlansTogether } from '../plans/plans-together.ts';
import type { Transaction } from '../transaction.ts';
import { walletsOfOwners } from '../wallets/accounts.ts';
import { bookingOf } from '../wallets/book-many.ts';
import { readAllowances, writeAllowances } from './allowances.ts';
import type { Holds } from './holds.ts';
import { decideInHand, type Found, type ReserveAsk, type Reserving } from './in-hand.ts';
import { answeredOf, readRefusal, refusalsOf } from './refusals.ts';

export type ReserveTogether = {
  /** false: it is known that a batch would leave it out. */
  mayFit(ask: ReserveAsk): boolean;
  /** Answers with those that are done. */
  reserve(tx: Transaction, all: readonly Reserving[]): Promise<ReadonlySet<Reserving>>;
};

const withoutMax = 20_000;

type Parts = { readonly holds: Holds; readonly plans: PlansTogether; readonly known: LRUCache<WalletOwner, Wallet> };

export function createReserveTogether({ holds, plans, known }: Parts): ReserveTogether {
  /** Of whom no wallet was seen. Where one has been made since, the locked wallet says so. */
  const without = new LRUCache<WalletOwner, true>({ max: withoutMax });

  /** undefined: nobody knows before it is read. */
  function walletAhead(owner: WalletOwner): Wallet | null | undefined {
    return known.get(owner) ?? (without.has(owner) ? null : undefined);
  }

  function subjectOf({ payer, plan }: ReserveAsk): PlanSubject | null | undefined {
    const wallet = payer.kind === 'wallet' ? walletAhead(payer.owner) : null;
    return wallet === undefined ? undefined : plan?.subject(wallet);
  }

  /** Of whom nothing is remembered: read without a lock, and remembered. */
  async function learn(tx: Transaction, asks: readonly ReserveAsk[]): Promise<void> {
    const strangers = asks.flatMap(({ payer }) =>
      payer.kind === 'wallet' && walletAhead(payer.owner) === undefined ? [payer.owner] : [],
    );
    for (const wallet of await walletsOfOwners(tx, unique(strangers), false)) known.set(wallet.owner, wallet);
    for (const owner of strangers) if (!known.has(owner)) without.set(owner, true);
    const subjects = asks.filter(({ plan }) => plan !== undefined).map(subjectOf);
    await plans.learn(
      tx,
      subjects.filter((subject) => subject !== undefined),
    );
  }

  function fits(ask: ReserveAsk): boolean | null {
    if (ask.plan === undefined) return true;
    const subject = subjectOf(ask);
    return subject === undefined ? null : plans.fits({ subject, ask: ask.plan });
  }

  /** In the order of locks.ts: wallets, then all that counts. */
  async function lookAt(tx: Transaction, all: readonly Reserving[]): Promise<Found> {
    const planned = all.flatMap((one) =>
      one.ask.plan === undefined ? [] : [{ one, asked: { subject: subjectOf(one.ask) ?? null, ask: one.ask.plan } }],
    );
    const keys = unique(all.flatMap(({ ask: { payer } }) => (payer.kind === 'free' ? payer.keys : [])));
    const asked = all.filter(({ ask }) => ask.isNewId !== true).map(({ id }) => id);
    const [, answers, wallets, { looks, counts }, allowances] = await Promise.all([
      beginBatch(tx),
      answersTo(tx, asked),
      walletsOfOwners(tx, unique(all.flatMap(({ ask }) => ownersOf(ask))), true),
      plans.look(tx, { asked: planned.map((one) => one.asked), lockedToo: keys, isLocking: true }),
      readAllowances(tx, keys),
    ]);
    const owned = new Map(wallets.map((wallet) => [wallet.owner, wallet]));
    // Whose plan it is was remembered by the wallet's owner; the locked wallet says whether that was so.
    const isOf = ({ payer, plan }: ReserveAsk, subject: PlanSubject | null): boolean =>
      plan?.subject(payer.kind === 'wallet' ? (owned.get(payer.owner) ?? null) : null) === subject;
    const lookOf = new Map(
      planned.map(({ one, asked: { subject } }, i) => [one, isOf(one.ask, subject) ? (looks[i] ?? null) : null]),
    );
    return { wallets, allowances, counts, answers, lookOf: (one) => lookOf.get(one) };
  }

  /** Few ask again, so each of them is looked at by itself. */
  async function answersTo(tx: Transaction, ids: readonly HoldId[]): Promise<Found['answers']> {
    const answered = [...(await answeredOf(tx, ids))];
    return new Map(
      await Promise.all(
        answered.map(async (id): Promise<[HoldId, Pick<ReserveSeen, 'hold' | 'refusal'>]> => {
          const [hold, refusal] = await Promise.all([holds.hold(tx, id), readRefusal(tx, id)]);
          return [id, { hold, refusal: hold === null ? refusal : null }];
        }),
      ),
    );
  }

  return {
    mayFit: (ask) => fits(ask) !== false,
    async reserve(tx, all) {
      if (all.some(({ ask }) => fits(ask) === null))
        await learn(
          tx,
          all.map(({ ask }) => ask),
        );
      const fitting = all.filter(({ ask }) => fits(ask) === true);
      if (fitting.length === 0) return new Set();
      const found = await lookAt(tx, fitting);
      const { done, ...written } = decideInHand(fitting, found);
      const counted = found.counts.more();
      if (Object.values({ ...written, counted }).every((rows) => rows.length === 0)) return done;
      const insert = holds.inserting(tx, written.holds);
      const refuse = refusalsOf(tx, written.refusals);
      const book = bookingOf(tx, written.postings);
      tx.atEnd(() =>
        Promise.all([insert(), refuse(), writeAllowances(tx, written.allowances), countMessages(tx, counted), book()]),
      );
      return done;
    },
  };
}

function ownersOf({ payer }: ReserveAsk): readonly WalletOwner[] {
  if (payer.kind === 'wallet') return [payer.owner];
  return payer.kind === 'owners' ? payer.owners : [];
}

function unique<A>(all: readonly A[]): readonly A[] {
  return [...new Set(all)];
}
