// Who audits: of the nodes of a database one at a time, on connections of its own, and the others take over what it has found.
import { setTimeout as wait } from 'node:timers/promises';
import type { Client } from 'pg';
import { z } from 'zod';
import type { AuditFinding, CounterFinding } from '../../../contract/audit-finding.ts';
import { microcredits } from '../../../domain/money.ts';
import type { DatabaseSession } from '../../../lib/database-places.ts';
import { restAfter } from '../../../lib/rest-after.ts';
import { StorageUnavailable } from '../../storage.ts';
import type { AuditAsked, AuditReport } from '../../upkeep.ts';
import { auditLedger } from '../audit.ts';
import { newClient } from '../connection.ts';
import { asStorageFailure } from '../failure.ts';
import { createPlanAudit } from '../plans/plan-audit.ts';
import type { LedgerDatabase } from '../serve-database.ts';
import { sql } from '../statement.ts';
import { type Statements, statementsOn } from '../transaction.ts';

export type AuditorOptions = {
  readonly url: string;
  /** Another way to the same ledger, such as a replica, for what reads all of it. Default: `url`. */
  readonly readUrl?: string | undefined;
  readonly connectMs?: number | undefined;
};

/** Of several hosts: the one that takes writes, or whichever answers. */
type Place = { readonly at: string; readonly session: DatabaseSession };

export type Auditor = {
  audit(asked?: AuditAsked): Promise<AuditReport>;
  /** Gives up what is under way. May be called twice. */
  close(): Promise<void>;
};

/** How long one statement of it may take: it is ended by the database before this process stops waiting for it. */
const statementMs = 30 * 60_000;
/** After so long without this process the database ends what it is reading for it. */
const checkEvery = "SET client_connection_check_interval = '5s'";
const lookAgainMs = 2_000;
const goodbyeMs = 1_000;

type LastRow = { readonly ended_at: number; readonly age: number; readonly took_ms: number; readonly report: string };
const nowMs = 'floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint';
const origin = sql<{ readonly at: number }>('SELECT min(applied_at) AS at FROM migrations');
const lastFound = sql<LastRow>(`SELECT ended_at, ${nowMs} - ended_at AS age, took_ms, report FROM audits WHERE id = 1`);
const keep = sql(
  `INSERT INTO audits (id, ended_at, took_ms, report) VALUES (1, ${nowMs}, $1, $2)
   ON CONFLICT (id) DO UPDATE SET ended_at = excluded.ended_at, took_ms = excluded.took_ms, report = excluded.report`,
);
/** It ends with its connection, and so with whoever holds it. Its first number is that of no other lock. */
const tryLock = sql<{ readonly got: boolean }>('SELECT pg_try_advisory_lock(6, 0) AS got');

const Report = z.object({
  findings: z.array(z.custom<AuditFinding>()),
  planFindings: z.array(z.custom<CounterFinding>()),
  shortfall: z.int().transform(microcredits),
  entries: z.int(),
  wallets: z.int(),
  orders: z.int(),
  bookings: z.number(),
  lastBookedAt: z.int().nullable(),
  isLogMissing: z.boolean(),
});

export function createAuditor(database: LedgerDatabase, { url, readUrl, connectMs }: AuditorOptions): Auditor {
  const ledger: Place = { at: url, session: 'read-write' };
  const closing = new AbortController();
  const auditPlans = createPlanAudit();
  const underWay = new Set<Promise<AuditReport>>();
  const shared: { turn: Promise<AuditReport> | null } = { turn: null };

  async function on<A>({ at, session }: Place, work: (client: Client) => Promise<A>): Promise<A> {
    if (closing.signal.aborted) throw new StorageUnavailable('the store is closed');
    const client = newClient({
      url: at,
      session,
      name: 'tallystick audit',
      statementMs,
      closing: closing.signal,
      ...(connectMs === undefined ? {} : { connectMs }),
    });
    const end = async (): Promise<void> => {
      const late = new AbortController();
      const over = wait(goodbyeMs, undefined, { signal: late.signal }).catch(() => undefined);
      await Promise.race([client.end().catch(() => undefined), over]);
      late.abort();
    };
    const giveUp = (): void => void end();
    closing.signal.addEventListener('abort', giveUp);
    try {
      await client.connect();
      // Not every system can do that; without it, a statement whose asker was killed goes on to its end.
      await client.query(checkEvery).catch(() => undefined);
      return await work(client);
    } finally {
      closing.signal.removeEventListener('abort', giveUp);
      await end();
    }
  }

  /** null: another ledger is kept there. */
  function auditAt(at: Place, begun: number | null): Promise<AuditReport | null> {
    return on(at, async (client) => {
      await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
      const tx = statementsOn(client);
      if (begun !== null && (await originOf(tx)) !== begun) return null;
      return { ...(await auditLedger(tx)), planFindings: await auditPlans(tx), isLogMissing: false };
    });
  }

  /** null: it cannot be read there now, or another ledger is kept there. */
  async function auditElsewhere(at: Place): Promise<AuditReport | null> {
    const begun = await database.read(originOf);
    try {
      return await auditAt(at, begun);
    } catch (error) {
      if (!closing.signal.aborted && asStorageFailure(error) instanceof StorageUnavailable) return null;
      throw error;
    }
  }

  async function auditNow(): Promise<AuditReport> {
    const elsewhere = readUrl === undefined ? null : await auditElsewhere({ at: readUrl, session: 'any' });
    const report = elsewhere ?? (await auditAt(ledger, null));
    if (report === null) throw new StorageUnavailable('the ledger could not be audited');
    return report;
  }

  /** null: there is none, it is too old, or a node of another version has written it. */
  async function takeOver(everyMs: number): Promise<AuditReport | null> {
    const row = await database.read((tx) => tx.one(lastFound));
    if (row === undefined) return null;
    const read = Report.safeParse(JSON.parse(row.report));
    if (!read.success) return null;
    const { findings } = read.data;
    // What was found wrong may have been put right: that is looked at sooner.
    const standsMs = findings.length > 0 ? everyMs : restAfter(row.took_ms, everyMs);
    return row.age < standsMs ? { ...read.data, endedAt: row.ended_at } : null;
  }

  /** null: another node is at it. */
  function auditAlone(everyMs: number): Promise<AuditReport | null> {
    return on(ledger, async (client) => {
      if ((await statementsOn(client).one(tryLock))?.got !== true) return null;
      // It may have ended between the look and the lock.
      const taken = await takeOver(everyMs);
      if (taken !== null) return taken;
      const began = performance.now();
      const report = await auditNow();
      const tookMs = Math.round(performance.now() - began);
      await database.write((tx) => tx.run(keep, [tookMs, JSON.stringify(report)]));
      return report;
    });
  }

  async function auditOrTakeOver(everyMs: number): Promise<AuditReport> {
    for (;;) {
      const found = (await takeOver(everyMs)) ?? (await auditAlone(everyMs));
      if (found !== null) return found;
      await wait(lookAgainMs, undefined, { signal: closing.signal });
    }
  }

  async function track(work: Promise<AuditReport>): Promise<AuditReport> {
    underWay.add(work);
    try {
      return await work;
    } catch (error) {
      throw closing.signal.aborted ? new StorageUnavailable('the store is closed') : asStorageFailure(error);
    } finally {
      underWay.delete(work);
    }
  }

  function inTurn(everyMs: number): Promise<AuditReport> {
    shared.turn ??= track(auditOrTakeOver(everyMs)).finally(() => (shared.turn = null));
    return shared.turn;
  }

  return {
    audit: (asked) => (asked === undefined ? track(auditNow()) : orGiveUp(inTurn(asked.everyMs), asked.signal)),
    async close() {
      closing.abort();
      await Promise.allSettled(underWay);
    },
  };
}

/** When its first migration was made there: two ledgers have not begun in the same millisecond. */
async function originOf(tx: Statements): Promise<number | null> {
  return (await tx.one(origin))?.at ?? null;
}

function orGiveUp<A>(work: Promise<A>, signal: AbortSignal | undefined): Promise<A> {
  if (signal === undefined) return work;
  return new Promise((resolve, reject) => {
    const giveUp = (): void => reject(new StorageUnavailable('nobody waits for the audit any more'));
    signal.addEventListener('abort', giveUp, { once: true });
    if (signal.aborted) giveUp();
    void work.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp));
  });
}
