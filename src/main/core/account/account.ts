// Credits, purchases and the link to the companion server, as one value that the page watches.
import { isDeepStrictEqual } from 'node:util';
import type { AccountState } from '../../../preload/contract/account.ts';
import type { HostedState } from '../../../preload/contract/hosted.ts';
import type { Answerer, Clock, Meter, Secrets, SettingsPort, Watchable } from '../ports.ts';
import type { Shell } from '../shell-port.ts';
import type { WritableDb } from '../store/db.ts';
import { createCell } from '../watchable.ts';
import { abortable } from '../abortable.ts';
import { createAccountRouter } from './account-router.ts';
import { toAccountState } from './account-state.ts';
import { readClientId } from './facts.ts';
import { createGrace } from './funds/grace.ts';
import type { Log } from './log.ts';
import { createRunCharges } from './funds/run-charges.ts';
import { putAsideUnreadableCharges } from './funds/unreadable-charges.ts';
import { toHostedState } from './hosted-state.ts';
import { createSession, type Session } from './session.ts';

export type AccountOptions = {
  readonly db: WritableDb;
  readonly settings: SettingsPort;
  readonly secrets: Secrets;
  readonly shell: Shell;
  readonly clock: Clock;
  readonly log: Log;
  /** Messages a local day without a server (OFFLINE_GRACE). */
  readonly offlineGrace: number;
};

export type Account = {
  readonly meter: Meter;
  /** The handlers of `appContract.account`. */
  readonly router: ReturnType<typeof createAccountRouter>;
  readonly state: Watchable<AccountState>;
  /** How many runs' charges could not be read at the start and were put aside. Usually none. */
  readonly chargesPutAside: number;
  /** Answers from the operator's models, and which there are; those are asked for while somebody watches. */
  readonly hosted: Answerer & { readonly state: Watchable<HostedState> };
  /** The server that an answer begun now would be asked of. The settings may be a moment ahead, while a former session closes. */
  server(this: void): string;
  /** May be called twice. */
  close(): Promise<void>;
};

/** How long a settled charge is kept here; the answer keeps its own price. */
const chargesKeptMs = 90 * 24 * 60 * 60_000;
const housekeepingMs = 24 * 60 * 60_000;

/** Starts at once: asks the server, delivers what is pending, carries on with every unfinished purchase. */
export function createAccount(options: AccountOptions): Account {
  const { db, clock, secrets, settings, log } = options;
  const clientId = readClientId(db);
  const putAside = putAsideUnreadableCharges(db, clock.now());
  const charges = createRunCharges(db, () => clock.now());
  const grace = createGrace(db, options.offlineGrace);
  const closing = new AbortController();
  let keychain: AccountState['keychain'] = { kind: 'available' };
  let watchers = 0;
  let session = open();
  let ending: Promise<void> | null = null;
  const state = createCell<AccountState>(toAccountState(session.slices, keychain));
  const hosted = createCell<HostedState>(toHostedState(session.slices), isDeepStrictEqual);

  function open(): Session {
    const origin = serverOf(settings.current().serverAddress);
    const opened = createSession({
      ...options,
      origin,
      clientId,
      charges,
      grace,
      isHostedWatched: () => watchers > 0,
    });
    for (const slice of Object.values(opened.slices)) slice.subscribe(publish);
    return opened;
  }

  function publish(): void {
    if (closing.signal.aborted) return;
    state.set(toAccountState(session.slices, keychain));
    hosted.set(toHostedState(session.slices));
  }

  async function* watchHosted(signal: AbortSignal): AsyncGenerator<HostedState, void, void> {
    watchers += 1;
    session.hosted.look();
    try {
      yield* hosted.watch(AbortSignal.any([signal, closing.signal]));
    } finally {
      watchers -= 1;
    }
  }

  async function askKeychain(): Promise<void> {
    keychain = await abortable(closing.signal, secrets.at('keychain').probe());
    publish();
  }

  async function followAddress(): Promise<void> {
    for await (const { serverAddress } of settings.watch(closing.signal)) {
      if (closing.signal.aborted || serverOf(serverAddress) === session.origin) continue;
      const former = session;
      session = open();
      session.start();
      publish();
      await former.close();
    }
  }

  async function keepHouse(): Promise<void> {
    while (!closing.signal.aborted) {
      charges.prune(clock.now() - chargesKeptMs);
      await clock.wait(housekeepingMs, closing.signal);
    }
  }

  session.start();
  const background = Promise.all([
    askKeychain().catch(() => {
      if (!closing.signal.aborted) log.warn({}, 'the keychain could not be asked');
    }),
    followAddress().catch(() => log.warn({}, 'the server address is no longer followed')),
    keepHouse().catch(() => {
      if (!closing.signal.aborted) log.warn({}, 'old charges are no longer forgotten');
    }),
  ]);

  return {
    chargesPutAside: putAside,
    meter: {
      reserve: async (run, signal) => await session.meter.reserve(run, signal),
      end: (runId, ending) => session.meter.end(runId, ending),
      settle: async (runId) => await session.meter.settle(runId),
      onSettled: charges.onSettled,
    },
    router: createAccountRouter({
      state,
      session: () => session,
      async refresh() {
        await Promise.all([session.recheck(), askKeychain()]);
        return state.current();
      },
    }),
    state,
    hosted: {
      generate: (request, signal) => session.hosted.generate(request, signal),
      state: { current: hosted.current, watch: watchHosted },
    },
    server: () => session.origin,
    async close() {
      closing.abort();
      ending ??= (async () => {
        await session.close();
        await background;
      })();
      await ending;
    },
  };
}

/** The name of a server: its origin, and the path that it stands under, if any. */
function serverOf(address: string): string {
  const { origin, pathname } = new URL(address);
  return origin + pathname.replace(/\/+$/, '');
}
