// Wires the use cases over the ports: the one place where they meet.
import type { Provider } from '../contract/orders/orders.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import type { Outlet } from '../outlets/outlet.ts';
import type { BillingWay } from '../rails/billing-rail.ts';
import type { Rail } from '../rails/rail.ts';
import type { SettlementOutbox } from '../storage/holds/settlement-outbox.ts';
import type { Newsroom } from '../storage/nodes/newsroom.ts';
import type { Storage } from '../storage/storage.ts';
import type { AuditAsked } from '../storage/upkeep.ts';
import type { UpstreamOffer } from '../upstream/offer.ts';
import type { UsecaseConfig } from './usecase-config.ts';
import type { OutletName } from '../contract/letters/dead-letters.ts';
import { silentLog } from '../lib/log.ts';
import { watchClock } from '../lib/watched-clock.ts';
import { createBackgroundWorker, nowAndThen, sideBySide } from './background-worker.ts';
import { startedCheckout } from './orders/checkout-answer.ts';
import { billingPoller } from './billing/poll-billing.ts';
import { offeredSubscriptions } from './billing/sold-plans.ts';
import { ownSubscriptions } from './billing/own-subscriptions.ts';
import { keepCustomers } from './billing/keep-customers.ts';
import { keepInvoices } from './billing/keep-invoices.ts';
import { keepMappings } from './billing/keep-mappings.ts';
import { keepSubscriptions } from './billing/keep-subscriptions.ts';
import { createInvoicePusher } from './billing/push-invoice.ts';
import { createInvoiceSettler } from './billing/settle-invoice.ts';
import { createSubscriptionSettler } from './billing/settle-subscription.ts';
import { subscribe } from './billing/subscribe.ts';
import { billingDeliveries } from './billing/work-deliveries.ts';
import { claimOrder } from './orders/claim-order.ts';
import { createChargeEngine } from './holds/charge-engine.ts';
import { createMemberLimit, createSpendable } from './holds/spendable.ts';
import type { TeamRights } from './wallets/team-rights.ts';
import { rightsByBooks } from './teams/team-rights.ts';
import { createWhoseWallet } from './wallets/whose-wallet.ts';
import { readMe } from './wallets/read-me.ts';
import { adjustWallet } from './wallets/adjust-wallet.ts';
import { grantCredits } from './wallets/grant.ts';
import { bookByName } from './wallets/book-by-name.ts';
import { serveHolds } from './holds/serve-holds.ts';
import { sweepHolds } from './holds/sweep-holds.ts';
import { serveHosted } from './hosted/serve-hosted.ts';
import { type WebhookTold, fileDelivery } from './letters/file-delivery.ts';
import { keepDeadLetters } from './letters/keep-dead-letters.ts';
import { createPayerFinder } from './gate/payer.ts';
import { serveGate } from './gate/serve-gate.ts';
import { summarize } from './gate/summary.ts';
import { newApiKey } from '../lib/api-key.ts';
import { createKeyFinder } from './keys/find-key.ts';
import { keepKeys } from './keys/keep-keys.ts';
import { keepTeams } from './teams/keep-teams.ts';
import { cycleTurner } from './plans/turn-cycles.ts';
import { keepPlans } from './plans/keep-plans.ts';
import { keepPlanPrices } from './prices/keep-plan-prices.ts';
import { createLedgerGuard } from './wallets/ledger-guard.ts';
import { listRefunds } from './refunds/list-refunds.ts';
import { createPostbox } from './letters/postbox.ts';
import { createOrderBell } from './orders/order-bell.ts';
import { orderIdOf } from './orders/find-order.ts';
import { orderStatus } from './orders/order-status.ts';
import { orderPoller } from './orders/poll-orders.ts';
import { previewPrice } from './prices/preview-price.ts';
import { createPriceDesk } from './prices/price-desk.ts';
import { createPlanDesk } from './plans/plan-desk.ts';
import { freeAllowance, proStatus } from './wallets/pro-status.ts';
import { readOwnOrders } from './orders/read-own-order.ts';
import { isTokenKnown, readStanding } from './wallets/read-standing.ts';
import { readWallets } from './wallets/read-wallets.ts';
import { createRefundDesk } from './refunds/refund-desk.ts';
import { refundOrder } from './refunds/refund-order.ts';
import { budgetReport } from './reports/budget-report.ts';
import { periodReport } from './reports/period-report.ts';
import { usageReports } from './reports/usage-reports.ts';
import { keepSuspense } from './suspense/resolve-suspense.ts';
import { createOrderSettler } from './orders/settle-order.ts';
import { startCheckout } from './orders/start-checkout.ts';
import { longestWaits } from './waits.ts';
import { watchOrder } from './orders/watch-order.ts';
import { type AroundWebhook, inboxWorker } from './letters/work-inbox.ts';
import { outboxWorker } from './letters/work-outbox.ts';
import { refundWorker } from './refunds/work-refunds.ts';

export type UsecaseParts = {
  readonly storage: Storage;
  readonly rails: ReadonlyMap<Provider, Rail>;
  /** Who keeps subscriptions and invoices. Default: nobody. */
  readonly billing?: BillingWay | null;
  readonly clock: Clock;
  readonly config: UsecaseConfig;
  /** A new UUID at each call. */
  readonly newId: () => string;
  readonly log?: Log;
  /** Who is told by this process what becomes of orders and holds. */
  readonly outlets?: readonly Outlet[];
  /** Whose models are sold, and where the ends of their holds wait that the ledger cannot take. Default: nothing is offered. */
  readonly hosted?: { readonly offers: readonly UpstreamOffer[]; readonly settlements: SettlementOutbox };
  /** Where other nodes tell what they have written. Default: their changes are found by looking again. */
  readonly newsroom?: Newsroom;
  /** What teams let their people do. Default: what their rows in the ledger's file say. */
  readonly rights?: TeamRights;
  /** Told what becomes of webhooks. Default: nobody is. */
  readonly onWebhook?: WebhookTold;
  /** Runs the work on a webhook. Default: as it is. */
  readonly aroundWebhook?: AroundWebhook;
  /** For whom letters are written, where another process delivers them. Default: the outlets' own names. */
  readonly receivers?: readonly OutletName[];
};

/** Everything that can be asked of the server, with every answer it can get. */
export type Usecases = ReturnType<typeof createUsecases>;

/** The caller keeps `storage` and `rails` and closes them, after `worker.close()`. */
export function createUsecases(parts: UsecaseParts) {
  const log = parts.log ?? silentLog;
  const bell = createOrderBell();
  const watched = watchClock(parts.clock);
  const outlets = parts.outlets ?? [];
  const receivers = parts.receivers ?? outlets.map(({ name }) => name);
  const postbox = createPostbox({ receivers, newId: parts.newId, lowBalance: parts.config.lowBalance });
  const { billing = null, onWebhook = () => undefined, aroundWebhook = (_provider, work) => work() } = parts;
  const base = { ...parts, billing, onWebhook, aroundWebhook, clock: watched, log, outlets, postbox };
  const guard = createLedgerGuard(base);
  const settler = createOrderSettler({ ...base, guard, bell });
  const refundDesk = createRefundDesk({ ...base, bell });
  const desk = createPlanDesk(base.config);
  const prices = createPriceDesk(base.config);
  const rights = parts.rights ?? rightsByBooks(base);
  const whose = createWhoseWallet(rights);
  const spendable = createSpendable(rights);
  const engine = createChargeEngine({ ...base, desk, prices, spendable, memberLimit: createMemberLimit(rights) });
  const finder = createKeyFinder(base);
  const forgetKeys = (): void => finder.forget();
  const subscriptionSettler = createSubscriptionSettler(base);
  const own = { whose, spendable, guard, bell, settler };
  const findPayer = createPayerFinder({ ...base, finder });
  const invoiceSettler = createInvoiceSettler(base);
  const invoicePusher = createInvoicePusher({ ...base, invoiceSettler });
  const settlers = { subscriptionSettler, invoiceSettler, invoicePusher };
  const workBilling = billingDeliveries({ ...base, ...settlers });
  const deps = { ...base, ...own, refundDesk, desk, prices, engine, ...settlers, workBilling };
  const invoices = keepInvoices(deps);
  const hosted = serveHosted(deps);
  const allowance = freeAllowance(base);
  const { storage, clock, config } = base;

  // A large ledger is audited for minutes, and nothing else waits for that.
  const auditor = createBackgroundWorker(base, [
    nowAndThen(base, config.auditEveryMs, {
      name: 'audit',
      run: (signal) => guard.audit({ everyMs: config.auditEveryMs, signal }),
    }),
  ]);
  const ledgerWorker = createBackgroundWorker(base, [
    {
      name: 'bring forward',
      async run() {
        if (watched.wasPutBack()) await storage.bringForward(clock.now(), longestWaits(config));
      },
    },
    // Before anything expires: after a restart the money for served answers comes first.
    { name: 'settle what waits', run: hosted.settleWaiting },
    { name: 'expire holds', run: () => sweepHolds(base) },
    { name: 'inbox', run: inboxWorker(deps) },
    { name: 'ask for refunds', run: refundWorker(deps) },
    { name: 'poll orders', run: orderPoller(deps) },
    { name: 'poll subscriptions', run: billingPoller(deps) },
    { name: 'turn cycles', run: cycleTurner({ ...base, guard, invoices }) },
    nowAndThen(base, config.auditEveryMs, {
      name: 'prune',
      run: () =>
        storage.prune({
          refusals: clock.now() - config.refusalKeepMs,
          allowances: clock.now() - config.freeWindowSeconds * 1000 - config.countKeepMs,
          counters: clock.now() - config.countKeepMs,
          told: clock.now() - config.toldKeepMs,
          limit: 10_000,
        }),
    }),
  ]);

  const tellers = base.outlets.map((outlet) =>
    createBackgroundWorker(base, [{ name: `tell ${outlet.name}`, run: outboxWorker(base, outlet) }]),
  );
  const workers = sideBySide([auditor, ledgerWorker, ...tellers]);
  const stopHearing = parts.newsroom?.hear((heard) => {
    switch (heard.kind) {
      case 'order':
        bell.ring(heard.id);
        return;
      case 'inbox':
        ledgerWorker.wake();
        return;
      case 'outbox':
        for (const teller of tellers) teller.wake();
        return;
      case 'settings':
        return;
      case 'missed':
        bell.ringAll();
        workers.wake();
    }
  });
  const worker = {
    ...workers,
    async close() {
      stopHearing?.();
      await workers.close();
      await hosted.settled();
    },
  };

  return {
    holds: serveHolds(deps),
    hosted,
    gate: { ...serveGate({ ...deps, findPayer }), summary: summarize({ ...base, findPayer, spendable }) },
    wallets: readWallets(deps),
    plans: keepPlans(base),
    prices: { ofPlans: keepPlanPrices(base), preview: previewPrice(deps) },
    teams: keepTeams({ ...base, forgetKeys }),
    keys: { ...finder, ...keepKeys({ ...base, newKey: newApiKey, forgetKeys }) },
    deadLetters: keepDeadLetters(base),
    orders: {
      checkout: startCheckout(deps),
      idOf: orderIdOf(base),
      status: orderStatus(deps),
      started: startedCheckout(base),
      watch: watchOrder(deps),
      claim: claimOrder(deps),
      own: readOwnOrders(deps),
    },
    refunds: { create: refundOrder(deps), list: listRefunds(base) },
    reports: { ...usageReports(base), period: periodReport(base), budget: budgetReport(base) },
    suspense: keepSuspense(deps),
    billing: {
      offered: offeredSubscriptions(base),
      subscribe: subscribe(base),
      own: ownSubscriptions(deps),
      customers: keepCustomers(base),
      subscriptions: keepSubscriptions(deps),
      mappings: keepMappings(base),
      invoices,
    },
    status: { me: readMe(deps), pro: proStatus(deps), standing: readStanding(deps), isTokenKnown: isTokenKnown(base) },
    inbox: { file: fileDelivery({ ...base, wake: () => worker.wake() }) },
    operator: {
      ...bookByName({ storage, grant: grantCredits(deps), adjust: adjustWallet(deps) }),
      resetFree: allowance.reset,
      audit: (asked?: AuditAsked) => guard.audit(asked),
      checkWritable: () => storage.checkWritable(),
    },
    worker,
  };
}
