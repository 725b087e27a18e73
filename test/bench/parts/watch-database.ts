// What a PostgreSQL does while it is under load: what its connections are found at, and what each statement takes.
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { processorTime } from './server-under-load.ts';

const everyMs = 25;

export type Watched = {
  /** What the connections of the nodes were found at, the most frequent first, as shares of all looks. */
  readonly waits: readonly (readonly [what: string, share: number])[];
  /** Statements, those of transactions among them, and what each kind has taken in ms; the dearest first. */
  readonly calls: number;
  readonly statements: readonly { readonly text: string; readonly calls: number; readonly ms: number }[];
  /** Of the processor, in µs. */
  readonly processor: number;
  readonly walBytes: number;
  readonly walSyncs: number;
};

/** `url` is that of a superuser. */
export async function watch(url: string, work: () => Promise<void>): Promise<Watched> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const rows = async <Row extends pg.QueryResultRow>(sql: string) => (await client.query<Row>(sql)).rows;
  const pids = async () => (await rows<{ pid: number }>('SELECT pid FROM pg_stat_activity')).map(({ pid }) => pid);
  const wal = async () =>
    (
      await rows<{ bytes: string; syncs: string }>(
        'SELECT wal_bytes::text AS bytes, wal_sync::text AS syncs FROM pg_stat_wal',
      )
    )[0];
  await client.query('SELECT pg_stat_statements_reset()');
  const before = new Map((await pids()).map((pid) => [pid, processorTime(pid)]));
  const walBefore = await wal();
  const found = new Map<string, number>();
  const state = { isOver: false };
  const looking = (async () => {
    while (!state.isOver) {
      const seen = await rows<{ what: string; count: number }>(
        `SELECT CASE WHEN state = 'idle' THEN 'idle' WHEN state LIKE 'idle in%' THEN 'waits for its node' WHEN wait_event IS NULL THEN 'works'
           ELSE wait_event_type || ' ' || wait_event END AS what, count(*)::int AS count
         FROM pg_stat_activity WHERE application_name = 'tallystick' GROUP BY 1`,
      );
      for (const { what, count } of seen) found.set(what, (found.get(what) ?? 0) + count);
      await pause(everyMs);
    }
  })();
  try {
    await work();
  } finally {
    state.isOver = true;
    await looking;
  }
  const processor = [...before]
    .map(([pid, was]) => processorTime(pid) - was)
    .filter((took) => Number.isFinite(took))
    .reduce((sum, took) => sum + took, 0);
  const walAfter = await wal();
  const statements = await rows<{ text: string; calls: number; ms: number }>(
    `SELECT query AS text, calls::int AS calls, total_exec_time + total_plan_time AS ms FROM pg_stat_statements
     WHERE query NOT LIKE '%pg_stat%' ORDER BY 3 DESC`,
  );
  await client.end();
  const looks = [...found.values()].reduce((sum, count) => sum + count, 0);
  return {
    waits: [...found].map(([what, count]) => [what, count / looks] as const).toSorted((a, b) => b[1] - a[1]),
    calls: statements.reduce((sum, { calls }) => sum + calls, 0),
    statements,
    processor,
    walBytes: Number(walAfter?.bytes) - Number(walBefore?.bytes),
    walSyncs: Number(walAfter?.syncs) - Number(walBefore?.syncs),
  };
}
