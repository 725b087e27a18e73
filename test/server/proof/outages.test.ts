// A store that cannot be used: each time a 503 that says so, nothing written by halves, and all well again without a
// restart. The outages are the system's own, around a server process: a limit on file sizes, a full disk, another
// process's lock, a file that may not be written, a disk that fails.
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  type Reply,
  call,
  cliPath,
  companionEnv,
  holdBody,
  newToken,
  openOrder,
  tempFolder,
  until,
} from '../../support/companion.ts';
import { type ServerProcess, grantByCommand, startProcess } from './parts/server-process.ts';

let folder: string;
let server: ServerProcess | null = null;
const token = newToken();

beforeEach(() => {
  folder = tempFolder();
});
afterEach(async () => {
  await server?.stop();
  server = null;
  rmSync(folder, { recursive: true, force: true });
});

const can = (command: string, ...args: readonly string[]): boolean => spawnSync(command, args).status === 0;
const hasLimits = can('prlimit', '--version');
const hasMounts = can('unshare', '--mount', '--map-root-user', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt');

const reserve = (url: string) => call(url, 'POST /v1/holds', { as: token, body: holdBody() });
const isRefused = ({ status }: Reply) => status === 503;
const isTaken = ({ status }: Reply) => status === 201;

/** A 503 in plain words, which says that nothing was charged and gives away nothing of the inside. */
function expectOutage(reply: Reply): void {
  expect([reply.status, reply.body.code]).toEqual([503, 'storage_unavailable']);
  expect(reply.body.detail).toBe('The ledger can’t be written right now. Nothing was charged; try again in a minute.');
  expect(JSON.stringify(reply.body)).not.toMatch(/sqlite|ledger\.db|\/tmp/i);
}

/** What was answered 201 is held, what was answered 503 is not there, and the wallet holds exactly the first. */
async function expectWhole(url: string, replies: readonly { readonly id: string; readonly reply: Reply }[]) {
  let held = 0;
  for (const { id, reply } of replies) {
    const { status } = await call(url, `GET /v1/holds/${id}`, { as: token });
    expect(status, `${id} was answered ${reply.status}`).toBe(reply.status === 201 ? 200 : 404);
    held += reply.status === 201 ? 1_000_000 : 0;
  }
  const { body } = await call(url, 'GET /v1/pro/status', { as: token });
  expect(body.held_microcredits).toBe(held);
  await untilReady(url, 200);
}

/** What was found is remembered for a second. */
function untilReady(url: string, status: number): Promise<Reply> {
  return until(
    () => call(url, 'GET /readyz'),
    (reply) => reply.status === status,
  );
}

/** Reserves until the store is full, then some more at once. */
async function reserveUntilFull(url: string) {
  const replies: { id: string; reply: Reply }[] = [];
  const ask = async () => {
    const body = holdBody();
    const reply = await call(url, 'POST /v1/holds', { as: token, body });
    replies.push({ id: body.id, reply });
    return reply;
  };
  await until(ask, isRefused, 60_000);
  await Promise.all(Array.from({ length: 10 }, ask));
  for (const { reply } of replies) if (reply.status !== 201) expectOutage(reply);
  expect(isTaken(replies[0]?.reply ?? (await ask()))).toBe(true);
  return replies;
}

it.skipIf(!hasLimits)(
  'a file that may not grow is an outage, and is over when it may',
  async () => {
    grantByCommand(folder, token, 1_000);
    server = await startProcess(folder, {}, ['prlimit', '--fsize=400000:unlimited']);
    const replies = await reserveUntilFull(server.url);
    await untilReady(server.url, 503);
    expect((await call(server.url, 'GET /v1/pro/status', { as: token })).status).toBe(200);
    execFileSync('prlimit', ['--pid', String(server.child.pid), '--fsize=unlimited']);
    const body = holdBody();
    const reply = await call(server.url, 'POST /v1/holds', { as: token, body });
    expect(isTaken(reply)).toBe(true);
    await expectWhole(server.url, [...replies, { id: body.id, reply }]);
  },
  120_000,
);

/** What is left of a disk for some holds, before it is full. */
const roomBytes = 200_000;

it.skipIf(!hasMounts)(
  'a full disk is an outage, and is over when there is room',
  async () => {
    const disk = join(folder, 'disk');
    mkdirSync(disk);
    const mounted = `mount -t tmpfs -o size=2000k tmpfs ${disk} && exec "$@"`;
    const under = ['unshare', '--mount', '--map-root-user', 'sh', '-c', mounted, 'sh'];
    server = await startProcess(folder, { DB_PATH: join(disk, 'ledger.db') }, under);
    const inside = join('/proc', String(server.child.pid), 'root', disk);
    const { id } = await openOrder(server.url, token);
    await call(server.url, `POST /checkout/${id}/pay`);
    const claim = () => call(server?.url ?? '', 'POST /v1/pro/claim', { as: token, body: { order_id: id } });
    await until(claim, ({ status }) => status === 200);
    const { bavail, bsize } = statfsSync(inside);
    writeFileSync(join(inside, 'filler'), Buffer.alloc(bavail * bsize - roomBytes));
    const replies = await reserveUntilFull(server.url);
    // At once, and for as long as it lasts: what was found a moment ago says nothing any more.
    for (let times = 0; times < 5; times += 1) expect((await call(server.url, 'GET /readyz')).status).toBe(503);
    // Where the disk is mounted: SQLite would find its way out of /proc again.
    const within = ['--target', String(server.child.pid), '--user', '--mount', '--preserve-credentials', '--'];
    const doctor = () =>
      spawnSync('nsenter', [...within, process.execPath, cliPath, 'doctor'], {
        cwd: folder,
        env: { PATH: process.env['PATH'] ?? '', ...companionEnv(folder), DB_PATH: join(disk, 'ledger.db') },
        encoding: 'utf8',
      });
    expect(doctor()).toMatchObject({ status: 1, stdout: expect.stringMatching(/^✘ .*ledger\.db cannot be used: /m) });
    rmSync(join(inside, 'filler'));
    expect(doctor()).toMatchObject({ status: 0 });
    const reply = await until(() => reserve(server?.url ?? ''), isTaken);
    replies.push({ id: String(reply.body.hold.id), reply });
    await expectWhole(server.url, replies);
  },
  120_000,
);

it('a file that another process keeps locked is an outage, can still be read, and is over when the lock is', async () => {
  grantByCommand(folder, token, 10);
  server = await startProcess(folder);
  const { url } = server;
  const first = await reserve(url);
  const blocker = new Database(join(folder, 'ledger.db'));
  blocker.exec('BEGIN IMMEDIATE');
  const bodies = Array.from({ length: 5 }, () => holdBody());
  const asked = await Promise.all(bodies.map((body) => call(url, 'POST /v1/holds', { as: token, body })));
  asked.forEach(expectOutage);
  expect((await call(url, `GET /v1/holds/${first.body.hold.id}`, { as: token })).status).toBe(200);
  blocker.exec('ROLLBACK');
  blocker.close();
  const [body = holdBody()] = bodies;
  const again = await call(url, 'POST /v1/holds', { as: token, body });
  const replies = asked.map((reply, i) => ({ id: bodies[i]?.id ?? '', reply }));
  expect(isTaken(again)).toBe(true);
  const firstId = String(first.body.hold.id);
  await expectWhole(url, [{ id: firstId, reply: first }, { id: body.id, reply: again }, ...replies.slice(1)]);
}, 180_000);

const hasCompiler = process.platform === 'linux' && can('cc', '--version');

it.skipIf(!hasCompiler).each([
  ['turns read-only', constants.errno.EROFS],
  ['gives out', constants.errno.EIO],
])(
  'a disk that %s under a running server is an outage, can still be read, and is over when the disk is back',
  async (_what, errno) => {
    const shim = join(folder, 'failing-disk.so');
    execFileSync('cc', ['-shared', '-fPIC', '-o', shim, join(import.meta.dirname, 'parts/failing-disk.c'), '-ldl']);
    const failing = join(folder, 'failing');
    grantByCommand(folder, token, 1_000);
    server = await startProcess(folder, { LD_PRELOAD: shim, FAILING_DISK: failing });
    const { url } = server;
    const replies: { id: string; reply: Reply }[] = [];
    const reserveAll = async (count: number): Promise<readonly Reply[]> => {
      const bodies = Array.from({ length: count }, () => holdBody());
      const answers = await Promise.all(bodies.map((body) => call(url, 'POST /v1/holds', { as: token, body })));
      answers.forEach((reply, i) => replies.push({ id: bodies[i]?.id ?? '', reply }));
      return answers;
    };
    expect((await reserveAll(5)).every(isTaken)).toBe(true);
    writeFileSync(failing, String(errno));
    (await reserveAll(10)).forEach(expectOutage);
    await untilReady(url, 503);
    expect((await call(url, 'GET /v1/pro/status', { as: token })).body.held_microcredits).toBe(5_000_000);
    rmSync(failing);
    expect((await reserveAll(5)).every(isTaken)).toBe(true);
    await expectWhole(url, replies);
  },
  180_000,
);

const isRoot = process.getuid?.() === 0;

it('a server on a file that it may not write stops with a sentence and leaves the file as it was', () => {
  grantByCommand(folder, token, 10);
  chmodSync(join(folder, 'ledger.db'), 0o444);
  chmodSync(folder, 0o555);
  const asStranger = isRoot
    ? ['setpriv', '--reuid=65534', '--clear-groups', '--bounding-set=-all', '--inh-caps=-all']
    : [];
  const before = readFileSync(join(folder, 'ledger.db'));
  const { status, stderr } = spawnSync('env', [...asStranger, process.execPath, cliPath, 'serve'], {
    cwd: '/',
    env: { PATH: process.env['PATH'] ?? '', ...companionEnv(folder) },
    encoding: 'utf8',
    timeout: 60_000,
  });
  chmodSync(folder, 0o755);
  expect(readFileSync(join(folder, 'ledger.db')).equals(before)).toBe(true);
  expect(status).toBe(1);
  expect(stderr).toMatch(/^The database file cannot be used: .+\.\n$/);
}, 180_000);

it.skipIf(!hasMounts)(
  'a server on a disk that the kernel holds read-only stops with a sentence, and starts again once it may write',
  async () => {
    const { id } = await claimedOnce();
    const before = readFileSync(join(folder, 'ledger.db'));
    const mounted = `mount --bind ${folder} ${folder} && mount -o remount,bind,ro ${folder} && exec "$@"`;
    const under = ['unshare', '--mount', '--map-root-user', 'sh', '-c', mounted, 'sh', process.execPath, cliPath];
    for (const command of ['serve', 'doctor', 'grant']) {
      const wish = command === 'grant' ? ['--token', token, '--credits', '1', '--reason', 'a test'] : [];
      const { status, stdout, stderr } = spawnSync('env', [...under, command, ...wish], {
        cwd: '/',
        env: { PATH: process.env['PATH'] ?? '', ...companionEnv(folder) },
        encoding: 'utf8',
        timeout: 60_000,
      });
      expect([command, status]).toEqual([command, 1]);
      expect(stdout + stderr).toMatch(/cannot be used: .+\./);
      expect(stderr).not.toContain('    at ');
    }
    expect(readFileSync(join(folder, 'ledger.db')).equals(before)).toBe(true);
    server = await startProcess(folder);
    expect((await call(server.url, `GET /v1/holds/${id}`, { as: token })).body.hold.state).toBe('held');
    expect(isTaken(await reserve(server.url))).toBe(true);
  },
  180_000,
);

/** A sound ledger with one open hold, and nobody on it. */
async function claimedOnce(): Promise<{ readonly id: string }> {
  grantByCommand(folder, token, 10);
  const first = await startProcess(folder);
  const { body } = await reserve(first.url);
  await first.stop();
  return { id: String(body.hold.id) };
}
