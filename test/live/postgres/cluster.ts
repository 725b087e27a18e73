// A PostgreSQL of our own: a cluster in a folder that goes with it, on 127.0.0.1 and a free port. Its programs refuse to run as root, so
// root hands them to the user "postgres".
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { freePort } from '../../support/app/free-port.ts';

const exec = promisify(execFile);
const isRoot = process.getuid?.() === 0;
const account = 'postgres';
const owner = 'tallystick';
const majorMin = 15;

export type PostgresPrograms =
  | { readonly kind: 'here'; readonly bin: string }
  | { readonly kind: 'not_here'; readonly reason: string };

export async function findPostgres(): Promise<PostgresPrograms> {
  const bin = (await installed()).find((folder) => existsSync(path.join(folder, 'initdb')));
  if (bin === undefined)
    return { kind: 'not_here', reason: `there is no PostgreSQL ${majorMin} or newer (apt-get install postgresql)` };
  if (isRoot && !(await canBecome()))
    return { kind: 'not_here', reason: `root cannot run it, and there is no user "${account}"` };
  return { kind: 'here', bin };
}

export type Cluster = {
  readonly port: number;
  /** An address of a database that is there, for a user who owns databases and may do nothing else. */
  url(database: string, port?: number): string;
  /** An empty database, or a copy of another one that nobody is connected to. */
  create(copyOf?: string): Promise<string>;
  drop(database: string): Promise<void>;
  /** As the one who may do everything. */
  query(database: string, sql: string): Promise<readonly object[]>;
  /** As a crash would: everything that is under way is lost, and nothing that was committed. */
  crash(): Promise<void>;
  start(): Promise<void>;
  remove(): Promise<void>;
};

export async function startCluster(bin: string): Promise<Cluster> {
  const folder = await mkdtemp(path.join(tmpdir(), 'tallystick-postgres-'));
  if (isRoot) await exec('chown', [account, folder]);
  await chmod(folder, 0o700);
  const data = path.join(folder, 'data');
  const port = await freePort();
  const names = { count: 0 };
  await as(path.join(bin, 'initdb'), ['-D', data, '-U', account, '-A', 'trust', '-E', 'UTF8', '--locale=C', '-N']);
  // Its own socket stands in its folder, so that it is in nobody's way.
  const settings = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=${folder} -c max_connections=60`;
  const ctl = (...args: readonly string[]) => as(path.join(bin, 'pg_ctl'), ['-D', data, '-w', '-t', '120', ...args]);
  const start = async (): Promise<void> => {
    await ctl('-l', path.join(folder, 'log'), '-o', settings, 'start');
  };
  await start();

  const addressFor = (user: string, database: string, at = port) => `postgres://${user}@127.0.0.1:${at}/${database}`;

  async function query(database: string, sql: string): Promise<readonly object[]> {
    const client = new pg.Client({ connectionString: addressFor(account, database) });
    await client.connect();
    try {
      const { rows } = await client.query<object>(sql);
      return rows;
    } finally {
      await client.end();
    }
  }

  await query('postgres', `CREATE ROLE ${owner} LOGIN`);

  return {
    port,
    url: (database, at) => addressFor(owner, database, at),
    query,
    async create(copyOf = 'template0') {
      const name = `ledger_${(names.count += 1)}`;
      await query('postgres', `CREATE DATABASE ${name} OWNER ${owner} TEMPLATE ${copyOf}`);
      return name;
    },
    drop: async (database) => void (await query('postgres', `DROP DATABASE ${database} WITH (FORCE)`)),
    crash: () => ctl('stop', '-m', 'immediate'),
    start,
    async remove() {
      await ctl('stop', '-m', 'immediate').catch(() => undefined);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function installed(): Promise<readonly string[]> {
  const debian = '/usr/lib/postgresql';
  const majors = existsSync(debian) ? await readdir(debian) : [];
  const newest = majors
    .map(Number)
    .filter((major) => major >= majorMin)
    .sort((left, right) => right - left);
  return [
    ...newest.map((major) => path.join(debian, String(major), 'bin')),
    '/usr/local/pgsql/bin',
    '/opt/homebrew/bin',
  ];
}

async function canBecome(): Promise<boolean> {
  try {
    await exec('runuser', ['-u', account, '--', 'true']);
    return true;
  } catch {
    return false;
  }
}

/** What it starts goes on without it, and must not hold its output. */
async function as(program: string, args: readonly string[]): Promise<void> {
  const [file, all] = isRoot ? ['runuser', ['-u', account, '--', program, ...args]] : [program, args];
  await new Promise<void>((resolve, reject) => {
    const child = execFile(file, all, { cwd: tmpdir() });
    child.stdout?.resume();
    child.stderr?.resume();
    child.once('error', reject);
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`${program} ended with ${code}`))));
  });
}
