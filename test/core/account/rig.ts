// An account on a real file, over real sockets, that can be closed and opened again as by a restart.
import { onTestFinished } from 'vitest';
import { OrderId } from '../../../server/contract/orders/orders.ts';
import { createAccount, type Account } from '../../../src/main/core/account/account.ts';
import { createPlaceChoice } from '../../../src/main/core/account/facts.ts';
import type { Clock, Meter, SecretStore } from '../../../src/main/core/ports.ts';
import type { CheckoutPage, SecretDocument, Shell } from '../../../src/main/core/shell-port.ts';
import { createMemoryStore } from '../../../src/main/core/secrets/memory-store.ts';
import { createSecrets } from '../../../src/main/core/secrets/secrets.ts';
import { openStore } from '../../../src/main/core/store/store.ts';
import { createCell } from '../../../src/main/core/watchable.ts';
import { AccountState } from '../../../src/preload/contract/account.ts';
import { firstOllama, RunId } from '../../../src/preload/contract/ids.ts';
import type { Charge } from '../../../src/preload/contract/message.ts';
import type { Settings } from '../../../src/preload/contract/settings.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { startServerDouble } from '../../support/server-double.ts';
import { tempDir } from '../temp-dir.ts';

export type Rig = Awaited<ReturnType<typeof createRig>>;

/** Of a server, the rig needs no more than this. */
export type RigServer = { readonly origin: string; stop(): Promise<void> };

type RigOptions = {
  readonly keychain?: SecretStore;
  readonly isKeychainOn?: boolean;
  readonly offlineGrace?: number;
  readonly startMs?: number;
};

export async function createRig(options: RigOptions = {}) {
  return buildRig(await startServerDouble(), options);
}

export function buildRig<Server extends RigServer>(server: Server, options: RigOptions = {}) {
  const dataDir = tempDir();
  const clock = createFakeClock(options.startMs);
  const keychain = options.keychain ?? createMemoryStore();
  const logged: string[] = [];
  const log = (fields: object, message: string): void => {
    logged.push(`${message} ${JSON.stringify(fields)}`);
  };
  const shell = createShell();
  const settings = createSettings(server.origin);
  let running = open();

  function open(): { account: Account; close: () => Promise<void> } {
    const store = openStore({ dataDir, now: () => clock.now() });
    const choice = createPlaceChoice(store.db);
    const secrets = createSecrets({ clock, dataDir, choice, keychain, isKeychainOn: options.isKeychainOn ?? true });
    const account = createAccount({
      db: store.db,
      settings,
      secrets,
      shell,
      clock,
      log: { info: log, warn: log },
      offlineGrace: options.offlineGrace ?? 20,
    });
    return {
      account,
      async close() {
        await account.close();
        store.close();
      },
    };
  }

  onTestFinished(async () => {
    await running.close().catch(() => undefined);
    await server.stop();
  });

  return {
    dataDir,
    server,
    clock,
    keychain,
    shell,
    logged,
    settings,
    account: () => running.account,
    state: () => running.account.state.current(),
    async close() {
      await running.close();
    },
    open() {
      running = open();
    },
    async restart() {
      await running.close();
      running = open();
    },
    /** Waits on the account's own changes, never on time; moves the clock where `stepMs` says so. */
    async until(isSo: (state: AccountState) => boolean, stepMs = 0): Promise<AccountState> {
      return await untilState(running.account, clock, isSo, stepMs);
    },
  };
}

async function untilState(
  account: Account,
  clock: Clock & { advance(ms: number): Promise<void> },
  isSo: (state: AccountState) => boolean,
  stepMs: number,
): Promise<AccountState> {
  const stop = new AbortController();
  const mover = (async () => {
    if (stepMs === 0) return;
    while (!stop.signal.aborted) {
      await clock.advance(stepMs);
      await turn();
    }
  })();
  try {
    for await (const state of account.state.watch(AbortSignal.timeout(60_000))) {
      if (isSo(state)) return AccountState.parse(state);
    }
    throw new Error(`Never so: ${JSON.stringify(account.state.current())}`);
  } finally {
    stop.abort();
    await mover;
  }
}

/** Lets real sockets have their turn. */
export async function turn(): Promise<void> {
  for (let i = 0; i < 5; i += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** Polls a fact that no state shows, moving the clock where asked. */
export async function eventually(isSo: () => boolean | Promise<boolean>, move?: () => Promise<void>): Promise<void> {
  const end = Date.now() + 10_000;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error('It never came to be');
    await move?.();
    await turn();
  }
}

let ids = 0;
export function newRunId(): RunId {
  ids += 1;
  return RunId.parse(`01890000-0000-7000-8000-${String(ids).padStart(12, '0')}`);
}
export function newOrderId(): OrderId {
  ids += 1;
  return OrderId.parse(`01890000-0000-7000-9000-${String(ids).padStart(12, '0')}`);
}

const usage = { promptTokens: 10, completionTokens: 20, durationMs: 1234.5 };

/** The run showed words and is over: its price, as far as it is known within a moment. */
export function capture(meter: Meter, runId: RunId): Promise<Charge> {
  meter.end(runId, { kind: 'capture', usage, outcome: 'completed' });
  return meter.settle(runId);
}
/** The run showed nothing and is over. */
export function release(meter: Meter, runId: RunId): Promise<Charge> {
  meter.end(runId, { kind: 'release', reason: 'stopped' });
  return meter.settle(runId);
}
export const forever = new AbortController().signal;

function createShell(): Shell & {
  readonly opened: string[];
  readonly pages: CheckoutPage[];
  readonly documents: SecretDocument[];
  /** Pages of an identity provider that were to be opened. */
  readonly signInPages: string[];
  closedCount(): number;
  /** The next page cannot be loaded. */
  losePage(): void;
} {
  const opened: string[] = [];
  const pages: CheckoutPage[] = [];
  const documents: SecretDocument[] = [];
  const signInPages: string[] = [];
  let closed = 0;
  let isLost = false;
  return {
    kind: 'web',
    opened,
    pages,
    documents,
    signInPages,
    closedCount: () => closed,
    losePage() {
      isLost = true;
    },
    openExternal: async () => 'page_opens',
    async openCheckout(page) {
      if (isLost) {
        isLost = false;
        throw new Error('ERR_CONNECTION_REFUSED');
      }
      opened.push(page.url);
      pages.push(page);
      return { kind: 'frame', url: page.url };
    },
    async showDocument(document) {
      documents.push(document);
      return { kind: 'window' };
    },
    saveFile: async () => 'page_saves',
    async closeCheckout() {
      closed += 1;
    },
    signIn: {
      async open(url) {
        signInPages.push(url);
        return 'page_opens';
      },
      hearsScheme: async () => false,
      async *returns() {},
    },
    async *commands() {},
  };
}

function createSettings(serverAddress: string) {
  const cell = createCell<Settings>({
    theme: 'system',
    ollamaAddress: 'http://127.0.0.1:11434',
    ollamas: [{ id: firstOllama, name: '', address: null, headers: [] }],
    usualOllama: firstOllama,
    serverAddress,
    defaultModel: null,
    systemPrompt: '',
    keepLoadedS: null,
    isDemoModelOn: false,
    isSidebarFolded: false,
    hasOnboarded: true,
    sendKey: 'enter',
    wrapsCode: false,
    numbersCode: false,
    makesTitles: true,
  });
  return {
    current: () => cell.current(),
    watch: (signal: AbortSignal) => cell.watch(signal),
    async set(patch: Partial<Settings>) {
      cell.set({ ...cell.current(), ...patch });
      return cell.current();
    },
  };
}
