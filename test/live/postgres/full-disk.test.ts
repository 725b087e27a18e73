// A disk that is full in the middle of a restore or a move: it is said in a sentence, nothing half is left, and the ledger is where it was.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { transferRef } from '../../../server/domain/wallets/ledger.ts';
import { tokenHolder } from '../../../server/domain/holds/hold.ts';
import { openSettlementOutbox } from '../../../server/storage/sqlite/holds/open-settlement-outbox.ts';
import { openSqliteStorage } from '../../../server/storage/sqlite/open-storage.ts';
import { grant } from '../../server/storage/conformance/fixtures.ts';
import { cliPath, companionEnv, tempFolder } from '../../support/companion.ts';
import { rowsOf } from '../../support/ledger-rows.ts';
import { type Folder, hashOf, holdId, temporaryFolder } from '../../support/server-ledger.ts';
import { type Cluster, findPostgres, startCluster } from './cluster.ts';
import { hasSmallDisks, openSmallDisk, type SmallDisk } from './small-disk.ts';

const postgres = await findPostgres();
const bin = postgres.kind === 'here' ? postgres.bin : null;
const disks = hasSmallDisks();
if (!disks) console.log('A full disk: not here, because only root may mount a small one.');

/** Megabytes of refusals, which nothing depends on. */
function grow(ledger: string, megabytes: number): void {
  const db = new Database(ledger);
  db.exec(`WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${megabytes * 1_000})
    INSERT INTO refusals (id, holder, model, venue, code, params, at)
    SELECT 'r' || i, printf('%0900d', i), 'm', 'local', 'c', '{}', i FROM n`);
  db.close();
}

/** Megabytes of ends that wait beside it. */
function growEnds(ledger: string, megabytes: number): void {
  const db = new Database(`${ledger}.settlements`);
  db.exec(`WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${megabytes * 10})
    INSERT INTO settlements (hold_id, holder, ending, next_at)
    SELECT 'hold_' || i, 'nobody', json_object('kind', printf('%0100000d', i)), i FROM n`);
  db.close();
}

describe.runIf(disks)('a full disk', () => {
  let folder: Folder;
  let ledger: string;
  let small: string;
  let disk: SmallDisk;
  beforeEach(async () => {
    folder = temporaryFolder();
    ledger = join(folder.path, 'ledger.db');
    small = tempFolder();
    const storage = openSqliteStorage({ path: ledger });
    await grant(storage, transferRef('grant', 'a'), 5);
    await storage.close();
    const outbox = openSettlementOutbox(`${ledger}.settlements`);
    const hold = { id: holdId(), holder: tokenHolder(hashOf('ann')) };
    await outbox.put({ hold, ending: { kind: 'release', reason: 'never_begun' } }, 17);
    await outbox.close();
    disk = await openSmallDisk(small, 160_000_000);
  });
  afterEach(async () => {
    await disk.close();
    rmSync(small, { recursive: true, force: true });
    folder.remove();
  });

  /** A command of the server, which sees the small disk. */
  function run(...args: readonly string[]) {
    const [program = '', ...before] = disk.under;
    const env = { PATH: process.env['PATH'] ?? '', ...companionEnv(folder.path) };
    const { status, stderr } = spawnSync(program, [...before, process.execPath, cliPath, ...args], {
      env,
      encoding: 'utf8',
      timeout: 120_000,
    });
    return { status, stderr };
  }
  /** What is there, but for what fills it. */
  const left = () => readdirSync(disk.inside).filter((name) => name !== 'filler');
  /** How it ended: its last line, which is no part of a stack. */
  const ended = ({ status, stderr }: ReturnType<typeof run>) => ({
    status,
    last: stderr.trimEnd().split('\n').at(-1),
    hasStack: stderr.includes('    at '),
  });
  const cannotWrite = {
    status: 1,
    last: expect.stringMatching(/full|space|connection|recovery|closed/i),
    hasStack: false,
  };

  it('ends the restore of a single file in a sentence, which blames no backup', () => {
    // Most of it stands in its log still, so that it is larger than its file seems.
    const writer = spawnSync(process.execPath, ['--input-type=module', '-e', growAndDie, ledger], {
      cwd: import.meta.dirname,
    });
    expect(writer.signal).toBe('SIGKILL');
    disk.fill(3_000_000);
    const restored = run('restore', '--from', ledger, '--to', join(small, 'new'));
    expect(ended(restored)).toEqual(cannotWrite);
    expect(left()).toEqual(['new']);
    expect(readdirSync(join(disk.inside, 'new'))).toEqual([]);
    disk.empty();
    expect(run('restore', '--from', ledger, '--to', join(small, 'new')).status).toBe(0);
    expect(existsSync(join(disk.inside, 'new/ledger.db'))).toBe(true);
  });

  describe.runIf(bin !== null)('of a move', () => {
    if (bin === null) return;
    let cluster: Cluster;
    afterEach(() => cluster.remove());

    it('of a file ends in a sentence: the file is not marked, the database is empty, and it goes through with room', async () => {
      const within = { under: disk.under, within: small, initArgs: ['--wal-segsize=1'] };
      cluster = await startCluster(bin, { ...within, settings: ['max_wal_size=8MB', 'min_wal_size=2MB'] });
      const url = cluster.url(await cluster.create());
      expect(run('migrate').status).toBe(0);
      grow(ledger, 4);
      const before = rowsOf(ledger);
      disk.fill(3_500_000);
      const moved = run('move', '--from', ledger, '--to', url);
      expect(ended(moved)).toEqual(cannotWrite);
      expect(rowsOf(ledger)).toEqual(before);
      disk.empty();
      await cluster.start().catch(() => undefined);
      const again = run('move', '--from', ledger, '--to', url);
      expect([again.status, again.stderr]).toEqual([0, expect.not.stringContaining('was in')]);
      const database = new URL(url).pathname.slice(1);
      expect(await cluster.query(database, 'SELECT count(*)::int AS n FROM settlements')).toEqual([{ n: 1 }]);
    });

    /** Room for the file of this database and for its log, but not for the ends beside it. The database is in use again after that. */
    function roomForFile(url: string): number {
      const to = join(folder.path, 'measured/ledger.db');
      expect(run('move', '--from', url, '--to', to).status).toBe(0);
      expect(run('move', '--from', url, '--take-back').status).toBe(0);
      return statSync(to).size + 6_000_000;
    }

    it.each([
      ['before the file has its shape', () => 200_000],
      ['while it is written', () => 2_500_000],
      ['while what waits beside it is written', roomForFile],
    ])(
      'of a database ends in a sentence %s, and nothing is left of the file and of what waits beside it',
      async (_when, leaving) => {
        cluster = await startCluster(bin);
        const database = await cluster.create();
        const url = cluster.url(database);
        grow(ledger, 4);
        growEnds(ledger, 12);
        expect(run('move', '--from', ledger, '--to', url).status).toBe(0);
        const to = join(small, 'back/ledger.db');
        disk.fill(leaving(url));
        const moved = run('move', '--from', url, '--to', to);
        expect(ended(moved)).toEqual(cannotWrite);
        expect(existsSync(join(disk.inside, 'back')) ? readdirSync(join(disk.inside, 'back')) : []).toEqual([]);
        const isGone = "SELECT * FROM moves WHERE direction = 'to' AND taken_back_at IS NULL";
        expect(await cluster.query(database, isGone)).toEqual([]);
        disk.empty();
        expect(run('move', '--from', url, '--to', to).status).toBe(0);
        const back = join(disk.inside, 'back/ledger.db');
        const copy = join(folder.path, 'copy');
        cpSync(`${back}.settlements`, copy);
        const waits = (path: string) => rowsOf(path)['settlements'];
        expect(waits(copy)).toEqual(waits(`${ledger}.settlements`));
      },
    );
  });
});

/** Leaves a log behind, as a server does that was killed. */
const growAndDie = `
  import Database from 'better-sqlite3';
  const db = new Database(process.argv[1]);
  db.pragma('journal_mode = WAL');
  db.pragma('wal_autocheckpoint = 0');
  db.exec(\`WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 8000)
    INSERT INTO refusals (id, holder, model, venue, code, params, at)
    SELECT 'r' || i, printf('%0900d', i), 'm', 'local', 'c', '{}', i FROM n\`);
  process.kill(process.pid, 'SIGKILL');
`;
