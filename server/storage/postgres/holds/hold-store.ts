// The holds' part of the store: each command locks what pays and what counts, lets it be decided, and writes all of it in one commit.
import type { HoldRecord } from '../../../domain/holds/hold.ts';
import type { Wallet } from '../../../domain/wallets/ledger.ts';
import type {
  AboutPayer,
  HoldSeen,
  HoldStore,
  HoldWrite,
  PayerSeen,
  ReservePayer,
  ReserveWrite,
} from '../../holds/hold-store.ts';
import type { PlanAsk } from '../../plans/plan-store.ts';
import { correctBudgets, countBudget } from '../budgets/budgets.ts';
import { writeLetters } from '../letters/outbox.ts';
import { lockNames } from '../locks.ts';
import { countMessages, giveBackMessages } from '../plans/plan-counters.ts';
import type { PlanSight } from '../plans/plan-sight.ts';
import { correctSpending, countSpending, readSpending, writeOverdraft } from '../plans/plan-spending.ts';
import type { LedgerDatabase } from '../serve-database.ts';
import type { Transaction } from '../transaction.ts';
import { book, lockWallet, walletById, walletOfOwner, walletsOfOwners } from '../wallets/accounts.ts';
import { readAllowances, resetAllowances, writeAllowances } from './allowances.ts';
import type { Holds } from './holds.ts';
import { insertRefusal, readRefusal } from './refusals.ts';

type HoldParts = { readonly holds: Holds; readonly planSight: PlanSight };

type Looking = { readonly about: AboutPayer; readonly isLocking: boolean };

const nobody: AboutPayer = {};

export function createHoldStore({ read, write: run }: LedgerDatabase, { holds, planSight }: HoldParts): HoldStore {
  /** With `isLocking`, in the order of locks.ts: wallets, then all that counts. */
  async function askedPayer(
    tx: Transaction,
    { payer, plan: ask }: { readonly payer: ReservePayer; readonly plan?: PlanAsk },
    isLocking: boolean,
  ): Promise<PayerSeen> {
    const [wallet, wallets] = await Promise.all([
      payer.kind === 'wallet' ? payingWallet(tx, payer, isLocking) : null,
      payer.kind === 'owners' ? walletsOfOwners(tx, payer.owners, isLocking) : null,
    ]);
    const keys = payer.kind === 'free' ? payer.keys : [];
    const plan = await planSight.see(tx, { wallet, ask, lockedToo: keys, isLocking });
    return { wallet, wallets, allowances: await readAllowances(tx, keys), plan };
  }

  async function seen(
    tx: Transaction,
    hold: HoldRecord | null,
    { about, isLocking }: Looking,
  ): Promise<HoldSeen | null> {
    if (hold === null) return null;
    const { payer, day } = hold;
    const wallet = payer.kind === 'wallet' ? await walletOfHold(tx, payer, isLocking) : null;
    if (isLocking) await lockNames(tx, 'counter', countedBy(hold));
    const [wallets, allowances, spent] = await Promise.all([
      about.owners === undefined ? null : walletsOfOwners(tx, about.owners, false),
      readAllowances(tx, payer.kind === 'free' ? payer.counted.map(({ key }) => key) : []),
      day && readSpending(tx, day.window),
    ]);
    const plan = await planSight.see(tx, { wallet, ask: about.plan, lockedToo: [], isLocking: false });
    return { hold, wallet, wallets, allowances, plan, day: spent };
  }

  async function writeNew(tx: Transaction, write: ReserveWrite): Promise<void> {
    if (write.kind === 'refusal') return insertRefusal(tx, write.refusal);
    const { hold, posting, allowances, counted = [], spent } = write;
    await Promise.all([
      holds.insert(tx, hold),
      writeAllowances(tx, allowances),
      countMessages(tx, counted),
      spent ? countSpending(tx, spent) : null,
      hold.budget && countBudget(tx, hold.budget),
      posting && book(tx, posting),
    ]);
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

  return {
    reserveHold: (ask, decide) =>
      run(async (tx) => {
        const { id, isNewId = false } = ask;
        // Were it not new after all, its row could not be written.
        const [hold, refusal] = isNewId ? [null, null] : await Promise.all([holds.hold(tx, id), readRefusal(tx, id)]);
        const { write, answer } = decide({
          hold,
          refusal: hold === null ? refusal : null,
          ...(await askedPayer(tx, ask, true)),
        });
        if (write !== null) await writeNew(tx, write);
        return answer;
      }),
    readPayer: (ask) => read((tx) => askedPayer(tx, ask, false)),
    endHold: (id, decide, about = nobody) =>
      run(async (tx) => {
        const { write, answer } = decide(await seen(tx, await holds.lock(tx, id), { about, isLocking: true }));
        if (write !== null) await writeEnd(tx, write);
        return answer;
      }),
    readHold: (id, about = nobody) =>
      read(async (tx) => seen(tx, await holds.hold(tx, id), { about, isLocking: false })),
    dueHolds: (due) => read((tx) => holds.due(tx, due)),
    readAllowances: (keys) => read((tx) => readAllowances(tx, keys)),
    resetAllowances: (keys) =>
      run(async (tx) => {
        await lockNames(tx, 'counter', keys);
        await resetAllowances(tx, keys);
      }),
  };
}

function payingWallet(
  tx: Transaction,
  { owner }: Extract<ReservePayer, { readonly kind: 'wallet' }>,
  isLocking: boolean,
): Promise<Wallet | null> {
  return isLocking ? lockWallet(tx, { owner }) : walletOfOwner(tx, owner);
}

function walletOfHold(
  tx: Transaction,
  { walletId: id }: Extract<HoldRecord['payer'], { readonly kind: 'wallet' }>,
  isLocking: boolean,
): Promise<Wallet | null> {
  return isLocking ? lockWallet(tx, { id }) : walletById(tx, id);
}

/** All that may count less, or otherwise, when a hold ends. */
function countedBy({ payer, day, budget }: HoldRecord): readonly string[] {
  const counted = payer.kind === 'wallet' ? [] : payer.counted;
  return [...counted, ...(day === null ? [] : [day.window]), ...(budget?.windows ?? [])].map(({ key }) => key);
}
