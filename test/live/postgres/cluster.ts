// A PostgreSQL of our own: a cluster in a folder that goes with it, on 127.0.0.1 and a free port. Its programs refuse to run as root, so
// root hands them to the user "postgres".
import { execFile } from 'node:child_process';
import { existsSync, statfsSync } from 'node:fs';
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
  /** As the one who may do everything. */
  adminUrl(database: string): string;
  /** An empty database, or a copy of another one that nobody is connected to. */
  create(copyOf?: string): Promise<string>;
  drop(database: string): Promise<void>;
  /** As the one who may do everything. */
  query(database: string, sql: string): Promise<readonly object[]>;
  /** Begins a transaction with what takes a lock, and keeps it until it is let go. */
  lock(database: string, sql: string): Promise<{ release(): Promise<void> }>;
  /** As a crash would: everything that is under way is lost, and nothing that was committed. */
  crash(): Promise<void>;
  start(): Promise<void>;
  /** A second one that follows this one, for which each commit waits from here on. */
  follow(): Promise<Cluster>;
  /** Ends its following: from here on it may be written. */
  promote(): Promise<void>;
  remove(): Promise<void>;
};

export type ClusterOptions = {
  readonly maxConnections?: number;
  /** Of initdb. */
  readonly initArgs?: readonly string[];
  /** Of the server, each as "name=value". */
  readonly settings?: readonly string[];
  /** A command that starts each of its programs in its turn, such as nsenter with its arguments. */
  readonly under?: readonly string[];
  /** Where its folder is made; in memory, where there is room, unless it is said. */
  readonly within?: string;
};

export async function startCluster(bin: string, options: ClusterOptions = {}): Promise<Cluster> {
  const folder = await ownFolder(options);
  const args = ['-D', path.join(folder, 'data'), '-U', account, '-A', 'trust', '-E', 'UTF8', '--locale=C', '-N'];
  await as(path.join(bin, 'initdb'), [...args, ...(options.initArgs ?? [])], options.under);
  const cluster = clusterIn(folder, { bin, port: await freePort(), options });
  await cluster.start();
  await cluster.query('postgres', `CREATE ROLE ${owner} LOGIN`);
  return cluster;
}

async function ownFolder({ within = inMemory() }: ClusterOptions): Promise<string> {
  const folder = await mkdtemp(path.join(within, 'tallystick-postgres-'));
  if (isRoot) await exec('chown', [account, folder]);
  await chmod(folder, 0o700);
  return folder;
}

const roomMin = 2_000_000_000;

/** Where a commit waits for no disk. What a test crashes is PostgreSQL and never the machine, so nothing is lost by it. */
function inMemory(): string {
  const memory = '/dev/shm';
  if (!existsSync(memory)) return tmpdir();
  const { bavail, bsize } = statfsSync(memory);
  return bavail * bsize >= roomMin ? memory : tmpdir();
}

type Placed = { readonly bin: string; readonly port: number; readonly options: ClusterOptions };

function clusterIn(folder: string, { bin, port, options }: Placed): Cluster {
  const { maxConnections = 60, settings = [], under } = options;
  const data = path.join(folder, 'data');
  const names = { count: 0 };
  // Its own socket stands in its folder, so that it is in nobody's way.
  const all = ['listen_addresses=127.0.0.1', `unix_socket_directories=${folder}`, `max_connections=${maxConnections}`];
  const given = `-p ${port} ${[...all, ...settings].map((one) => `-c ${one}`).join(' ')}`;
  const ctl = (...args: readonly string[]) =>
    as(path.join(bin, 'pg_ctl'), ['-D', data, '-w', '-t', '120', ...args], under);
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

  return {
    port,
    url: (database, at) => addressFor(owner, database, at),
    adminUrl: (database) => addressFor(account, database),
    query,
    async create(copyOf = 'template0') {
      const name = `ledger_${(names.count += 1)}`;
      await query('postgres', `CREATE DATABASE ${name} OWNER ${owner} TEMPLATE ${copyOf}`);
      return name;
    },
    async lock(database, sql) {
      const client = new pg.Client({ connectionString: addressFor(account, database) });
      await client.connect();
      await client.query(`BEGIN; ${sql}`);
      return { release: () => client.end() };
    },
    drop: async (database) => void (await query('postgres', `DROP DATABASE ${database} WITH (FORCE)`)),
    crash: () => ctl('stop', '-m', 'immediate'),
    start: () => ctl('-l', path.join(folder, 'log'), '-o', given, 'start'),
    async follow() {
      const beside = await ownFolder(options);
      const from = ['-h', '127.0.0.1', '-p', String(port), '-U', account];
      const copied = ['-D', path.join(beside, 'data'), '-R', '-X', 'stream', '-c', 'fast', '-N'];
      await as(path.join(bin, 'pg_basebackup'), [...from, ...copied], under);
      const follower = clusterIn(beside, { bin, port: await freePort(), options });
      await follower.start();
      await query('postgres', "ALTER SYSTEM SET synchronous_standby_names = '*'");
      await query('postgres', 'SELECT pg_reload_conf()');
      return follower;
    },
    promote: () => ctl('promote'),
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
async function as(program: string, args: readonly string[], under: readonly string[] = []): Promise<void> {
  const whole = [...under, ...(isRoot ? ['runuser', '-u', account, '--'] : []), program, ...args];
  const [file = program, ...all] = whole;
  await new Promise<void>((resolve, reject) => {
    const child = execFile(file, all, { cwd: tmpdir() });
    child.stdout?.resume();
    child.stderr?.resume();
    child.once('error', reject);
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`${program} ended with ${code}`))));
  });
}
