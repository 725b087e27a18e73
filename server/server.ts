// Puts the server together: settings, store, rails, rules, HTTP. The one place where they all meet.
import { dirname } from 'node:path';
import type { DestinationStream } from 'pino';
import { makeFolder } from './lib/make-folder.ts';
import { agreeOnSettings } from './agree-on-settings.ts';
import { type App, createApp } from './app.ts';
import { loadSettings, type ServerSettings } from './settings/config.ts';
import { createDrain } from './http/drain.ts';
import { urlOf } from './http/listening-url.ts';
import { keptSalt } from './kept-salt.ts';
import { createLog } from './http/log.ts';
import { httpSettingsOf } from './settings/http-settings.ts';
import { systemClock, type Clock } from './lib/clock.ts';
import { createUuidSource } from './lib/uuid-source.ts';
import { openCounters } from './open-counters.ts';
import { openLedger } from './open-ledger.ts';
import { openLimits } from './open-limits.ts';
import { openOutlets } from './open-outlets.ts';
import { openRails } from './open-rails.ts';
import { openUpstreams } from './open-upstreams.ts';
import { openWatch } from './open-watch.ts';
import { outletSecretsIn } from './settings/outlet-settings.ts';
import { railSecretsIn } from './settings/rail-settings.ts';
import { rulesOf } from './settings/rules.ts';
import { storeSecretsIn } from './settings/store-settings.ts';
import { upstreamSecretsIn } from './settings/upstream-settings.ts';
import { valkeySecretsIn } from './settings/valkey-settings.ts';
import { shareSettlements } from './storage/holds/shared-settlements.ts';
import { stopBySettings } from './storage/nodes/stop-by-settings.ts';
import { noOtherNodes, watchSettings } from './storage/nodes/watch-settings.ts';
import { openSettlements } from './storage/sqlite/holds/open-settlement-outbox.ts';
import { countMinutesElsewhere } from './storage/counters/count-minutes-elsewhere.ts';
import { countElsewhere } from './storage/counters/count-elsewhere.ts';
import { createUsecases } from './usecases/create-usecases.ts';

export type RunningServer = {
  /** Where it listens, such as http://127.0.0.1:8787. */
  readonly url: string;
  readonly settings: ServerSettings;
  /** Everything that it answers, with who may call it and which limit counts it. */
  readonly routes: App['routes'];
  /** Where Prometheus reads the figures; null: nowhere. */
  readonly metricsUrl: string | null;
  /** Finishes what is being answered, then frees everything. May be called twice. */
  close(): Promise<void>;
};

export type StartOptions = {
  /** The variables of .env.example; nothing else of the environment is read. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock?: Clock;
  /** Where log lines go instead of standard output. */
  readonly logTo?: DestinationStream;
};

/** Throws ConfigError for wrong settings, and the store's own failures where the file cannot be used. */
export async function startServer({ env, clock: ownClock = systemClock, logTo }: StartOptions): Promise<RunningServer> {
  const settings = loadSettings(env);
  makeFolder(dirname(settings.DB_PATH));
  const salt = settings.ANON_SALT ?? keptSalt(settings.DB_PATH);
  const log = createLog(
    settings.LOG_LEVEL,
    [
      salt,
      settings.SANDBOX_WEBHOOK_SECRET,
      settings.ADMIN_API_KEY ?? '',
      ...railSecretsIn(settings),
      ...outletSecretsIn(settings),
      ...upstreamSecretsIn(settings),
      ...storeSecretsIn(settings),
      ...valkeySecretsIn(settings),
    ],
    logTo,
  );
  const listening = { url: '' };

  const watch = await openWatch(settings, { clock: ownClock, log });
  const { storage: ledger, clock, nodes } = await openLedger(settings, ownClock, watch.engine);
  const agreement = await orClose(ledger, async () => {
    if (nodes === null) return noOtherNodes;
    const hashes = await agreeOnSettings(nodes.settings, settings, log);
    return watchSettings({ agreed: nodes.settings, newsroom: nodes.newsroom, hashes, clock, log });
  });
  const counters = await openCounters(settings);
  await ledger.countPlans({ isElsewhere: counters !== null, now: clock.now() });
  const quotas = counters === null ? ledger : countElsewhere(ledger, counters, log);
  const counted = await openLimits(settings, { salt, clock, log });
  const { minutes } = counted;
  const whole = minutes === null ? quotas : countMinutesElsewhere(quotas, minutes, log);
  const storage = watch.storage(nodes === null ? whole : stopBySettings(whole, agreement.standing), clock);
  const outlets = openOutlets(settings, clock);
  const ways = openRails(settings, {
    clock,
    base: () => settings.PUBLIC_URL ?? listening.url,
    papers: nodes?.papers ?? null,
  });
  const { rails, panels, billing } = ways;
  const upstreams = openUpstreams(settings, clock, watch.upstream);
  const { offers } = upstreams;
  const own = openSettlements(`${settings.DB_PATH}.settlements`, { isNeeded: offers.length > 0 });
  const settlements = own === null || nodes === null ? own : shareSettlements(own, nodes.settlements);
  const usecases = watch.around(
    createUsecases({
      storage,
      rails,
      billing,
      clock,
      config: rulesOf(settings),
      newId: createUuidSource(),
      log,
      outlets,
      ...watch.usecases,
      ...(nodes === null ? {} : { newsroom: nodes.newsroom }),
      ...(settlements === null ? {} : { hosted: { offers, settlements } }),
    }),
  );
  const { app, routes, open, leave } = await createApp({
    settings: httpSettingsOf(settings, salt, [...rails.keys()]),
    usecases,
    limits: counted.limits,
    agreement,
    panels,
    sandboxBilling: ways.sandboxBilling,
    clock,
    log,
    ...watch.http,
  });

  const drain = createDrain(app.server);
  const noticeMs = 1000 * settings.SHUTDOWN_NOTICE_SECONDS;
  const notice = async (): Promise<void> => {
    leave();
    if (noticeMs > 0) await clock.wait(noticeMs, new AbortController().signal);
  };
  const state = { hasStarted: false };
  const closing: { done: Promise<void> | null } = { done: null };
  const close = (): Promise<void> => {
    closing.done ??= (async () => {
      if (state.hasStarted) await notice();
      await drain(() => app.close());
      await usecases.worker.close();
      await Promise.all([ways.close(), upstreams.close(), ...outlets.map((outlet) => outlet.close())]);
      await watch.close();
      await settlements?.close();
      await agreement.close();
      await storage.close();
      await counters?.close();
      await counted.close();
    })();
    return closing.done;
  };

  try {
    await app.listen({ port: settings.PORT, host: settings.HOST });
    listening.url = urlOf(app.server.address());
    const settlementsWaiting = async (): Promise<number> => (await settlements?.count()) ?? 0;
    const metricsUrl = await watch.start({
      storage,
      clock,
      rails: [...rails.keys()],
      open: { ...open, settlementsWaiting, limits: () => counted.limits.standing(), agreement: agreement.standing },
    });
    usecases.worker.start();
    ways.start(listening.url);
    state.hasStarted = true;
    return { url: listening.url, settings, routes, metricsUrl, close };
  } catch (failed) {
    await close();
    throw failed;
  }
}

async function orClose<A>(opened: { close(): Promise<void> }, work: () => Promise<A>): Promise<A> {
  try {
    return await work();
  } catch (failed) {
    await opened.close();
    throw failed;
  }
}
