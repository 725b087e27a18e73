// What becomes of a server's file while it runs: copied without its log, replaced, moved away.
import { copyFileSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  call,
  cliPath,
  companionEnv,
  type CompanionProcess,
  holdBody,
  newToken,
  spawnCompanion,
  tempFolder,
} from '../../support/companion.ts';

// Each test starts several processes, which on a busy machine takes its time.
vi.setConfig({ testTimeout: 120_000 });

let folder: string;
let server: CompanionProcess | null = null;
beforeEach(() => {
  folder = tempFolder();
});
afterEach(async () => {
  if (server?.child.exitCode === null && server.child.signalCode === null) await server.stop('SIGKILL');
  server = null;
  rmSync(folder, { recursive: true, force: true });
});

const path = () => join(folder, 'ledger.db');
const run = (args: readonly string[], file = path()) =>
  spawnSync(process.execPath, [cliPath, ...args], {
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '', ...companionEnv(folder), DB_PATH: file },
    encoding: 'utf8',
  });
const grant = (token: string) => run(['grant', '--token', token, '--credits', '5', '--reason', 'a test']);
const missing = /was copied while a server used it, and without/;

describe('doctor', () => {
  it('counts what the ledger holds, so that an empty one is no surprise', () => {
    expect(run(['doctor']).stdout).toContain('The ledger is empty: nothing was booked yet.');
    grant(newToken());
    grant(newToken());
    expect(run(['doctor']).stdout).toMatch(
      /The ledger holds 2 wallets, 0 orders and 2 bookings\. The last booking was made on \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC\./,
    );
  });

  it('warns of a copy that was made without its log while the file was in use, and of no other', async () => {
    server = await spawnCompanion({}, folder);
    const token = newToken();
    grant(token);
    expect(run(['doctor']).stdout).not.toMatch(missing);
    copyFileSync(path(), join(folder, 'copy.db'));
    copyFileSync(path(), join(folder, 'whole.db'));
    copyFileSync(`${path()}-wal`, join(folder, 'whole.db-wal'));
    const copy = run(['doctor'], join(folder, 'copy.db')).stdout;
    expect(copy).toMatch(new RegExp(`^! .*copy\\.db ${missing.source}`, 'm'));
    expect(run(['doctor'], join(folder, 'whole.db')).stdout).not.toMatch(missing);
    await server.stop('SIGKILL');
    expect(run(['doctor']).stdout).not.toMatch(missing);
    copyFileSync(path(), join(folder, 'closed.db'));
    const closed = run(['doctor'], join(folder, 'closed.db')).stdout;
    expect(closed).toContain('1 wallet');
    expect(closed).not.toMatch(missing);
  });
});

describe('a running server whose file', () => {
  const away = () => {
    mkdirSync(join(folder, 'away'));
    for (const end of ['', '-wal', '-shm']) renameSync(`${path()}${end}`, join(folder, 'away', `ledger.db${end}`));
  };

  it.each([
    ['was replaced', () => (away(), grant(newToken()))],
    ['was moved away', away],
    ['was removed', () => rmSync(path())],
    ['lost its log', () => rmSync(`${path()}-wal`)],
  ])('%s answers 503, and books nothing', async (_what, change) => {
    const token = newToken();
    grant(token);
    server = await spawnCompanion({}, folder);
    const { url } = server;
    expect((await call(url, 'POST /v1/holds', { as: token, body: holdBody() })).status).toBe(201);
    expect((await call(url, 'GET /readyz')).status).toBe(200);
    change();
    const held = await call(url, 'POST /v1/holds', { as: token, body: holdBody() });
    expect([held.status, held.body.code]).toEqual([503, 'storage_unavailable']);
    expect((await call(url, 'GET /v1/pro/status', { as: token })).status).toBe(503);
    expect((await call(url, 'GET /readyz')).status).toBe(503);
    expect((await call(url, 'GET /healthz')).status).toBe(200);
  });
});
