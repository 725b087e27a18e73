// The holds' part of the store: each command reads what pays, lets it be decided, and writes all of it in one commit.
import type { Wallet, WalletOwner } from '../../../domain/wallets/ledger.ts';
import type { HoldRecord } from '../../../domain/holds/hold.ts';
import type { AboutPayer, HoldSeen, HoldStore, PayerSeen, ReservePayer } from '../../holds/hold-store.ts';
import type { PlanAsk, PlanSeen } from '../../plans/plan-store.ts';
import type { Rows } from '../prepare-rows.ts';
import type { LedgerFile } from '../serve-file.ts';

type HoldRows = Pick<
  Rows,
  'holds' | 'refusals' | 'allowances' | 'accounts' | 'plans' | 'counters' | 'spending' | 'budgets' | 'outbox'
>;

const nobody: AboutPayer = {};

export function createHoldStore({ read, write: run }: LedgerFile, rows: HoldRows): HoldStore {
  const { holds, refusals, allowances, accounts, plans, counters, spending, budgets, outbox } = rows;

  function payerOf({ payer }: HoldRecord, { plan, owners }: AboutPayer): PayerSeen {
    const wallet = payer.kind === 'wallet' ? accounts.byId(payer.walletId) : null;
    const counted = payer.kind === 'free' ? payer.counted.map(({ key }) => allowances.read(key)) : [];
    const wallets = owners === undefined ? null : walletsOf(owners);
    return { wallet, wallets, allowances: counted, plan: planOf(wallet, plan) };
  }

  function walletsOf(owners: readonly WalletOwner[]): readonly Wallet[] {
    return owners.flatMap((owner) => accounts.byOwner(owner) ?? []);
  }

  function askedPayer(payer: ReservePayer, ask: PlanAsk | undefined): PayerSeen {
    const wallet = payer.kind === 'wallet' ? accounts.byOwner(payer.owner) : null;
    const counted = payer.kind === 'free' ? payer.keys.map(allowances.read) : [];
    const wallets = payer.kind === 'owners' ? walletsOf(payer.owners) : null;
    return { wallet, wallets, allowances: counted, plan: planOf(wallet, ask) };
  }

  function planOf(wallet: Wallet | null, ask: PlanAsk | undefined): PlanSeen | null {
    if (ask === undefined) return null;
    const subject = ask.subject(wallet);
    // Written out, here and below: rests and spreads are copied property by property, for every hold.
    const { book, prices, assigned, subscribed, timeZone, minuteUsed } = plans.look(subject, ask.minute);
    const named = { subject, book, assigned, subscribed, timeZone };
    const minute = { key: ask.minute.key, endsAt: ask.minute.endsAt, used: minuteUsed };
    const counts = ask.windows(named).map(counters.read);
    const day = ask.spending(named);
    const limits = ask.budgets === undefined ? [] : ask.budgets(named).map(budgets.read);
    const spent = day && spending.read(day);
    return { subject, book, assigned, subscribed, timeZone, prices, minute, counts, spent, budgets: limits };
  }

  function seen(hold: HoldRecord | null, about: AboutPayer): HoldSeen | null {
    if (hold === null) return null;
    const { wallet, wallets, allowances: counted, plan } = payerOf(hold, about);
    return { hold, wallet, wallets, allowances: counted, plan, day: hold.day && spending.read(hold.day.window) };
  }

  return {
    reserveHold: ({ id, payer, plan, isNewId = false }, decide) =>
      run(() => {
        // Were it not new after all, its row could not be written.
        const hold = isNewId ? null : holds.hold(id);
        const refusal = isNewId || hold !== null ? null : refusals.read(id);
        const { wallet, wallets, allowances: free, plan: given } = askedPayer(payer, plan);
        const { write, answer } = decide({ hold, refusal, wallet, wallets, allowances: free, plan: given });
        if (write?.kind === 'refusal') refusals.insert(write.refusal);
        if (write?.kind === 'hold') {
          holds.insert(write.hold);
          if (write.posting !== null) accounts.write(write.posting);
          for (const count of write.allowances) allowances.write(count);
          for (const window of write.counted ?? []) counters.add(window);
          if (write.spent) spending.count(write.spent);
          if (write.hold.budget !== null) budgets.count(write.hold.budget);
        }
        return answer;
      }),
    readPayer: ({ payer, plan }) => read(() => askedPayer(payer, plan)),
    endHold: (id, decide, about = nobody) =>
      run(() => {
        const { write, answer } = decide(seen(holds.hold(id), about));
        if (write !== null) {
          holds.update(write.hold);
          if (write.posting !== null) accounts.write(write.posting);
          for (const count of write.allowances) allowances.write(count);
          for (const window of write.givenBack) counters.giveBack(window);
          if (write.spent !== null) spending.correct(write.spent);
          if (write.budgetChange) budgets.correct(write.budgetChange);
          if (write.overdraft !== null)
            spending.overdrawn(id, write.overdraft, write.hold.endedAt ?? write.hold.createdAt);
          for (const letter of write.letters) outbox.write(letter);
        }
        return answer;
      }),
    readHold: (id, about = nobody) => read(() => seen(holds.hold(id), about)),
    dueHolds: (due) => read(() => holds.due(due)),
    readAllowances: (keys) => read(() => keys.map(allowances.read)),
    resetAllowances: (keys) =>
      run(() => {
        for (const key of keys) allowances.reset(key);
      }),
  };
}
