import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import Database from 'better-sqlite3';
import { rowsOf } from '../../support/ledger-rows.ts';
import { adjust } from '../../../server/cli/adjust.ts';
import { grant } from '../../../server/cli/grant.ts';
import { PlanId } from '../../../server/contract/plans/plans.ts';
import { PlanPrice } from '../../../server/contract/prices/plan-price.ts';
import { openSqliteStorage } from '../../../server/storage/sqlite/open-storage.ts';
import {
  call,
  cliPath,
  companionEnv,
  holdBody,
  newToken,
  spawnCompanion,
  tempFolder,
} from '../../support/companion.ts';

// Each test starts several processes, which on a busy machine takes its time.
vi.setConfig({ testTimeout: 120_000 });

let folder: string;
beforeEach(() => {
  folder = tempFolder();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cliPath, ...args], {
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '', ...companionEnv(folder), ...env },
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
};

describe('the command', () => {
  it('explains itself, and what it does not know', () => {
    expect(run(['--help'])).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/serve[\s\S]*migrate[\s\S]*doctor[\s\S]*grant/),
    });
    expect(run(['sell'])).toMatchObject({ status: 1, stderr: expect.stringContaining('no command "sell"') });
    expect(run(['grant', '--money', '5'])).toMatchObject({ status: 1, stderr: expect.stringContaining('--money') });
  });

  it('stops with a sentence that names a wrong variable, and nothing else', () => {
    const { status, stderr } = run(['serve'], { PORT: 'http' });
    expect([status, stderr]).toEqual([1, 'The settings are wrong: PORT must be a whole number from 0 to 65535.\n']);
  });

  it('stops with a sentence where .env is a folder', () => {
    mkdirSync(join(folder, '.env'));
    const { status, stderr } = run(['doctor']);
    expect([status, stderr]).toEqual([
      1,
      '.env cannot be read: it is a folder. Put the right file there, or remove it.\n',
    ]);
  });

  it('stops with a sentence where the system does not do what is asked of it', () => {
    const { status, stderr } = run(['restore', '--from', 'a'.repeat(300), '--to', 'back']);
    expect([status, stderr]).toEqual([
      1,
      expect.stringMatching(/^The system does not allow what is needed here: ENAMETOOLONG: .*\.\n$/),
    ]);
  });

  it('refuses a word that is not UTF-8, so that no other is taken for it', () => {
    const words = ['grant', '--token', newToken(), '--credits', '7', '--reason', 'a test', '--ref', 'x\uFFFD'];
    expect(run(words)).toMatchObject({ status: 1, stderr: 'An argument of this command is not valid UTF-8.\n' });
  });

  it('reads a .env file, over which the environment wins', () => {
    writeFileSync(join(folder, '.env'), 'FREE_LIMIT=never\nPORT=1\n');
    expect(run(['doctor']).stdout).toContain('FREE_LIMIT must be');
    expect(run(['doctor'], { FREE_LIMIT: '3' }).stdout).toContain('All is well.');
  });

  it.each([['--help'], ['doctor'], ['migrate'], ['dead-letters'], ['suspense'], ['grant'], ['nothing']])(
    '%s ends quietly when nobody reads what it says',
    async (...args) => {
      const child = spawn(process.execPath, [cliPath, ...args], {
        cwd: folder,
        env: { PATH: process.env['PATH'] ?? '', ...companionEnv(folder) },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      child.stdout.destroy();
      const said: string[] = [];
      if (args[0] === 'nothing' || args[0] === 'grant') child.stderr.destroy();
      else child.stderr.on('data', (chunk: Buffer) => said.push(chunk.toString()));
      const ended = new Promise((resolve) => child.once('exit', (code, signal) => resolve(code ?? signal)));
      expect([await ended, said.join('')]).toEqual([args[0] === 'nothing' || args[0] === 'grant' ? 1 : 0, '']);
    },
  );

  it('warns of what in .env was surely meant otherwise, and of names that nobody reads', () => {
    writeFileSync(
      join(folder, '.env'),
      '\uFEFFFREE_LIMIT=7\r\nADMIN_API_KEY=a-key-of-the-operator#1\r\nADMIN_APIKEY=x\r\n',
    );
    const { stdout } = run(['doctor'], { ANON_SALT: 'a salt of enough length\n' });
    expect(stdout).toContain('anybody else has 7 free messages');
    expect(stdout).toContain('! ADMIN_API_KEY in .env holds a # outside of quotation marks');
    expect(stdout).toContain('! No setting is called ADMIN_APIKEY. Did you mean ADMIN_API_KEY?');
    expect(stdout).toContain('! ANON_SALT began or ended with white space');
    const { status, stderr } = run(['migrate']);
    expect([status, stderr]).toEqual([0, expect.stringMatching(/^Warning: ADMIN_API_KEY in \.env holds a #/)]);
  });

  it('can be started by its entry', () => {
    const { status, stdout } = spawnSync(process.execPath, [join(cliPath, '../tallystick-server.mjs'), '--help'], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect([status, stdout.split('\n')[0]]).toEqual([0, 'Usage: tallystick-server <command>']);
  });

  it('says which Node it needs to one that is too old', () => {
    const old = '/usr/bin/node';
    const version = existsSync(old) ? spawnSync(old, ['-p', 'process.versions.node'], { encoding: 'utf8' }).stdout : '';
    if (!/^(?:1\d|2[01])\./.test(version)) return;
    const { status, stderr } = spawnSync(old, [join(cliPath, '../tallystick-server.mjs'), 'serve'], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect([status, stderr.startsWith('Tallystick needs Node 22.12 or newer')]).toEqual([1, true]);
  });
});

describe('grant', () => {
  it('makes a wallet that pays, adds to it, and repeats nothing under one ref', async () => {
    const token = newToken();
    const give = (...more: readonly string[]) =>
      run(['grant', '--token', token, '--credits', '7', '--reason', 'a test', ...more]);
    expect(give('--ref', 'once').stdout).toBe('Granted 7 credits. The wallet holds 7.\n');
    expect(give('--ref', 'once').stdout).toBe('This grant was made before; nothing changed. The wallet holds 7.\n');
    expect(give().stdout).toBe('Granted 7 credits. The wallet holds 14.\n');
    const server = await spawnCompanion({}, folder);
    const held = await call(server.url, 'POST /v1/holds', { as: token, body: holdBody() });
    await server.stop('SIGTERM');
    expect([held.status, held.headers.get('x-pro-left')]).toEqual([201, '13']);
  });

  it('refuses what is no token, no amount or no reason, and gives nothing', async () => {
    const token = newToken();
    const good = { token, credits: '5', reason: 'r' };
    const said: string[] = [];
    const voice = { say: () => 0, complain: (text: string) => said.push(text) };
    for (const bad of [
      { token: 'tally_x' },
      { credits: '-5' },
      { credits: '1.5' },
      { credits: '0' },
      { credits: '9'.repeat(10) },
      { reason: ' ' },
      { reason: undefined },
    ]) {
      expect(await grant(companionEnv(folder), { ...good, ...bad }, voice)).toBeGreaterThan(0);
    }
    expect(said.join()).not.toContain(token);
    expect(existsSync(join(folder, 'ledger.db'))).toBe(false);
  });
});

describe('adjust', () => {
  it('takes and adds once for each ref, and never below zero', async () => {
    const token = newToken();
    const said: string[] = [];
    const keep = (code: number) => (text: string) => {
      said.push(text);
      return code;
    };
    const voice = { say: keep(0), complain: keep(1) };
    const correct = (credits: string, ref: string) =>
      adjust(companionEnv(folder), { token, credits, ref, reason: 'a mistake' }, voice);
    expect(await correct('-1', 'a0')).toBe(1);
    await grant(companionEnv(folder), { token, credits: '7', reason: 'a test' }, voice);
    expect(await correct('-2', 'a1')).toBe(0);
    expect(await correct('-2', 'a1')).toBe(0);
    expect(await correct('4', 'a2')).toBe(0);
    expect(await correct('-10', 'a3')).toBe(1);
    expect(said.slice(2, 5)).toEqual([
      'Took 2 credits. The wallet holds 5.',
      'This correction was made before; nothing changed. The wallet holds 5.',
      'Added 4 credits. The wallet holds 9.',
    ]);
    expect(said.join()).not.toContain(token);
  });

  it('reads a negative sum as people write it, and asks for exactly one wallet', () => {
    const token = newToken();
    run(['grant', '--token', token, '--credits', '7', '--reason', 'a test']);
    expect(run(['adjust', '--token', token, '--credits', '-3', '--reason', 'r'])).toMatchObject({
      status: 0,
      stdout: 'Took 3 credits. The wallet holds 4.\n',
    });
    expect(run(['adjust', '--credits', '3', '--reason', 'r'])).toMatchObject({
      status: 1,
      stderr: 'Name the wallet by one of --token, --user, --team and --account.\n',
    });
  });
});

describe('report', () => {
  it('prints a table, or the file that the API answers with', () => {
    expect(run(['grant', '--token', newToken(), '--credits', '5', '--reason', 'x']).status).toBe(0);
    const { stdout, status } = run(['report', 'budget', '--user', 'ada', '--zone', 'Europe/Berlin']);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^budget of user ada, by the clocks of Europe\/Berlin\n\nuser_id +ada\n/);
    expect(stdout).toMatch(/^gating_enabled +false$/m);
    const dates = ['--from', '2026-01-01', '--to', '2026-01-31'];
    const file = run(['report', 'period', '--team', 'acme', ...dates, '--group-by', 'day', '--format', 'csv']);
    expect(file.stdout).toBe('team_id,from,to,date,usage_amount_cents,usage_tokens\r\n');
    const days = run(['report', 'summary', '--user', 'ada', '--days', '2']).stdout.split('\n');
    expect(days[2]).toMatch(/^user_id +date +amount_cents +total_tokens$/);
    expect(days).toHaveLength(6);
  });

  it.each([
    [['nothing'], 'Which report? There are "daily", "summary", "overdraft", "period", "budget".'],
    [['daily'], '--user or --team is missing: whose report is meant.'],
    [['daily', '--user', 'a', '--team', 'b'], '--user and --team are both there; a report is of one of them.'],
    [['daily', '--user', 'a', '--date', '29.11.2026'], '--date must be a date such as 2026-11-29.'],
    [['summary', '--user', 'a', '--days', '0'], '--days must be a whole number from 1 to 366.'],
    [['period', '--user', 'a', '--from', '2026-01-02'], '--to is missing: a date such as 2026-11-29.'],
    [['period', '--user', 'a', '--from', '2026-01-02', '--to', '2026-01-01'], '--to must not be before --from'],
    [['budget', '--user', 'a', '--zone', 'Mars'], '--zone must be an IANA time zone such as Europe/Berlin.'],
  ])('says what is wrong with %j', (words, sentence) => {
    const { status, stderr } = run(['report', ...words]);
    expect(status).toBe(1);
    expect(stderr).toContain(sentence);
  });
});

describe('migrate and doctor', () => {
  it('say where plans count, and that a table cannot be reached', () => {
    expect(run(['doctor'], { USAGE_STORE: 'memory' }).stdout).toMatch(/^! What plans count is kept in memory/m);
    const table = { USAGE_STORE: 'dynamo', USAGE_TABLE: 'usage', AWS_REGION: 'eu-central-1' };
    const away = { ...table, AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:9', AWS_ACCESS_KEY_ID: 'a' };
    const { status, stdout } = run(['doctor'], { ...away, AWS_SECRET_ACCESS_KEY: 'a secret' });
    expect(status).toBe(1);
    expect(stdout).toMatch(/^✘ .*in the table usage of DynamoDB, which can’t be used/m);
    expect(stdout).not.toContain('a secret');
  });

  it('bring a new file up to date and find it well', () => {
    expect(run(['migrate']).stdout).toMatch(/applied 0010-/);
    expect(run(['migrate']).stdout).toMatch(/is up to date/);
    const { status, stdout } = run(['doctor'], { ADMIN_API_KEY: 'canary-0123456789abc' });
    expect([status, stdout.includes('All is well.'), stdout.includes('canary')]).toEqual([0, true, false]);
  });

  it('say which plans there are, and whose word on who is asking is taken', () => {
    const { stdout } = run(['doctor'], {
      AUTH_JWKS_URL: 'https://login.example.test/keys',
      AUTH_ISSUER: 'https://login.example.test/',
      AUTH_AUDIENCE: 'tallystick',
    });
    expect(stdout).toContain('Plan free: 20 messages a month, 30 a minute, by the clocks of UTC.');
    expect(stdout).toContain('signed tokens of https://login.example.test/ are verified');
    expect(stdout).toContain('X-User-Id is ignored');
  });

  it('say that everybody behind a proxy that is not named shares one limit', () => {
    const url = { PUBLIC_URL: 'https://credits.example.test' };
    expect(run(['doctor'], url).stdout).toMatch(/^! TRUSTED_PROXIES is not set, though/m);
    expect(run(['doctor'], { ...url, TRUSTED_PROXIES: '10.0.0.1' }).stdout).not.toContain('! TRUSTED_PROXIES');
  });

  it('warn of a plan that prices images and leaves text free', async () => {
    const storage = openSqliteStorage({ path: join(folder, 'ledger.db') });
    await storage.putPlanPrice(
      PlanId.parse('pro'),
      PlanPrice.parse({ model_pattern: 'gpt-*', unit: 'image', unit_base_price_cents: 1 }),
    );
    await storage.close();
    const { status, stdout } = run(['doctor']);
    expect(stdout).toMatch(/^! Plan pro prices images or minutes of "gpt-\*" and no text/m);
    expect(status).toBe(0);
  });

  it('say what is wrong with a ledger whose sums are not right', () => {
    const token = newToken();
    run(['grant', '--token', token, '--credits', '7', '--reason', 'a test']);
    const db = new Database(join(folder, 'ledger.db'));
    db.exec('UPDATE accounts SET balance = balance + 1 WHERE balance > 0');
    db.close();
    const { status, stdout } = run(['doctor']);
    expect(status).toBe(1);
    expect(stdout).toMatch(/✘ .*(?:wallet|balance|entries)/i);
  });

  it('warn of what was given back after it was spent, and find nothing wrong with it', () => {
    expect(run(['grant', '--token', newToken(), '--credits', '7', '--reason', 'a test']).status).toBe(0);
    expect(run(['doctor']).stdout).not.toContain('already spent');
    const db = new Database(join(folder, 'ledger.db'));
    db.exec(`
      INSERT INTO accounts (name, balance, created_at) VALUES ('shortfall', -2500000, 1);
      UPDATE accounts SET balance = balance + 2500000 WHERE name = 'promo';
      INSERT INTO transfers (ref, from_account, to_account, amount, reason, at)
        SELECT 'a test', s.id, p.id, 2500000, 'a test', 1 FROM accounts s, accounts p
        WHERE s.name = 'shortfall' AND p.name = 'promo';
      INSERT INTO entries (account_id, transfer_id, delta, balance_after)
        SELECT a.id, t.id, iif(a.name = 'promo', 2500000, -2500000), a.balance FROM accounts a, transfers t
        WHERE t.ref = 'a test' AND a.name IN ('shortfall', 'promo');
    `);
    db.close();
    const { status, stdout } = run(['doctor']);
    expect(stdout).toMatch(/^! Refunds and disputes took back the money for 2\.5 credits that were already spent/m);
    expect([status, stdout.includes('Every sum in the ledger is right.')]).toEqual([0, true]);
  });

  it('say so when the file cannot be used', () => {
    writeFileSync(join(folder, 'ledger.db'), 'this is no database, whatever its name says');
    expect(run(['doctor'])).toMatchObject({ status: 1, stdout: expect.stringContaining('cannot be used') });
  });
});

describe('serve', () => {
  it('says in one line where it is, in which mode, and on which file', async () => {
    const child = spawn(process.execPath, [cliPath], {
      cwd: folder,
      env: { PATH: process.env['PATH'] ?? '', ...companionEnv(folder), LOG_LEVEL: 'silent' },
    });
    const line = await new Promise<string>((resolve) =>
      child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString())),
    );
    expect(line).toMatch(/^Tallystick server on http:\/\/127\.0\.0\.1:\d+ · test, sandbox payments · \S+ledger\.db\n$/);
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGINT');
    expect(await ended).toBe(0);
  });

  it('goes on when nobody reads its log any more', async () => {
    const child = spawn(process.execPath, [cliPath], {
      cwd: folder,
      env: { PATH: process.env['PATH'] ?? '', ...companionEnv(folder) },
    });
    const said: string[] = [];
    child.stderr.on('data', (chunk: Buffer) => said.push(chunk.toString()));
    const line = await new Promise<string>((resolve) =>
      child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString())),
    );
    child.stdout.destroy();
    const url = /http:\S+/.exec(line)?.[0] ?? '';
    // More than one batch of lines, each of which meets the closed pipe.
    for (let times = 0; times < 100; times += 1) expect((await call(url, 'GET /v1/config')).status).toBe(200);
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    expect([await ended, said.join('')]).toEqual([0, '']);
  });

  it('finishes what it is answering before it stops', async () => {
    const server = await spawnCompanion({}, folder);
    const holds = Array.from({ length: 30 }, () =>
      call(server.url, 'POST /v1/holds', { as: 'client-1234', body: holdBody() }).catch(() => null),
    );
    await Promise.race(holds);
    expect(await server.stop('SIGTERM')).toBe(0);
    const replies = await Promise.all(holds);
    expect(replies.every((reply) => reply === null || [201, 402, 503].includes(reply.status))).toBe(true);
    // Of each hold that was made its client has heard.
    const heard = replies.filter((reply) => reply?.status === 201);
    expect(rowsOf(join(folder, 'ledger.db')).holds).toHaveLength(heard.length);
  });

  it('keeps the salt beside the file, so that a restart gives nobody a new allowance', async () => {
    const first = await spawnCompanion({ FREE_LIMIT: '2' }, folder);
    await call(first.url, 'POST /v1/holds', { as: 'client-1234', body: holdBody() });
    await first.stop('SIGTERM');
    const second = await spawnCompanion({ FREE_LIMIT: '2' }, folder);
    const status = await call(second.url, 'GET /v1/pro/status', { as: 'client-1234' });
    await second.stop('SIGTERM');
    expect(status.body.free.left).toBe(1);
  });
});
