// Metering as a library: what an operator's own Fastify app needs to charge for its routes from a Tallystick ledger.
// The file may be the companion server's own; both may be open at once.
import { randomUUID } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { closingOf } from './close-metering.ts';
import { WrittenPriceRules } from './contract/holds/prices.ts';
import type { OutletName } from './contract/letters/dead-letters.ts';
import { Microcredits, microcreditsPerCredit } from './contract/money.ts';
import type { Plan } from './contract/plans/plans.ts';
import { type WalletOwner, available, tokenOwner } from './domain/wallets/ledger.ts';
import { microcredits } from './domain/money.ts';
import { toPriceRules } from './domain/holds/price-rules.ts';
import { builtInPlans } from './domain/plans/plan.ts';
import { hashToken } from './lib/hash-token.ts';
import { accountHash, type KeyReader, type VisitorReader, type WalletPayer } from './http/metered/payer.ts';
import { createVisitorReader } from './http/metered/visitor.ts';
import { keptSalt } from './kept-salt.ts';
import { systemClock, type Clock } from './lib/clock.ts';
import { silentLog, type Log } from './lib/log.ts';
import { openSettlementOutbox } from './storage/sqlite/holds/open-settlement-outbox.ts';
import { openSqliteStorage } from './storage/sqlite/open-storage.ts';
import { createBackgroundWorker } from './usecases/background-worker.ts';
import { createUsecases } from './usecases/create-usecases.ts';
import type { HoldTold, MeteringEngine } from './usecases/holds/charge.ts';
import { createKeyFinder } from './usecases/keys/find-key.ts';
import { createChargeEngine } from './usecases/holds/charge-engine.ts';
import { createMemberLimit, createSpendable } from './usecases/holds/spendable.ts';
import { rightsByBooks } from './usecases/teams/team-rights.ts';
import type { WalletsPay } from './usecases/usecase-config.ts';
import { sweepHolds } from './usecases/holds/sweep-holds.ts';
import { createSettler, type Settler } from './usecases/holds/settler.ts';
import { cidrs, creditRate as creditRateForm } from './settings/setting-forms.ts';
import { createPostbox } from './usecases/letters/postbox.ts';
import { createPriceDesk } from './usecases/prices/price-desk.ts';
import { createPlanDesk } from './usecases/plans/plan-desk.ts';
import { sayInEnglish } from './words/say-problem.ts';
import { usecaseDefaults } from './usecases/usecase-config.ts';

import { openRemoteMetering, type RemoteMeteringOptions } from './remote-metering.ts';

export type { RemoteMeteringOptions } from './remote-metering.ts';
export { meteredRoutes } from './http/metered/metered-routes.ts';

export type MeteringOptions = {
  /** The ledger's file; made where there is none. Ends that wait stand beside it, in `<path>.settlements`. */
  readonly path: string;
  readonly log?: Log;
  readonly clock?: Clock;
  /** How often expired holds and waiting ends are looked for. Default 500. */
  readonly everyMs?: number;
  /** The plans that are there from the start, `free` and `pro` among them; those made through the companion server go before. */
  readonly plans?: readonly Plan[];
  /** What models cost, for routes with a cost of kind "model", as the companion server's PRICE_RULES are written. Default none. */
  readonly priceRules?: z.input<typeof WrittenPriceRules>;
  /** What the companion server calls CREDIT_RATE, by which the prices of plans are charged. Default 500000. */
  readonly creditRate?: string;
  /** What the companion server calls WALLETS_PAY: whether a user's own wallets pay before their plan. Default first. */
  readonly walletsPay?: WalletsPay;
  /** Opens the free allowance to the routes that say `free`. Default closed. */
  readonly free?: FreeAllowance;
  /** How long a command waits for another process's lock on the file. Default 5,000. */
  readonly lockWaitMs?: number;
  /** Which of the companion server's receivers are to hear of what is charged here too. It tells them. Default none. */
  readonly outlets?: readonly OutletName[];
  /** What the companion server calls LOW_BALANCE_CREDITS, in whole credits. Default 0: no wallet is told to be low. */
  readonly lowBalanceCredits?: number;
};

/** With the companion server's own numbers and its ledger's file, visitors have one allowance for both. */
export type FreeAllowance = {
  /** Messages per network, and per client, in one window. Default 20. */
  readonly limit?: number;
  /** Default a day. */
  readonly windowSeconds?: number;
  /** What the companion server calls ANON_SALT. Default: what stands in `anon-salt` beside the ledger, as there. */
  readonly salt?: string;
  /** As the companion server's TRUSTED_PROXIES are written. Default none. */
  readonly trustedProxies?: string;
};

export type Metering = {
  readonly engine: MeteringEngine;
  readonly settler: Settler<HoldTold>;
  /** null: the free allowance is not open here. */
  readonly visitor: VisitorReader | null;
  readonly readKey: KeyReader;
  /**
   * Gives credits, once per `ref`; `amount` in microcredits. Makes the wallet where there is none. Only over a ledger's own file: a
   * service gives nothing.
   */
  grant(gift: {
    readonly to: WalletPayer;
    readonly amount: number;
    readonly reason: string;
    readonly ref?: string;
  }): Promise<void>;
  /** In microcredits, with what is held of it; null where there is no such wallet. */
  balance(
    payer: WalletPayer,
  ): Promise<{ readonly balance: number; readonly held: number; readonly free: number } | null>;
  /** After the app's own close. May be called twice. */
  close(): Promise<void>;
};

/**
 * Over a ledger's file on this machine, or, without a `path`, over the gate of a companion server on another. Throws SchemaMismatch or
 * StorageUnavailable where the files cannot be used.
 */
export function openMetering(options: MeteringOptions | RemoteMeteringOptions = {}): Metering {
  return 'path' in options ? openLocalMetering(options) : openRemoteMetering(options);
}

function openLocalMetering(options: MeteringOptions): Metering {
  const {
    path,
    log = silentLog,
    clock = systemClock,
    everyMs = 500,
    lockWaitMs = 5_000,
    plans = builtInPlans,
    outlets = [],
    lowBalanceCredits = 0,
    priceRules = [],
    creditRate,
    walletsPay = usecaseDefaults.walletsPay,
    free,
  } = options;
  const storage = openSqliteStorage({ path, lockWaitMs });
  const outbox = openSettlementOutbox(`${path}.settlements`);
  const config = {
    ...usecaseDefaults,
    plans,
    walletsPay,
    lowBalance: lowBalanceCredits === 0 ? null : microcredits(lowBalanceCredits * microcreditsPerCredit),
    priceRules: toPriceRules(WrittenPriceRules.or(z.tuple([])).parse(priceRules)),
    creditRate: creditRate === undefined ? usecaseDefaults.creditRate : creditRateForm.parse(creditRate),
    freeLimit: free?.limit ?? usecaseDefaults.freeLimit,
    freeWindowSeconds: free?.windowSeconds ?? usecaseDefaults.freeWindowSeconds,
  };
  const postbox = createPostbox({ receivers: outlets, newId: uuidv7, lowBalance: config.lowBalance });
  const [desk, prices] = [createPlanDesk(config), createPriceDesk(config)];
  const rights = rightsByBooks({ storage });
  const engine = createChargeEngine({
    storage,
    clock,
    config,
    desk,
    prices,
    postbox,
    spendable: createSpendable(rights),
    memberLimit: createMemberLimit(rights),
  });
  const settler = createSettler({ engine, outbox, clock, log });
  const rules = { storage, rails: new Map(), clock, config, newId: uuidv7, log, receivers: outlets };
  const { operator } = createUsecases(rules);
  const finder = createKeyFinder({ storage, clock, log });
  // The companion server works off orders and their outbox; this library has no receivers for them.
  // What waits is settled before anything expires: after a restart the money for served answers comes first.
  const worker = createBackgroundWorker({ clock, log, config: { workerEveryMs: everyMs } }, [
    { name: 'settle what waits', run: (signal) => settler.retry(signal) },
    { name: 'expire holds', run: () => sweepHolds(rules) },
  ]);
  worker.start();

  return {
    engine,
    settler,
    visitor:
      free === undefined
        ? null
        : createVisitorReader(free.salt ?? keptSalt(path), {
            networks: cidrs.parse(free.trustedProxies ?? ''),
            hops: 0,
          }),
    async readKey(key) {
      const found = finder.recall(key) ?? (await finder.find(key));
      return found?.kind === 'user' ? found : null;
    },
    async grant({ to, amount, reason, ref = randomUUID() }) {
      const granted = await operator.grant({
        owner: walletOf(to),
        amount: Microcredits.parse(amount),
        reason,
        ref,
      });
      if (granted.kind === 'refused') throw new Error(sayInEnglish(granted));
    },
    async balance(payer) {
      const wallet = await storage.readWallet(walletOf(payer));
      return wallet && { balance: wallet.balance, held: wallet.held, free: available(wallet) };
    },
    close: closingOf({ worker, settler, outbox, log, last: storage }),
  };
}

function walletOf(payer: WalletPayer): WalletOwner {
  return tokenOwner(payer.kind === 'token' ? hashToken(payer.token) : accountHash(payer.account));
}
