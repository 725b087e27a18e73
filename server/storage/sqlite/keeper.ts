// Does beside the writer what would keep requests waiting: it brings the log into the file, and audits a large ledger.
// The work is done in a thread of its own, which starts when it is first needed; without it SQLite's own bound on the log holds.
import { Worker } from 'node:worker_threads';
import { extname } from 'node:path';
import { StorageUnavailable } from '../storage.ts';
import { type FileReport, auditLedger } from './audit.ts';
import type { Connection } from './connection.ts';
import { asStorageFailure } from './failure.ts';
import { createPlanAudit } from './plans/plan-audit.ts';
import type { FromKeeper, ToKeeper } from './keeper-thread.ts';

export type Keeper = {
  /** To be called after each commit. Never throws, and hardly takes any time itself. */
  tend(): void;
  audit(): Promise<FileReport>;
  /** May be called twice. Audits that are under way throw StorageUnavailable. */
  close(): Promise<void>;
};

export type KeeperBounds = {
  /** Pages of log that are brought into the file at once; many hold the same page again and again, which is then written once. */
  readonly stepPages: number;
  /** From here on the log is brought in to its end, so that the next commit starts it again. */
  readonly restartPages: number;
  /** Ledgers with fewer transfers and holds are audited where they are: a thread would cost more than it saves. */
  readonly threadRows: number;
};

export const keeperBounds: KeeperBounds = { stepPages: 500, restartPages: 8_000, threadRows: 20_000 };

/** How many commits between two looks at the log, and the last pages that the writer brings in itself, in a few milliseconds. */
const lookEvery = 8;
const finishPages = 500;

/** A class does not survive the way between threads, so its code is sent along. */
function toError({ code, message }: Extract<FromKeeper, { readonly kind: 'failed' }>): Error {
  return code === 'storage_unavailable' ? new StorageUnavailable(message) : new Error(message);
}

type LogRow = { readonly log: number; readonly checkpointed: number };
type Pending = { resolve(report: FileReport): void; reject(error: unknown): void };

export function createKeeper(db: Connection, path: string, bounds: KeeperBounds = keeperBounds): Keeper {
  const look = db.prepare<[], LogRow>('PRAGMA wal_checkpoint(NOOP)');
  const finish = db.prepare<[], LogRow>('PRAGMA wal_checkpoint(PASSIVE)');
  const size = db.prepare<[], { rows: number }>(
    'SELECT coalesce((SELECT max(id) FROM transfers), 0) + coalesce((SELECT max(seq) FROM holds), 0) AS rows',
  );
  const auditPlans = createPlanAudit();
  const audits = new Map<number, Pending>();
  const log = { commits: 0, isAsked: false, askedAt: 0, stuckAt: 0 };
  let thread: Worker | null = null;
  /** Of the thread that was started last: resolves once it is loaded, or has ended. */
  let loaded: Promise<void> = Promise.resolve();
  let isClosed = false;
  let lastAudit = 0;

  function post(message: ToKeeper): void {
    thread ??= startThread();
    thread.postMessage(message);
  }

  function startThread(): Worker {
    const entry = new URL(`./keeper-thread${extname(import.meta.url)}`, import.meta.url);
    const worker = new Worker(entry, { workerData: path, name: 'ledger keeper' });
    loaded = new Promise((resolve) => {
      worker.once('message', () => resolve());
      worker.once('exit', () => resolve());
    });
    worker.on('message', hear);
    worker.once('error', (cause) =>
      lose(worker, new StorageUnavailable('the thread beside the store broke', { cause })),
    );
    worker.once('exit', () => lose(worker, new StorageUnavailable('the thread beside the store has ended')));
    // Not before it has listeners, each of which would hold the process again.
    worker.unref();
    return worker;
  }

  function hear(message: FromKeeper): void {
    switch (message.kind) {
      case 'ready':
        return;
      case 'checkpointed':
        log.isAsked = false;
        // A reader of an older state keeps the log from being brought in; asking again at once would change nothing.
        log.stuckAt = message.left === 0 ? 0 : message.pages;
        // At once, before more is written than the writer can bring in itself.
        lookAtLog();
        return;
      case 'not_checkpointed':
        log.isAsked = false;
        return;
      case 'audited':
        settle(message.id)?.resolve(message.report);
        return;
      case 'failed':
        settle(message.id)?.reject(toError(message));
    }
  }

  function isLarge(): boolean {
    try {
      return (size.get()?.rows ?? 0) >= bounds.threadRows;
    } catch (error) {
      throw asStorageFailure(error);
    }
  }

  function auditThere(): Promise<FileReport> {
    return new Promise((resolve, reject) => {
      lastAudit += 1;
      audits.set(lastAudit, { resolve, reject });
      post({ kind: 'audit', id: lastAudit });
      // Somebody waits for this, and the process with them.
      thread?.ref();
    });
  }

  function settle(id: number): Pending | undefined {
    const pending = audits.get(id);
    audits.delete(id);
    // Closing waits for the thread, and the process with it.
    if (audits.size === 0 && !isClosed) thread?.unref();
    return pending;
  }

  /** Another is started by the next audit, or once the log has grown by as much again: one that cannot start is not tried all the time. */
  function lose(lost: Worker, error: StorageUnavailable): void {
    if (thread !== lost) return;
    thread = null;
    if (log.isAsked) log.stuckAt = log.askedAt;
    log.isAsked = false;
    for (const { reject } of audits.values()) reject(error);
    audits.clear();
  }

  function lookAtLog(): void {
    if (log.isAsked || isClosed) return;
    try {
      const row = look.get();
      if (row !== undefined) bringIn(row);
    } catch {
      // What was committed stays, even if the log cannot be moved; the next commit fails if the disk does.
    }
  }

  function bringIn({ log: pages, checkpointed }: LogRow): void {
    const left = pages - checkpointed;
    const isLong = pages >= bounds.restartPages;
    if (pages < log.stuckAt) log.stuckAt = 0;
    if (isLong && left <= finishPages) finish.get();
    else if (left >= (isLong ? finishPages : bounds.stepPages) && pages >= log.stuckAt + bounds.stepPages) {
      log.isAsked = true;
      log.askedAt = pages;
      post({ kind: 'checkpoint' });
    }
  }

  return {
    tend() {
      log.commits += 1;
      if (log.commits % lookEvery === 0) lookAtLog();
    },
    async audit() {
      if (isClosed || !db.open) throw new StorageUnavailable('the store is closed');
      return isLarge() ? auditThere() : auditLedger(path, auditPlans);
    },
    async close() {
      isClosed = true;
      for (const { reject } of audits.values()) reject(new StorageUnavailable('the store is closed'));
      audits.clear();
      // A thread that is ended while it loads SQLite takes the whole process with it.
      thread?.ref();
      await loaded;
      await thread?.terminate();
    },
  };
}
