// The background: it starts by itself, is woken by what comes in, and is quiet after its close.
import { expect, it } from 'vitest';
import type { Clock } from '../../../server/lib/clock.ts';
import { microcredits, microcreditsDelta } from '../../../server/domain/money.ts';
import { type Task, createBackgroundWorker, nowAndThen } from '../../../server/usecases/background-worker.ts';
import { credits, hashOf, holder, openTestLedger } from '../../support/server-ledger.ts';
import { tokenOwner } from '../../../server/domain/wallets/ledger.ts';

it('a filed webhook wakes the worker, which credits it without anybody asking', async () => {
  const ledger = openTestLedger();
  const { usecases, rail, checkout, deliver } = ledger;
  usecases.worker.start();
  const { orderId: id } = await checkout();
  rail.say(`txn:${id}`, { state: 'paid' });
  await deliver({ orderId: id });
  for await (const { state } of (await usecases.orders.watch(id, new AbortController().signal)) ?? [])
    expect(['open', 'paid']).toContain(state);
  expect(await usecases.status.pro(holder('buyer'), null)).toMatchObject({ balance: credits(100) });
  await ledger.close();
});

it('while the sums do not match nothing is granted, and money that comes in is credited later', async () => {
  const ledger = openTestLedger();
  const { usecases, rail, checkout, deliver, runOnce, clock, storage } = ledger;
  const { orderId: id } = await checkout();
  const sound = storage.audit.bind(storage);
  Object.assign(storage, {
    audit: () => {
      const findings = [{ code: 'accounts_unbalanced', sum: '1' }];
      return Promise.resolve({ findings, planFindings: [], shortfall: microcredits(0), entries: 0, wallets: 0 });
    },
  });
  expect(await usecases.operator.audit()).toMatchObject({ isSound: false });
  const grant = { owner: tokenOwner(hashOf('buyer')), amount: credits(1), reason: 'r', ref: 'r' };
  expect(await usecases.operator.grant(grant)).toMatchObject({ kind: 'refused', code: 'storage_unavailable' });
  expect(await usecases.operator.adjust({ ...grant, amount: microcreditsDelta(1) })).toMatchObject({
    code: 'storage_unavailable',
  });
  rail.say(`txn:${id}`, { state: 'paid' });
  await deliver({ orderId: id });
  await runOnce();
  expect(await usecases.orders.status(id, new AbortController().signal)).toMatchObject({ order: { state: 'open' } });
  Object.assign(storage, { audit: sound });
  clock.set(clock.now() + 3_600_000);
  await runOnce();
  expect(await usecases.status.pro(holder('buyer'), null)).toMatchObject({ balance: credits(100) });
  await ledger.close();
});

it('one task’s failure does not keep the others from running', async () => {
  const ran: string[] = [];
  const task = (name: string): Task => ({
    name,
    run: () => {
      ran.push(name);
      return name === 'bad' ? Promise.reject(new Error('bad')) : Promise.resolve();
    },
  });
  const ledger = openTestLedger();
  const deps = {
    config: { workerEveryMs: 1 },
    clock: ledger.clock,
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  };
  const worker = createBackgroundWorker(deps, [task('bad'), task('good')]);
  await worker.runOnce(new AbortController().signal);
  expect(ran).toEqual(['bad', 'good']);
  await ledger.close();
});

it('an occasional task runs at once, then only when its time has come, also after the clock was put back', async () => {
  let now = 1_000_000;
  let runs = 0;
  const clock: Clock = { now: () => now, wait: () => Promise.resolve() };
  const task = nowAndThen({ clock }, 1_000, { name: 't', run: () => Promise.resolve((runs += 1)) });
  const counts: number[] = [];
  for (const at of [1_000_000, 1_000_900, 1_002_000, 5_000]) {
    now = at;
    await task.run(new AbortController().signal);
    counts.push(runs);
  }
  expect(counts).toEqual([1, 1, 2, 3]);
});
