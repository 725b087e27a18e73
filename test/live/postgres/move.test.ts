// A ledger is moved from SQLite to a real PostgreSQL and back: every row is the same, and whatever is cut off in the middle leaves one
// ledger that is whole.
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import * as fc from 'fast-check';
import pg from 'pg';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findingsOfDatabase } from '../../../server/cli/doctor-database.ts';
import { move } from '../../../server/cli/move.ts';
import { lookAtDatabase } from '../../../server/storage/postgres/whole/look-at-database.ts';
import { tokenOwner } from '../../../server/domain/wallets/ledger.ts';
import { tokenHolder } from '../../../server/domain/holds/hold.ts';
import { openPostgresStorage } from '../../../server/storage/postgres/open-storage.ts';
import { openSettlementOutbox } from '../../../server/storage/sqlite/holds/open-settlement-outbox.ts';
import { openSqliteStorage } from '../../../server/storage/sqlite/open-storage.ts';
import { lookAtOneMoment } from '../../../server/storage/sqlite/whole/at-one-moment.ts';
import { copyStill } from '../../../server/storage/sqlite/whole/copy-file.ts';
import { systemClock } from '../../../server/lib/clock.ts';
import type { Storage } from '../../../server/storage/storage.ts';
import { createUsecases } from '../../../server/usecases/create-usecases.ts';
import { usecaseDefaults } from '../../../server/usecases/usecase-config.ts';
import { createAuditor } from '../../server/proof/parts/auditor.ts';
import { config, putOnPlan } from '../../server/proof/parts/model-ledger.ts';
import { people, rules } from '../../server/proof/parts/auditor-rules.ts';
import { runs, seed } from '../../server/proof/parts/size.ts';
import { type Step, step } from '../../server/proof/parts/steps.ts';
import { type World, take } from '../../server/proof/parts/take-step.ts';
import { cliPath, companionEnv } from '../../support/companion.ts';
import { fillEveryTable } from '../../support/full-ledger.ts';
import { rowsOf } from '../../support/ledger-rows.ts';
import {
  credits,
  hashOf,
  holdId,
  openTestLedger,
  start,
  temporaryFolder,
  type Folder,
} from '../../support/server-ledger.ts';
import { rightsByProof } from '../../support/team-rights.ts';
import { findPostgres, startCluster } from './cluster.ts';
import { startCuttingProxy } from './cutting-proxy.ts';

const postgres = await findPostgres();
if (postgres.kind === 'not_here') console.log(`PostgreSQL: not here, because ${postgres.reason}.`);
const cluster = postgres.kind === 'here' ? await startCluster(postgres.bin) : null;

/** What belongs to a store and not to the ledger in it. */
const ofTheStore = ['moves', 'migrations'];
/** JSON of which PostgreSQL keeps the meaning and not the letters. */
const documents = ['counted', 'day', 'budgets', 'models'];

describe.runIf(cluster !== null)('a move', () => {
  if (cluster === null) return;
  let folder: Folder;
  let ledger: string;
  let back: string;
  let url: string;
  beforeEach(async () => {
    folder = temporaryFolder();
    ledger = join(folder.path, 'ledger.db');
    mkdirSync(join(folder.path, 'back'));
    back = join(folder.path, 'back', 'ledger.db');
    url = cluster.url(await cluster.create());
  });
  afterEach(() => folder.remove());
  afterAll(() => cluster.remove());

  async function run(
    values: Readonly<Record<string, unknown>>,
    env: Readonly<Record<string, string>> = {},
    hear: (text: string) => void = () => undefined,
  ) {
    const said: string[] = [];
    const complained: string[] = [];
    const code = await move(env, values, {
      say: (text) => (said.push(text), 0),
      complain(text) {
        hear(text);
        complained.push(text);
        return 1;
      },
    }).catch((error: unknown) => (complained.push(String(error)), 1));
    return { code, said: said.join('\n'), complained: complained.join('\n') };
  }

  const there = () => run({ from: ledger, to: url });
  const andBack = () => run({ from: url, to: back });

  /** A few wallets, and a row in every table. */
  async function fill(): Promise<void> {
    const storage = openSqliteStorage({ path: ledger });
    await storage.close();
    fillEveryTable(ledger);
    await give('ann', 7);
  }

  async function give(name: string, amount: number): Promise<void> {
    const storage = openSqliteStorage({ path: ledger });
    await grantOn(storage, name, amount);
    await storage.close();
  }

  function same(left: string, right: string): void {
    expect(plain(rowsOf(left, ofTheStore))).toEqual(plain(rowsOf(right, ofTheStore)));
  }

  it('there and back again gives every row of every table as it was', async () => {
    await fill();
    const tables = rowsOf(ledger, ofTheStore);
    expect(Object.keys(tables).filter((table) => tables[table]?.length === 0)).toEqual([]);
    const hold = { id: holdId(), holder: tokenHolder(hashOf('ann')) };
    const outbox = openSettlementOutbox(`${ledger}.settlements`);
    await outbox.put({ hold, ending: { kind: 'release', reason: 'never_begun' } }, 17);
    await outbox.close();

    const moved = await there();
    expect([moved.code, moved.complained]).toEqual([0, '']);
    expect(moved.said).toMatch(/entries +2 +0\n/);
    expect(moved.said).toContain('they are the same');
    expect(await andBack()).toMatchObject({ code: 0, complained: '' });
    same(ledger, back);
  });

  it('gives every row of random histories as it was, and the ledger goes on from there', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 40, size: 'max' }), async (steps) => {
        const database = cluster.url(await cluster.create());
        const home = temporaryFolder();
        try {
          const from = join(home.path, 'from.db');
          await live(steps, from);
          expect(await run({ from, to: database })).toMatchObject({ code: 0, complained: '' });
          const { storage } = await openPostgresStorage({ url: database });
          await grantOn(storage, 'late', 3);
          expect(await storage.audit()).toMatchObject({ findings: [] });
          await storage.close();
          const to = join(home.path, 'to.db');
          expect(await run({ from: database, to })).toMatchObject({ code: 0, complained: '' });
          const [before, after] = [rowsOf(from, ofTheStore), rowsOf(to, ofTheStore)];
          const [old, added] = [before['transfers']?.length ?? 0, after['transfers']?.at(-1)];
          expect(after['transfers']?.slice(0, old)).toEqual(before['transfers']);
          expect(added).toMatchObject({ amount: credits(3) });
          expect(plain({ holds: after['holds'] ?? [] })).toEqual(plain({ holds: before['holds'] ?? [] }));
          const again = openSqliteStorage({ path: to });
          await grantOn(again, 'last', 1);
          expect(await again.audit()).toMatchObject({ findings: [], planFindings: [], bookings: old + 2 });
          await again.close();
        } finally {
          home.remove();
        }
      }),
      { numRuns: runs({ small: 3, full: 200 }), seed: seed() },
    );
  });

  it('marks the source, which is refused by a server with a sentence, until it is taken back', async () => {
    await fill();
    expect((await there()).code).toBe(0);
    const serve = spawnSync(process.execPath, [cliPath, 'serve'], {
      env: { PATH: process.env['PATH'] ?? '', ...companionEnv(folder.path) },
      encoding: 'utf8',
      timeout: 60_000,
    });
    expect([serve.status, serve.stderr]).toEqual([1, expect.stringContaining(`was moved to postgres://127.0.0.1`)]);
    const other = cluster.url(await cluster.create());
    expect(await run({ from: ledger, to: other })).toMatchObject({
      code: 2,
      complained: expect.stringContaining('no longer in use'),
    });
    expect((await run({ from: ledger, 'take-back': true })).code).toBe(0);
    await give('ann', 1);
    expect(await run({ from: ledger, 'take-back': true })).toMatchObject({ code: 2 });

    expect((await andBack()).code).toBe(0);
    await expect(openPostgresStorage({ url })).rejects.toThrow('no longer in use');
    expect((await run({ from: url, 'take-back': true })).code).toBe(0);
    const { storage } = await openPostgresStorage({ url });
    await storage.close();
  });

  it('refuses whatever is in use', async () => {
    await fill();
    const open = openSqliteStorage({ path: ledger });
    expect(await there()).toMatchObject({ code: 2, complained: expect.stringContaining('A server is using') });
    await open.close();
    const { storage } = await openPostgresStorage({ url });
    await storage.checkWritable();
    expect(await there()).toMatchObject({
      code: 2,
      complained: expect.stringContaining('A server is using postgres://'),
    });
    expect(await andBack()).toMatchObject({ code: 2 });
    await storage.close();
    expect((await there()).code).toBe(0);
  });

  it('gives a server that is just closing its connections the time for it', async () => {
    await fill();
    const { storage } = await openPostgresStorage({ url });
    await storage.close();
    const leaving = new pg.Client({ connectionString: url, application_name: 'tallystick' });
    await leaving.connect();
    const moving = there();
    await leaving.query('SELECT pg_sleep(0.5)');
    await leaving.end();
    expect((await moving).code).toBe(0);
  });

  it('writes over nothing, and moves nothing that is wrong', async () => {
    await fill();
    const { storage } = await openPostgresStorage({ url });
    await grantOn(storage, 'bob', 1);
    await storage.close();
    expect(await there()).toMatchObject({ code: 2, complained: expect.stringContaining('is not empty') });
    expect(await run({ from: url, to: ledger })).toMatchObject({
      code: 2,
      complained: expect.stringContaining('is not empty'),
    });
    expect(await run({ from: url, to: join(folder.path, 'back') })).toMatchObject({ code: 1 });
    const db = new Database(ledger);
    db.exec('UPDATE accounts SET balance = balance + 1 WHERE owner IS NOT NULL');
    db.close();
    const other = cluster.url(await cluster.create());
    expect(await run({ from: ledger, to: other })).toMatchObject({
      code: 3,
      complained: expect.stringContaining('sums in'),
    });
    await expectEmpty(other);
  });

  it('takes the address from the environment, and never says its password', async () => {
    await fill();
    const secret = url.replace('tallystick@', 'tallystick:hush-hush@');
    const moved = await run(
      { from: 'DB_PATH', to: 'DATABASE_URL', json: true },
      { DB_PATH: ledger, DATABASE_URL: secret },
    );
    expect([moved.code, JSON.parse(moved.said)]).toMatchObject([0, { kind: 'moved', tables: expect.any(Array) }]);
    const away = 'postgres://me:hush-hush@127.0.0.1:1/none';
    const refused = await run({ from: away, to: back });
    expect(refused.code).toBe(1);
    expect(moved.said + moved.complained + refused.said + refused.complained).not.toContain('hush-hush');
    expect(existsSync(back)).toBe(false);
  });

  it('of a NUL character, which PostgreSQL cannot keep, is refused and leaves the source as it was', async () => {
    await fill();
    const db = new Database(ledger);
    db.exec("UPDATE teams SET name = 'a' || char(0) || 'b'");
    db.close();
    const before = rowsOf(ledger);
    expect(await there()).toMatchObject({ code: 2, complained: expect.stringContaining('cannot keep a row of teams') });
    expect(rowsOf(ledger)).toEqual(before);
    await expectEmpty(url);
  });

  it('takes along every end that waits, also one that came after a move which was cut off at its very end', async () => {
    await fill();
    const put = async (path: string): Promise<void> => {
      const outbox = openSettlementOutbox(`${path}.settlements`);
      const hold = { id: holdId(), holder: tokenHolder(hashOf('ann')) };
      await outbox.put({ hold, ending: { kind: 'release', reason: 'never_begun' } }, 17);
      await outbox.close();
    };
    const waiting = () => cluster.query(new URL(url).pathname.slice(1), 'SELECT hold_id FROM settlements');
    await put(ledger);
    killed('move_published', ledger, url);
    await put(ledger);
    expect(await there()).toMatchObject({ code: 0, said: expect.stringContaining('was in postgres://') });
    expect(await waiting()).toHaveLength(2);
    // What a node has kept for itself where the ledger comes to stand is kept as well.
    await put(back);
    killed('move_published', url, back);
    expect(await andBack()).toMatchObject({ code: 0, said: expect.stringContaining('was in') });
    const kept = rowsOf(`${back}.settlements`)['settlements'] ?? [];
    expect(kept).toHaveLength(3);
    expect(kept).toEqual(expect.arrayContaining([...(rowsOf(`${ledger}.settlements`)['settlements'] ?? [])]));
  });

  /** At this point of it. */
  function killed(point: string, from: string, to: string): void {
    const { signal } = spawnSync(process.execPath, [cliPath, 'move', '--from', from, '--to', to], {
      env: { PATH: process.env['PATH'] ?? '', ...companionEnv(folder.path), TALLYSTICK_FAILPOINT: point },
    });
    expect(signal).toBe('SIGKILL');
  }

  it.each(['move_written', 'move_published'])(
    'killed at %s leaves one ledger that is whole, and goes through then',
    async (point) => {
      await fill();
      const before = rowsOf(ledger);
      killed(point, ledger, url);
      expect(rowsOf(ledger)).toEqual(before);
      if (point === 'move_written') await expectEmpty(url);
      expect(await there()).toMatchObject({ code: 0, complained: '' });

      killed(point, url, back);
      expect(existsSync(back)).toBe(point === 'move_published');
      expect(await andBack()).toMatchObject({ code: 0, complained: '' });
      expect(readdirSync(join(folder.path, 'back'))).toEqual(['ledger.db']);
      same(ledger, back);
    },
  );

  it('whose last commit is cut leaves one ledger that is whole, and goes through then', async () => {
    await fill();
    const before = rowsOf(ledger);
    const proxy = await startCuttingProxy(cluster.port);
    const through = url.replace(String(cluster.port), String(proxy.port));
    try {
      // The first commit is that of the migrations.
      proxy.plan('through', 'unheard');
      expect((await run({ from: ledger, to: through })).code).toBe(1);
      await expectEmpty(url);
      proxy.plan('through', 'unanswered');
      expect((await run({ from: ledger, to: through })).code).toBe(1);
      expect([rowsOf(ledger), proxy.left()]).toEqual([before, 0]);
      expect(await there()).toMatchObject({ code: 0, said: expect.stringContaining('was in postgres://') });
      // Its own look at the shape, and then that it has gone.
      proxy.plan('through', 'unanswered');
      expect((await run({ from: through, to: back })).code).toBe(1);
      expect(await andBack()).toMatchObject({ code: 0, complained: '' });
      same(ledger, back);
    } finally {
      await proxy.close();
    }
  });

  it.each(['there', 'back'])('whose connection is lost in the middle, on the way %s, takes all back', async (way) => {
    await fill();
    const db = new Database(ledger);
    db.exec(`WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30000)
      INSERT INTO refusals (id, holder, model, venue, code, params, at) SELECT 'r' || i, 'h', 'm', 'local', 'c', '{}', i FROM n`);
    db.close();
    if (way === 'back') expect((await there()).code).toBe(0);
    const [from, to] = way === 'there' ? [ledger, url] : [url, back];
    const cut = (text: string) => {
      if (text.includes('refusals: 5')) cutConnections(cluster.url('postgres').replace('tallystick@', 'postgres@'));
    };
    expect((await run({ from, to }, {}, cut)).code).toBe(1);
    if (way === 'there') await expectEmpty(url);
    else expect(readdirSync(join(folder.path, 'back'))).toEqual([]);
    expect((await run({ from, to })).code).toBe(0);
    if (way === 'back') same(ledger, back);
  });

  it('is preceded by a look at the database, which a doctor can take', async () => {
    const facts = await lookAtDatabase(url, Date.now);
    expect(findingsOfDatabase(facts, { poolMax: 10 }).filter(({ kind }) => kind !== 'well')).toEqual([]);
    expect(facts).toMatchObject({ fsync: 'on', synchronousCommit: 'on', isReplica: false, archiveMode: 'off' });
    expect(facts.bytes).toBeGreaterThan(1_000_000);
  });

  async function expectEmpty(at: string): Promise<void> {
    const client = new pg.Client({ connectionString: at });
    await client.connect();
    const { rows } = await client.query(
      "SELECT to_regclass('accounts') IS NULL OR NOT EXISTS (SELECT 1 FROM accounts) AS empty",
    );
    await client.end();
    expect(rows).toEqual([{ empty: true }]);
  }
});

/** At once: nothing else happens in this process meanwhile. */
function cutConnections(url: string): void {
  const script = `
    import pg from 'pg';
    const client = new pg.Client({ connectionString: process.argv[1] });
    await client.connect();
    await client.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'tallystick move'");
    await client.end();`;
  const { status } = spawnSync(process.execPath, ['--input-type=module', '-e', script, url], {
    cwd: import.meta.dirname,
  });
  expect(status).toBe(0);
}

async function grantOn(storage: Storage, name: string, amount: number): Promise<void> {
  const parts = { storage, rails: new Map(), clock: systemClock, config: usecaseDefaults, newId: randomUUID };
  const { operator, worker } = createUsecases(parts);
  const owner = tokenOwner(hashOf(name));
  await operator.grant({ owner, amount: credits(amount), reason: 'a test', ref: randomUUID() });
  await worker.close();
}

/** Lives through the steps of the model, and leaves the ledger in a file. */
async function live(steps: readonly Step[], path: string): Promise<void> {
  const ledger = openTestLedger({ config, rights: rightsByProof });
  const auditor = createAuditor(start);
  const world: World = { ledger, auditor, bought: [], time: { now: start }, order: 'as asked' };
  try {
    await ledger.runOnce();
    for (const [person, name] of ['ann', 'ben'].entries()) {
      await ledger.grant(name, 2);
      auditor.grant(person, 2);
    }
    await putOnPlan(ledger, people[rules.money.wallet]?.name ?? '', 'pocket');
    for (const one of steps) await take(one, world);
    const moment = await lookAtOneMoment([ledger.path]);
    for (const file of moment.files) await copyStill(file, path, () => undefined);
    moment.close();
  } finally {
    await ledger.close();
  }
}

type Tables = ReturnType<typeof rowsOf>;

/** With the meaning of a document in the place of its letters. */
function plain(tables: Tables): Tables {
  return Object.fromEntries(
    Object.entries(tables).map(([table, rows]) => [
      table,
      rows.map((row) =>
        Object.fromEntries(
          Object.entries(row).map(([column, cell]) => [
            column,
            documents.includes(column) && typeof cell === 'string' ? JSON.parse(cell) : cell,
          ]),
        ),
      ),
    ]),
  );
}
