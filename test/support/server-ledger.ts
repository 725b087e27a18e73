// A ledger to test against: real SQLite in a folder of its own, a clock with hands, and a rail that says what it is told to.
import type { ProviderNo } from '../../server/contract/problem-params.ts';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Pack } from '../../server/contract/config.ts';
import type { Clock } from '../../server/lib/clock.ts';
import type { BillingWay } from '../../server/rails/billing-rail.ts';
import {
  type Rail,
  type RailReading,
  type RailRefund,
  RailRefused,
  RailUnavailable,
  asked,
} from '../../server/rails/rail.ts';
import { type Letter, OutletFailed } from '../../server/outlets/outlet.ts';
import { migrateSqliteFile, openSqliteStorage } from '../../server/storage/sqlite/open-storage.ts';
import type { Storage } from '../../server/storage/storage.ts';
import { createUsecases, type UsecaseParts, type Usecases } from '../../server/usecases/create-usecases.ts';
import { type UsecaseConfig, usecaseDefaults } from '../../server/usecases/usecase-config.ts';
import type { Caller } from '../../server/usecases/caller.ts';
import type { OrderId } from '../../server/contract/orders/orders.ts';
import type { CheckoutRequest } from '../../server/usecases/orders/start-checkout.ts';
import { createFakeClock } from './fake-clock.ts';
import { credits, hashOf, holdId, orderId, start } from './ledger-values.ts';
import type { TeamRights } from '../../server/usecases/wallets/team-rights.ts';
import { tokenOwner } from '../../server/domain/wallets/ledger.ts';

export { credits, hashOf, holdId, orderId, start };

export const holder = (token: string): Caller => ({ kind: 'token', tokenHash: hashOf(token) });
export const guest = (client: string, bucket = `bucket of ${client}`): Caller => ({
  kind: 'anonymous',
  bucket,
  client,
});

const smallPack: Pack = {
  id: 'small',
  name: 'Small',
  credits_microcredits: credits(100),
  amount_cents: 500,
  currency: 'EUR',
};

export type Folder = { readonly path: string; readonly remove: () => void };

export function temporaryFolder(): Folder {
  const path = mkdtempSync(join(tmpdir(), 'tallystick-ledger-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** A clock that also goes backwards. */
function createHandClock(at = start): Clock & { set(at: number): void } {
  const hand = { at };
  const still = createFakeClock();
  return { now: () => hand.at, wait: (ms, signal) => still.wait(ms, signal), set: (next) => void (hand.at = next) };
}

type ScriptedRail = Rail & {
  /** What `read` says from now on; null: the provider is silent. */
  say(providerTxnId: string, reading: Partial<RailReading> | null): void;
  /** Makes the provider silent to `start`. */
  silence(isSilent: boolean): void;
  /** What `read` says is then as it was when it was asked, and arrives only once `gate` has opened. */
  holdBack(gate: Promise<void> | null): void;
  /** What `refund` answers from now on, beside the id and the amount; null: silent; a no: refused. */
  answerRefunds(answer: Partial<RailRefund> | ProviderNo | null): void;
  readonly counts: { started: number; read: number; refunded: number };
};

/** Its webhooks are JSON and need no signature but the word "signed" in a header. */
function createScriptedRail(): ScriptedRail {
  const readings = new Map<string, Partial<RailReading> | null>();
  const state: { isSilent: boolean; gate: Promise<void> | null } = { isSilent: false, gate: null };
  const refunds: { answer: Partial<RailRefund> | ProviderNo | null } = { answer: {} };
  const counts = { started: 0, read: 0, refunded: 0 };
  return {
    provider: 'sandbox',
    quote: ({ amountCents }) => asked({ words: String(amountCents), step: 1 }),
    ownerOf: () => Promise.resolve({ kind: 'unknown' }),
    counts,
    say: (providerTxnId, reading) => void readings.set(providerTxnId, reading),
    silence: (isSilent) => void (state.isSilent = isSilent),
    holdBack: (gate) => void (state.gate = gate),
    answerRefunds: (answer) => void (refunds.answer = answer),
    start(order) {
      counts.started += 1;
      if (state.isSilent) return Promise.reject(new RailUnavailable('silent'));
      const url = `http://127.0.0.1/checkout/${order.id}`;
      return Promise.resolve({
        providerTxnId: `txn:${order.id}`,
        checkout: { type: 'redirect', url, providerUrl: null },
      });
    },
    async read({ providerTxnId }) {
      counts.read += 1;
      const said = readings.get(providerTxnId);
      if (said === null) throw new RailUnavailable('silent');
      if (state.gate !== null) await state.gate;
      return {
        providerTxnId,
        paymentTxnId: providerTxnId,
        state: 'open',
        providerStatus: said?.state ?? 'open',
        paidCents: null,
        refunds: [],
        dispute: 'none',
        ...said,
      };
    },
    verify({ body, headers }) {
      if (headers['signature'] !== 'signed') return { kind: 'rejected', reason: 'unsigned' };
      return JSON.parse(body.toString());
    },
    refund({ id, amountCents }) {
      counts.refunded += 1;
      const { answer } = refunds;
      if (answer === null) return Promise.reject(new RailUnavailable('silent'));
      if ('reason' in answer) return Promise.reject(new RailRefused(answer));
      const made = { providerRefundId: `re:${id}`, refundId: id, amountCents, collectUrl: null } as const;
      return Promise.resolve({ ...made, state: 'succeeded', ...answer });
    },
    close: () => Promise.resolve(),
  };
}

/** A purchase whose id the buyer has made. */
type Bought = CheckoutRequest & { readonly orderId: OrderId };

export type TestLedger = {
  readonly usecases: Usecases;
  readonly storage: Storage;
  readonly rail: ScriptedRail;
  readonly clock: ReturnType<typeof createHandClock>;
  readonly path: string;
  /** What the one receiver was told. */
  readonly told: Letter[];
  /** Another process on the same file, as far as one test process can be two. */
  readonly second: () => TestLedger;
  readonly runOnce: () => Promise<void>;
  readonly grant: (token: string, count: number) => Promise<Caller>;
  readonly checkout: (overrides?: Partial<Bought>) => Promise<Bought>;
  /** Files a webhook for an order and says whether it was taken. */
  readonly deliver: (event: {
    readonly orderId: string | null;
    readonly providerTxnId?: string | null;
    readonly eventId?: string;
  }) => ReturnType<Usecases['inbox']['file']>;
  /** Throws when the ledger is not sound at the end. */
  readonly close: () => Promise<void>;
};

export type LedgerOptions = {
  readonly rights?: TeamRights;
  readonly config?: Partial<UsecaseConfig>;
  /** Whose models are sold; left out, nothing is offered. */
  readonly hosted?: UsecaseParts['hosted'];
  /** Who keeps subscriptions; left out, nobody. */
  readonly billing?: (clock: Clock) => BillingWay;
  /** What stands between the use cases and the store. */
  readonly around?: (storage: Storage) => Storage;
  /** The receiver; what it throws is a try that failed. */
  readonly tell?: (letter: Letter) => Promise<void>;
};

let newLedger: Buffer | null = null;

/** The bytes of a file that was migrated and not used yet: copied for each test, since making one takes longer than most tests. */
function makeLedger(): Buffer {
  const folder = temporaryFolder();
  const path = join(folder.path, 'ledger.db');
  migrateSqliteFile(path);
  const bytes = readFileSync(path);
  folder.remove();
  return bytes;
}

export function openTestLedger(options: LedgerOptions = {}): TestLedger {
  const folder = temporaryFolder();
  const path = join(folder.path, 'ledger.db');
  writeFileSync(path, (newLedger ??= makeLedger()), { mode: 0o600 });
  const open = () => openSqliteStorage({ path });
  return ledgerIn(folder, { path, open, clock: createHandClock(), rail: createScriptedRail() }, options);
}

/** On another kind of store, which `open` opens once for each process. It has no path. */
export function testLedgerOn(open: () => Storage, options: LedgerOptions = {}): TestLedger {
  const nowhere = { path: '', remove: () => undefined };
  return ledgerIn(nowhere, { path: '', open, clock: createHandClock(), rail: createScriptedRail() }, options);
}

type Shared = Pick<TestLedger, 'path' | 'clock' | 'rail'> & { readonly open: () => Storage };

function ledgerIn(folder: Folder, shared: Shared, options: LedgerOptions): TestLedger {
  const { path, clock, rail } = shared;
  const storage = options.around?.(shared.open()) ?? shared.open();
  const told: Letter[] = [];
  const others: TestLedger[] = [];
  const hear = async (letter: Letter): Promise<void> => {
    await options.tell?.(letter).catch((thrown: unknown) => {
      throw new OutletFailed({ code: 'no_answer', origin: 'http://receiver.example', told: String(thrown) });
    });
    told.push(letter);
  };
  const usecases = createUsecases({
    storage,
    clock,
    rails: new Map([['sandbox', rail]]),
    config: { ...usecaseDefaults, packs: [smallPack], ...options.config },
    ...(options.hosted === undefined ? {} : { hosted: options.hosted }),
    billing: options.billing?.(clock) ?? null,
    ...(options.rights === undefined ? {} : { rights: options.rights }),
    newId: randomUUID,
    outlets: [{ name: 'http', deliver: hear, close: () => Promise.resolve() }],
  });
  return {
    usecases,
    storage,
    rail,
    clock,
    path,
    told,
    second() {
      const other = ledgerIn({ path: folder.path, remove: () => undefined }, shared, options);
      others.push(other);
      return other;
    },
    runOnce: () => usecases.worker.runOnce(new AbortController().signal),
    async grant(token, count) {
      await usecases.operator.grant({
        owner: tokenOwner(hashOf(token)),
        amount: credits(count),
        reason: 'test',
        ref: randomUUID(),
      });
      return holder(token);
    },
    async checkout(overrides = {}) {
      const request: Bought = {
        orderId: orderId(),
        packId: 'small',
        amount: null,
        provider: 'sandbox',
        tokenHash: hashOf('buyer'),
        ...overrides,
      };
      await usecases.orders.checkout(null, request, new AbortController().signal);
      return request;
    },
    deliver({ orderId: id, providerTxnId = id === null ? null : `txn:${id}`, eventId = randomUUID() }) {
      const event = { kind: 'event', eventId, eventType: 'payment', orderId: id, providerTxnId };
      return usecases.inbox.file('sandbox', {
        body: Buffer.from(JSON.stringify(event)),
        headers: { signature: 'signed' },
      });
    },
    async close() {
      await usecases.worker.close();
      for (const other of others) await other.close();
      const { findings, planFindings } = await storage.audit();
      await storage.close();
      folder.remove();
      const all = [...findings, ...planFindings];
      if (all.length > 0) throw new Error(JSON.stringify(all));
    },
  };
}
