// PostgreSQL taken away from three servers that are under load, in each of the ways in which it goes: whatever was acknowledged is there,
// nothing is there twice, and the servers come back by themselves.
import { execFile } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noMicrocredits } from '../../../../server/domain/money.ts';
import { openPostgresStorage } from '../../../../server/storage/postgres/open-storage.ts';
import { type ServerProcess, startProcess } from '../../../server/proof/parts/server-process.ts';
import { runs, timeout } from '../../../server/proof/parts/size.ts';
import { call, cliPath, companionEnv, tempFolder, until } from '../../../support/companion.ts';
import { type Cluster, findPostgres, startCluster } from '../cluster.ts';
import { type Cut, type CuttingProxy, startCuttingProxy } from '../cutting-proxy.ts';
import { hasSmallDisks, openSmallDisk, type SmallDisk } from '../small-disk.ts';
import { underLoad } from './load.ts';

const postgres = await findPostgres();
if (postgres.kind === 'not_here') console.log(`PostgreSQL: not here, because ${postgres.reason}.`);
const bin = postgres.kind === 'here' ? postgres.bin : null;
const disks = bin !== null && hasSmallDisks();
if (bin !== null && !disks) console.log('A full disk: not here, because only root may mount a small one.');
const salt = 'the same salt on all nodes of a proof';
const rounds = (small: number, full: number) => runs({ small, full });

/** Three servers behind one proxy before the database. */
type Stand = {
  readonly nodes: readonly ServerProcess[];
  readonly proxy: CuttingProxy;
  /** `what` happens under load; then everything is looked at. */
  disturb(what: () => Promise<void>): ReturnType<typeof underLoad>;
  close(): Promise<void>;
};

async function openStand(cluster: Cluster, database: string): Promise<Stand> {
  const folder = tempFolder();
  const proxy = await startCuttingProxy(cluster.port);
  const url = cluster.url(database, proxy.port);
  const env = { DATABASE_URL: url, DATABASE_POOL: '5', ANON_SALT: salt, PLAN_PRO_PER_MINUTE: 'unlimited' };
  const own = (node: number) => path.join(folder, String(node));
  const start = (node: number) => {
    mkdirSync(own(node));
    return startProcess(own(node), env);
  };
  const nodes = await Promise.all([start(0), start(1), start(2)]);
  const urls = nodes.map((node) => node.url);
  const command = (...args: readonly string[]) =>
    promisify(execFile)(process.execPath, [cliPath, ...args], {
      cwd: own(0),
      env: { PATH: process.env['PATH'] ?? '', ...companionEnv(own(0)), ...env },
    });
  const grant = (token: string, credits: number) =>
    command('grant', '--token', token, '--credits', String(credits), '--reason', 'a proof');
  return {
    nodes,
    proxy,
    async disturb(what) {
      const counts = await underLoad({ urls, grant }, what);
      for (const one of urls)
        await until(
          () => call(one, 'GET /readyz'),
          ({ status }) => status === 200,
        );
      const { storage } = await openPostgresStorage({ url, migrate: false });
      expect(await storage.audit()).toMatchObject({ findings: [], planFindings: [], shortfall: noMicrocredits });
      await storage.close();
      return counts;
    },
    async close() {
      await Promise.all(nodes.map((node) => node.stop()));
      await proxy.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

describe.runIf(bin !== null)('three servers whose PostgreSQL', () => {
  if (bin === null) return;
  let cluster: Cluster;
  let stand: Stand;
  beforeAll(async () => {
    cluster = await startCluster(bin, { maxConnections: 30 });
    stand = await openStand(cluster, await cluster.create());
  });
  afterAll(async () => {
    await stand.close();
    await cluster.remove();
  });

  it(
    'crashes and starts again',
    async () => {
      for (let round = 0; round < rounds(1, 100); round += 1) {
        const counts = await stand.disturb(async () => {
          await cluster.crash();
          await cluster.start();
        });
        expect(counts.answered).toBeGreaterThan(0);
      }
    },
    timeout(300_000),
  );

  it(
    'loses its connections in the middle of their commits',
    async () => {
      const cuts: readonly Cut[] = ['unheard', 'unanswered', 'racing'];
      for (let round = 0; round < rounds(1, 100); round += 1) {
        const counts = await stand.disturb(async () => {
          stand.proxy.plan(...cuts, ...cuts, ...cuts, ...cuts);
          await until(
            async () => stand.proxy.left(),
            (left) => left === 0,
            60_000,
          );
        });
        expect(counts.answered).toBeGreaterThan(0);
      }
    },
    timeout(300_000),
  );

  it(
    'has hardly any connection left, and then none at all',
    async () => {
      for (let round = 0; round < rounds(1, 30); round += 1) {
        const counts = await stand.disturb(async () => {
          const taken = await takeAll(cluster);
          stand.proxy.lead(cluster.port);
          taken.push(...(await takeAll(cluster)));
          for (const one of taken) await one.end();
        });
        expect(counts.answered).toBeGreaterThan(0);
        const later = await stand.disturb(async () => {
          await cluster.query('postgres', 'ALTER ROLE tallystick CONNECTION LIMIT 0');
          stand.proxy.lead(cluster.port);
          await until(
            () => Promise.all(stand.nodes.map(({ url }) => call(url, 'GET /readyz'))),
            (replies) => replies.every(({ status }) => status === 503),
            30_000,
          );
          await cluster.query('postgres', 'ALTER ROLE tallystick CONNECTION LIMIT -1');
        });
        expect(later.answered).toBeGreaterThan(0);
      }
    },
    timeout(300_000),
  );

  it(
    'is lost, and the one that followed it takes its place',
    async () => {
      for (let round = 0; round < rounds(1, 20); round += 1) {
        const follower = await cluster.follow();
        const counts = await stand.disturb(async () => {
          await cluster.crash();
          await follower.promote();
          stand.proxy.lead(follower.port);
        });
        expect(counts.answered).toBeGreaterThan(0);
        await cluster.remove();
        cluster = follower;
        await cluster.query('postgres', "ALTER SYSTEM SET synchronous_standby_names = ''");
        await cluster.query('postgres', 'SELECT pg_reload_conf()');
      }
    },
    timeout(300_000),
  );
});

describe.runIf(disks)('three servers whose PostgreSQL has a full disk', () => {
  if (bin === null) return;
  let folder: string;
  let disk: SmallDisk;
  beforeAll(async () => {
    folder = tempFolder();
    disk = await openSmallDisk(folder, 160_000_000);
  });
  afterAll(async () => {
    await disk.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it(
    'are told so, and go on when there is room',
    async () => {
      const inside = { under: disk.under, within: folder, initArgs: ['--wal-segsize=1'] };
      const cluster = await startCluster(bin, { ...inside, settings: ['max_wal_size=8MB', 'min_wal_size=2MB'] });
      const stand = await openStand(cluster, await cluster.create());
      try {
        for (let round = 0; round < rounds(1, 30); round += 1) {
          const counts = await stand.disturb(async () => {
            disk.fill(300_000);
            await until(
              async () => {
                // However slow the machine is, what the log has left of its files is used up.
                await cluster.query('postgres', 'SELECT pg_switch_wal()').catch(() => undefined);
                return Promise.all(stand.nodes.map(({ url }) => call(url, 'GET /readyz')));
              },
              (replies) => replies.every(({ status }) => status === 503),
              60_000,
            );
            disk.empty();
            // A log that cannot be written stops it, and whoever runs it starts it again.
            await cluster.start().catch(() => undefined);
          });
          expect(counts.answered).toBeGreaterThan(0);
        }
      } finally {
        await stand.close();
        await cluster.remove();
      }
    },
    timeout(300_000),
  );
});

/** Every connection that it still gives. */
async function takeAll(cluster: Cluster): Promise<pg.Client[]> {
  const taken: pg.Client[] = [];
  for (;;) {
    const client = new pg.Client({ connectionString: cluster.url('postgres') });
    client.on('error', () => undefined);
    try {
      await client.connect();
      taken.push(client);
    } catch {
      return taken;
    }
  }
}
