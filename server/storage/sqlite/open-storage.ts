// The store in one SQLite file, which several processes on one machine may share.
import type { AllowanceCount } from '../../domain/holds/allowance.ts';
import type { HoldRecord } from '../../domain/holds/hold.ts';
import type { Wallet } from '../../domain/wallets/ledger.ts';
import type { HoldSeen, PayerSeen, ReservePayer } from '../holds/hold-store.ts';
import type { PlanAsk, PlanSeen } from '../plans/plan-store.ts';
import { SchemaMismatch, type Storage, StorageUnavailable } from '../storage.ts';
import { prepareAccounts } from './wallets/accounts.ts';
import { prepareBringForward } from './bring-forward.ts';
import { type Connection, openWriter, startServing } from './connection.ts';
import { prepareDeadLetters } from './letters/dead-letters.ts';
import { asStorageFailure } from './failure.ts';
import { createFileGuard } from './file-guard.ts';
import { createGroupCommit } from './group-commit.ts';
import { prepareHolds } from './holds/holds.ts';
import { prepareInbox } from './letters/inbox.ts';
import { createKeeper, keeperBounds, type KeeperBounds } from './keeper.ts';
import { type Migrated, migrate, missingMigrations } from './migrate.ts';
import { countersOn, prepareCounters } from './plans/plan-counters.ts';
import { hasLog, markClosed, markOpen } from './open-mark.ts';
import { prepareOutbox } from './letters/outbox.ts';
import { preparePlans } from './plans/plans.ts';
import { prepareOrders } from './orders/orders.ts';
import { preparePruning } from './prune.ts';
import { prepareRefunds } from './refunds/refunds.ts';
import { createSpaceProbe } from './space-probe.ts';
import { prepareSuspense } from './suspense/suspense.ts';

export type SqliteOptions = {
  readonly path: string;
  /** false: throw SchemaMismatch when the file is not up to date, and leave it as it is. Default true. */
  readonly migrate?: boolean;
  /** How long a command may wait for another process's lock before it is told StorageUnavailable. Default 5,000. */
  readonly lockWaitMs?: number;
  /** When the thread beside the writer is asked for what. */
  readonly bounds?: Partial<KeeperBounds>;
};

/** Makes the file where there is none. Throws SchemaMismatch or StorageUnavailable. */
export function openSqliteStorage(options: SqliteOptions): Storage {
  const hadLog = hasLog(options.path);
  const db = openWriter(options.path);
  try {
    const isLogMissing = markOpen(db) && !hadLog;
    if (options.migrate ?? true) migrate(db);
    else refuseOldFile(db);
    startServing(db);
    return storageOn(db, { ...options, isLogMissing });
  } catch (error) {
    db.close();
    throw asStorageFailure(error);
  }
}

/** Brings the file up to date and closes it. */
export function migrateSqliteFile(path: string): Migrated {
  const db = openWriter(path);
  try {
    return migrate(db);
  } catch (error) {
    throw asStorageFailure(error);
  } finally {
    db.close();
    markClosed(path);
  }
}

function refuseOldFile(db: Connection): void {
  const missing = missingMigrations(db);
  if (missing.length > 0)
    throw new SchemaMismatch(`The file ${db.name} is not up to date. Run "tallystick-server migrate" first.`);
}

type Opened = SqliteOptions & { readonly isLogMissing: boolean };

function storageOn(db: Connection, opened: Opened): Storage {
  const { path, lockWaitMs = 5_000, bounds, isLogMissing } = opened;
  const accounts = prepareAccounts(db);
  const holds = prepareHolds(db);
  const orders = prepareOrders(db);
  const refunds = prepareRefunds(db);
  const suspense = prepareSuspense(db);
  const inbox = prepareInbox(db);
  const outbox = prepareOutbox(db);
  const deadLetters = prepareDeadLetters(db);
  const plans = preparePlans(db);
  const counters = prepareCounters(db);
  const prune = preparePruning(db);
  const bringForward = prepareBringForward(db);
  // There and back: SQLite writes no page for a row that stays as it is, and so would prove nothing of the disk.
  const touch = db.prepare<[number]>(
    'UPDATE migrations SET applied_at = applied_at + ? WHERE id = (SELECT MIN(id) FROM migrations)',
  );
  const guard = createFileGuard(path);
  const probe = createSpaceProbe(path);
  const keeper = createKeeper(db, path, { ...keeperBounds, ...bounds });
  const group = createGroupCommit(db, { lockWaitMs, beforeCommit: guard, afterCommit: keeper.tend });

  /** Sees only what was committed: a group begins and ends within one turn of the event loop. */
  async function read<A>(look: () => A): Promise<A> {
    if (!db.open) throw new StorageUnavailable('the store is closed');
    try {
      guard();
      return look();
    } catch (error) {
      throw asStorageFailure(error);
    }
  }

  function withPayer(hold: HoldRecord, ask: PlanAsk | undefined): HoldSeen {
    const { payer } = hold;
    const wallet = payer.kind === 'wallet' ? accounts.byId(payer.walletId) : null;
    const allowances = payer.kind === 'free' ? payer.counted.map(({ key }) => holds.allowance(key)) : [];
    return { hold, wallet, allowances, plan: lookAtPlan(ask, wallet) };
  }

  function lookAtPayer(payer: ReservePayer, ask: PlanAsk | undefined): PayerSeen {
    const wallet = payer.kind === 'wallet' ? accounts.byOwner(payer.owner) : null;
    const allowances = payer.kind === 'free' ? payer.keys.map((key) => holds.allowance(key)) : [];
    return { wallet, allowances, plan: lookAtPlan(ask, wallet) };
  }

  function lookAtPlan(ask: PlanAsk | undefined, wallet: Wallet | null): PlanSeen | null {
    if (ask === undefined) return null;
    const { book, assigned, minuteUsed } = plans.look(ask.subject(wallet), ask.minute);
    const windows = ask.windows({ book, assigned });
    return { book, assigned, minute: { ...ask.minute, used: minuteUsed }, counts: windows.map(counters.read) };
  }

  function count(allowances: readonly AllowanceCount[]): void {
    for (const one of allowances) holds.setAllowance(one);
  }

  let closing: Promise<void> | null = null;
  async function close(): Promise<void> {
    await group.close();
    await keeper.close();
    probe.close();
    db.close();
    markClosed(path);
  }

  return {
    reserveHold: ({ id, payer, plan }, decide) =>
      group.run(() => {
        const hold = holds.hold(id);
        const refusal = hold === null ? holds.refusal(id) : null;
        const { write, answer } = decide({ hold, refusal, ...lookAtPayer(payer, plan) });
        if (write?.kind === 'refusal') holds.insertRefusal(write.refusal);
        if (write?.kind === 'hold') {
          holds.insert(write.hold);
          if (write.posting !== null) accounts.write(write.posting);
          count(write.allowances);
          for (const window of write.counted ?? []) counters.add(window);
        }
        return answer;
      }),
    readPayer: ({ payer, plan }) => read(() => lookAtPayer(payer, plan)),
    endHold: (id, decide, plan) =>
      group.run(() => {
        const hold = holds.hold(id);
        const { write, answer } = decide(hold === null ? null : withPayer(hold, plan));
        if (write !== null) {
          holds.update(write.hold);
          if (write.posting !== null) accounts.write(write.posting);
          count(write.allowances);
          for (const window of write.givenBack) counters.giveBack(window);
          for (const letter of write.letters) outbox.write(letter);
        }
        return answer;
      }),
    readHold: (id, plan) =>
      read(() => {
        const hold = holds.hold(id);
        return hold === null ? null : withPayer(hold, plan);
      }),
    dueHolds: (due) => read(() => holds.due(due)),

    readWallet: (owner) => read(() => accounts.byOwner(owner)),
    readWalletById: (id) => read(() => accounts.byId(id)),
    readLedger: (page) => read(() => accounts.ledger(page)),
    changeWallet: (ask, decide) =>
      group.run(() => {
        const wallet = 'id' in ask ? accounts.byId(ask.id) : accounts.byOwner(ask.owner);
        const { write, answer } = decide({ wallet, transfer: accounts.transfer(ask.ref) });
        if (write !== null) accounts.write(write);
        return answer;
      }),

    readPlans: () => read(() => plans.book()),
    putPlan: (plan) => group.run(() => plans.put(plan)),
    assignPlan: (subject, planId) => group.run(() => plans.assign(subject, planId)),
    counters: countersOn(counters, { run: (command) => group.run(command), read }),

    readAllowances: (keys) => read(() => keys.map((key) => holds.allowance(key))),
    resetAllowances: (keys) =>
      group.run(() => {
        for (const key of keys) holds.resetAllowance(key);
      }),

    readOrder: (id) => read(() => orders.order(id)),
    findOrder: (payment) => read(() => orders.byPayment(payment)),
    changeOrder: ({ id, owner, refund }, decide) =>
      group.run(() => {
        const order = orders.order(id);
        const { write, answer } = decide({
          order,
          wallet: order === null ? null : accounts.byOwner(owner(order)),
          refunds: order === null ? [] : refunds.ofOrder(id),
          cases: order === null ? [] : suspense.ofOrder(id),
          refund: refund === undefined ? null : refunds.refund(refund),
        });
        if (write !== null) {
          orders.write(write.order);
          for (const one of write.cases ?? []) suspense.write(one);
          for (const one of write.refunds ?? []) refunds.write(one);
          if (write.posting !== null) accounts.write(write.posting);
          for (const letter of write.letters) outbox.write(letter);
          if (write.deliveryId !== null) inbox.done(write.deliveryId);
        }
        return answer;
      }),
    leaseOrders: (lease) => group.run(() => orders.lease(lease)),

    readRefunds: (id) => read(() => refunds.ofOrder(id)),
    pageRefunds: (page) => read(() => refunds.page(page)),
    leaseRefunds: (lease) => group.run(() => refunds.lease(lease)),
    readCase: (id) => read(() => suspense.case(id)),
    pageCases: (page) => read(() => suspense.page(page)),

    fileDelivery: (delivery) => group.run(() => inbox.file(delivery)),
    leaseDeliveries: (lease) => group.run(() => inbox.lease(lease)),
    endDelivery: (delivery, end) => group.run(() => inbox.end(delivery, end)),

    leaseOutbox: (lease) => group.run(() => outbox.lease(lease)),
    endOutbox: (message, end) => group.run(() => outbox.end(message, end)),

    readDeadLetters: (page) => read(() => deadLetters.page(page)),
    countDeadLetters: () => read(() => deadLetters.counts()),
    changeDeadLetter: (letter, change) => group.run(() => deadLetters.change(letter, change)),

    bringForward: (now, waits) => group.run(() => bringForward(now, waits)),
    prune: (before) => group.run(() => prune(before)),
    audit: async () => ({ ...(await keeper.audit()), isLogMissing }),
    async checkWritable() {
      await read(() => probe.run());
      await group.run(() => {
        touch.run(1);
        touch.run(-1);
      });
    },
    close: () => (closing ??= close()),
  };
}
