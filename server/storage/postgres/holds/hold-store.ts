// The holds' part of the store: each command locks what pays and what counts, lets it be decided, and writes all of it in one commit.
import { LRUCache } from 'lru-cache';
import type { HoldRecord } from '../../../domain/holds/hold.ts';
import type { PlanSubject } from '../../../domain/plans/plan.ts';
import type { Posting, Wallet, WalletOwner } from '../../../domain/wallets/ledger.ts';
import { invariant } from '../../../lib/invariant.ts';
import type {
  AboutPayer,
  HoldSeen,
  HoldStore,
  HoldWrite,
  PayerSeen,
  ReservePayer,
  ReserveWrite,
} from '../../holds/hold-store.ts';
import type { Decide } from '../../commands.ts';
import type { PlanAsk } from '../../plans/plan-store.ts';
import { correctBudgets, countBudget } from '../budgets/budgets.ts';
import { writeLetters } from '../letters/outbox.ts';
import { lockNames } from '../locks.ts';
import { countMessages, giveBackMessages } from '../plans/plan-counters.ts';
import { PlanHasChanged, type PlanSight } from '../plans/plan-sight.ts';
import type { PlansTogether } from '../plans/plans-together.ts';
import { correctSpending, countSpending, readSpending, writeOverdraft } from '../plans/plan-spending.ts';
import type { LedgerDatabase } from '../serve-database.ts';
import type { Transaction } from '../transaction.ts';
import { lockWallet, lockWalletOfHold, walletOfHold, walletOfOwner, walletsOfOwners } from '../wallets/accounts.ts';
import { book, isAtOnce } from '../wallets/book.ts';
import { readAllowances, resetAllowances, writeAllowances } from './allowances.ts';
import { createEndTogether, type Ending } from './end-together.ts';
import type { Holds } from './holds.ts';
import type { Reserving } from './in-hand.ts';
import { insertRefusal, isAnswered, readRefusal } from './refusals.ts';
import { createReserveTogether } from './reserve-together.ts';

type HoldParts = { readonly holds: Holds; readonly planSight: PlanSight; readonly plansTogether: PlansTogether };

type Looking = { readonly about: AboutPayer; readonly isLocking: boolean };

const nobody: AboutPayer = {};
const rememberedMax = 20_000;

export function createHoldStore(database: LedgerDatabase, { holds, planSight, plansTogether }: HoldParts): HoldStore {
  const { read, write: run } = database;
  /** Of whom a wallet was seen: it stays theirs. */
  const known = new LRUCache<WalletOwner, Wallet>({ max: rememberedMax });

  /** With `isLocking`, in the order of locks.ts: wallets, then all that counts. `isAhead`: all in one turn, as far as it is known. */
  async function askedPayer(
    tx: Transaction,
    { payer, plan: ask }: { readonly payer: ReservePayer; readonly plan?: PlanAsk },
    { isLocking, isAhead }: { readonly isLocking: boolean; readonly isAhead: boolean },
  ): Promise<PayerSeen> {
    const keys = payer.kind === 'free' ? payer.keys : [];
    const [wallet, wallets, ahead] = await Promise.all([
      payer.kind === 'wallet' ? payingWallet(tx, payer, isLocking) : null,
      payer.kind === 'owners' ? walletsOfOwners(tx, payer.owners, isLocking) : null,
      isAhead ? planSight.lookAhead(tx, { subject: subjectAhead(payer, ask), ask, lockedToo: keys, isLocking }) : null,
    ]);
    if (wallet !== null) known.set(wallet.owner, wallet);
    const plan = await planSight.see(tx, { wallet, ask, lockedToo: keys, isLocking, ahead });
    return { wallet, wallets, allowances: await readAllowances(tx, keys), plan };
  }

  function subjectAhead(payer: ReservePayer, ask: PlanAsk | undefined): PlanSubject | null | undefined {
    const wallet = payer.kind === 'wallet' ? known.get(payer.owner) : null;
    return wallet === undefined ? undefined : ask?.subject(wallet);
  }

  async function seen(
    tx: Transaction,
    { hold, wallet }: { readonly hold: HoldRecord | null; readonly wallet: Wallet | null },
    { about, isLocking }: Looking,
  ): Promise<HoldSeen | null> {
    if (hold === null) return null;
    const { payer, day } = hold;
    const asked = { ask: about.plan, lockedToo: [], isLocking: false } as const;
    const [, wallets, allowances, spent, ahead] = await Promise.all([
      isLocking ? lockNames(tx, 'counter', countedBy(hold)) : null,
      about.owners === undefined ? null : walletsOfOwners(tx, about.owners, false),
      readAllowances(tx, payer.kind === 'free' ? payer.counted.map(({ key }) => key) : []),
      day && readSpending(tx, day.window),
      planSight.lookAhead(tx, { ...asked, subject: about.plan?.subject(wallet) }),
    ]);
    const plan = await planSight.see(tx, { ...asked, wallet, ahead });
    return { hold, wallet, wallets, allowances, plan, day: spent };
  }

  async function writeNew(tx: Transaction, write: ReserveWrite): Promise<void> {
    if (write.kind === 'refusal') return insertRefusal(tx, write.refusal);
    const { hold, posting, allowances, counted = [], spent } = write;
    await Promise.all([
      holds.insert(tx, hold),
      writeAllowances(tx, allowances),
      countMessages(
        tx,
        counted.map((window) => ({ ...window, used: 1 })),
      ),
      spent ? countSpending(tx, spent) : null,
      hold.budget && countBudget(tx, hold.budget),
      posting && book(tx, posting),
    ]);
  }

  async function reserveAlone(write: LedgerDatabase['write'], { id, ask, decide }: Reserving): Promise<void> {
    const attempt = (isAhead: boolean) =>
      write(async (tx) => {
        const [isKnown, payer] = await Promise.all([
          // Were it not new after all, its row could not be written.
          ask.isNewId === true ? false : isAnswered(tx, id),
          askedPayer(tx, ask, { isLocking: true, isAhead }),
        ]);
        const [hold, refusal] = isKnown ? await Promise.all([holds.hold(tx, id), readRefusal(tx, id)]) : [null, null];
        const made = decide({ hold, refusal: hold === null ? refusal : null, ...payer });
        if (made !== null) await finish(tx, postingOf(made), () => writeNew(tx, made));
      });
    try {
      await attempt(true);
    } catch (error) {
      if (!(error instanceof PlanHasChanged)) throw error;
      await attempt(false);
    }
  }

  async function writeEnd(tx: Transaction, write: HoldWrite): Promise<void> {
    const { hold, posting, allowances, givenBack, spent, budgetChange, overdraft, letters } = write;
    await Promise.all([
      holds.update(tx, hold),
      writeAllowances(tx, allowances),
      giveBackMessages(tx, givenBack),
      spent && correctSpending(tx, spent),
      budgetChange ? correctBudgets(tx, budgetChange) : null,
      overdraft && writeOverdraft(tx, { id: hold.id, overdraft, at: hold.endedAt ?? hold.createdAt }),
      writeLetters(tx, letters),
      posting && book(tx, posting),
    ]);
  }

  function endAlone(write: LedgerDatabase['write'], { id, about, decide }: Ending): Promise<void> {
    return write(async (tx) => {
      const [hold, wallet] = await Promise.all([holds.lock(tx, id), lockWalletOfHold(tx, id)]);
      const made = decide(await seen(tx, { hold, wallet }, { about, isLocking: true }));
      if (made !== null) await finish(tx, made.posting, () => writeEnd(tx, made));
    });
  }

  const together = createReserveTogether({ holds, plans: plansTogether, known });
  const reserve = database.gather<Reserving>({ together: together.reserve, alone: reserveAlone });
  const end = database.gather<Ending>({
    together: createEndTogether({ holds, plans: plansTogether }),
    alone: endAlone,
  });

  return {
    async reserveHold(ask, decide) {
      const { keeping, answer } = keepAnswer(decide);
      const reserving = { id: ask.id, ask, decide: keeping };
      await (together.mayFit(ask) ? reserve(reserving) : reserveAlone(run, reserving));
      return answer();
    },
    readPayer: (ask) => read((tx) => askedPayer(tx, ask, { isLocking: false, isAhead: true })),
    async endHold(id, decide, about = nobody) {
      const { keeping, answer } = keepAnswer(decide);
      await end({ id, about, decide: keeping });
      return answer();
    },
    readHold: (id, about = nobody) =>
      read(async (tx) => {
        const [hold, wallet] = await Promise.all([holds.hold(tx, id), walletOfHold(tx, id)]);
        return seen(tx, { hold, wallet }, { about, isLocking: false });
      }),
    dueHolds: (due) => read((tx) => holds.due(tx, due)),
    readAllowances: (keys) => read((tx) => readAllowances(tx, keys)),
    resetAllowances: (keys) =>
      run(async (tx) => {
        await lockNames(tx, 'counter', keys);
        await resetAllowances(tx, keys);
      }),
  };
}

/** As a store decides that answers only when everything is committed. */
function keepAnswer<Seen, Write, A>(decide: Decide<Seen, Write, A>) {
  let last: { readonly answer: A } | null = null;
  return {
    keeping(seen: Seen): Write | null {
      const { write, answer } = decide(seen);
      last = { answer };
      return write;
    },
    answer(): A {
      invariant(last !== null, 'nothing was decided');
      return last.answer;
    },
  };
}

/** With the commit, where the booking is one statement. */
async function finish(tx: Transaction, posting: Posting | null, write: () => Promise<void>): Promise<void> {
  if (posting === null || isAtOnce(posting)) tx.atEnd(write);
  else await write();
}

function postingOf(write: ReserveWrite): Posting | null {
  return write.kind === 'hold' ? write.posting : null;
}

function payingWallet(
  tx: Transaction,
  { owner }: Extract<ReservePayer, { readonly kind: 'wallet' }>,
  isLocking: boolean,
): Promise<Wallet | null> {
  return isLocking ? lockWallet(tx, { owner }) : walletOfOwner(tx, owner);
}

/** All that may count less, or otherwise, when a hold ends. */
function countedBy({ payer, day, budget }: HoldRecord): readonly string[] {
  const counted = payer.kind === 'wallet' ? [] : payer.counted;
  return [...counted, ...(day === null ? [] : [day.window]), ...(budget?.windows ?? [])].map(({ key }) => key);
}
