import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../server/lib/clock.ts';
import { openMetering } from '../../../server/metering.ts';
import { openSettlementOutbox } from '../../../server/storage/sqlite/holds/open-settlement-outbox.ts';
import { until } from '../../support/companion.ts';
import { ask, booksIn, codeOf, credit, openShop, type Shop } from './shop.ts';

describe('while the ledger cannot be written', () => {
  let folder: string;
  let path: string;
  let served: number;
  let whileServing: () => void;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tallystick-outage-'));
    path = join(folder, 'ledger.db');
    served = 0;
    whileServing = () => undefined;
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function open(): Promise<Shop> {
    return openShop({
      path,
      lockWaitMs: 50,
      routes: (app) =>
        void app.get<{ Querystring: { fail?: string } }>(
          '/work',
          { config: { metered: { payer: { kind: 'bearer' }, cost: { kind: 'fixed', amount: credit } } } },
          ({ query }, reply) => {
            served += 1;
            whileServing();
            return query.fail === undefined ? reply.send('served') : reply.status(500).send('broke');
          },
        ),
    });
  }

  /** As another process does that keeps the file for itself. */
  function lockOut(): () => void {
    const db = new Database(path);
    db.exec('BEGIN IMMEDIATE');
    return () => void db.close();
  }

  it('a metered route fails closed: 503, and its handler does not run', async () => {
    const shop = await open();
    const url = await shop.sell();
    const token = await shop.customer();
    const letIn = lockOut();
    const refused = await ask(`${url}/work`, token);
    letIn();
    expect([refused.status, codeOf(refused), served]).toEqual([503, 'storage_unavailable', 0]);
    expect(refused.headers.get('retry-after')).toBe('5');
    expect((await ask(`${url}/work`, token)).status).toBe(200);
    await shop.close();
  });

  it('an answer is given, and its charge waits until the ledger is back', async () => {
    const shop = await open();
    const url = await shop.sell();
    const token = await shop.customer();
    const locks: (() => void)[] = [];
    whileServing = () => void locks.push(lockOut());
    expect((await ask(`${url}/work`, token)).text).toBe('served');
    await shop.app.metering.settled();
    expect(shop.books()).toMatchObject({ revenue: 0, open: 1 });
    expect(shop.log()).toContain('the end of this hold waits');
    for (const letIn of locks) letIn();
    await until(
      async () => shop.books(),
      ({ open }) => open === 0,
    );
    expect(shop.books()).toMatchObject({ revenue: credit, open: 0 });
    await shop.close();
  });

  it('nothing is lost when the app closes right after an answer', async () => {
    const shop = await open();
    shop.app.addHook('onClose', () => shop.metering.close());
    shop.app.get(
      '/reckoned',
      { config: { metered: { payer: { kind: 'bearer' }, estimate: credit, cost: reckonedSlowly } } },
      () => 'served',
    );
    const url = await shop.sell();
    const token = await shop.customer();
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask(`${url}/reckoned`, token)));
    await shop.close();
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect(booksIn(path)).toMatchObject({ revenue: 20 * credit, open: 0 });
  });

  it('a release waits as a charge does', async () => {
    const shop = await open();
    const url = await shop.sell();
    const token = await shop.customer();
    const locks: (() => void)[] = [];
    whileServing = () => void locks.push(lockOut());
    expect((await ask(`${url}/work?fail=yes`, token)).text).toBe('broke');
    await shop.app.metering.settled();
    for (const letIn of locks) letIn();
    await until(
      async () => shop.books(),
      ({ open }) => open === 0,
    );
    expect(await shop.free(token)).toBe(100 * credit);
    await shop.close();
  });

  it('a charge that waits survives the end of the app, and is made once', async () => {
    const shop = await open();
    const url = await shop.sell();
    const token = await shop.customer();
    const locks: (() => void)[] = [];
    whileServing = () => void locks.push(lockOut());
    await ask(`${url}/work`, token);
    await shop.close();
    for (const letIn of locks) letIn();
    expect(booksIn(path)).toMatchObject({ revenue: 0, open: 1 });
    const next = await open();
    await until(
      async () => next.books(),
      ({ open }) => open === 0,
    );
    expect(await next.free(token)).toBe(99 * credit);
    await next.close();
  });

  it('a charge is kept in memory where not even the outbox can be written', async () => {
    const shop = await open();
    const url = await shop.sell();
    const token = await shop.customer();
    const locks: (() => void)[] = [];
    const outbox = new Database(`${path}.settlements`);
    whileServing = () => {
      locks.push(lockOut());
      outbox.exec('BEGIN IMMEDIATE');
    };
    await ask(`${url}/work`, token);
    await shop.app.metering.settled();
    expect(shop.log()).toContain('kept in memory');
    outbox.close();
    for (const letIn of locks) letIn();
    await until(
      async () => shop.books(),
      ({ open }) => open === 0,
    );
    expect(await shop.free(token)).toBe(99 * credit);
    await shop.close();
  });

  describe('or the process is killed', () => {
    let child: ChildProcess;
    let lines: AsyncIterator<string>;

    async function start(mode: 'hang' | 'blocked'): Promise<string> {
      const metering = openMetering({ path });
      await metering.grant({ to: { kind: 'account', account: 'alice' }, amount: 3 * credit, reason: 'test' });
      await metering.close();
      const main = join(import.meta.dirname, '../../support/metered-shop/main.ts');
      child = spawn(process.execPath, [main, path, mode], { stdio: ['ignore', 'pipe', 'inherit'] });
      if (child.stdout === null) throw new Error('no output');
      lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
      return line();
    }

    async function line(): Promise<string> {
      return String((await lines.next()).value);
    }

    async function kill(): Promise<void> {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }

    it('before the answer: the hold runs out, and nothing was charged', async () => {
      const url = await start('hang');
      const asked = fetch(`${url}/work`, { headers: { 'x-account': 'alice' } }).catch(() => null);
      expect(await line()).toBe('working');
      await kill();
      await asked;
      expect(booksIn(path).open).toBe(1);
      expect(await reopen(path, 16)).toMatchObject({ balance: 3 * credit, held: 0 });
    });

    it('after the answer, with its charge in the outbox: the next start charges it', async () => {
      const url = await start('blocked');
      const answer = await fetch(`${url}/work`, { headers: { 'x-account': 'alice' } });
      expect(await answer.text()).toBe('answered');
      expect(await line()).toBe('settled');
      await kill();
      expect(booksIn(path)).toMatchObject({ revenue: 0, open: 1 });
      expect(await reopen(path, 0)).toMatchObject({ balance: 2 * credit, held: 0 });
      const outbox = openSettlementOutbox(`${path}.settlements`);
      expect(await outbox.count()).toBe(0);
      await outbox.close();
    });
  });
});

/** Some turns of the event loop after the answer has gone. */
async function reckonedSlowly(): Promise<number> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
  return credit;
}

/** As the next start does, so many minutes later; resolves with what alice has once no hold is open. */
async function reopen(
  path: string,
  minutesOn: number,
): Promise<{ readonly balance: number; readonly held: number } | null> {
  const clock = { ...systemClock, now: () => Date.now() + minutesOn * 60_000 };
  const metering = openMetering({ path, clock, everyMs: 20 });
  await until(
    async () => booksIn(path),
    ({ open }) => open === 0,
  );
  const balance = await metering.balance({ kind: 'account', account: 'alice' });
  await metering.close();
  return balance;
}
