import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { createRunCharges } from '../../../src/main/core/account/funds/run-charges.ts';
import type { WritableDb } from '../../../src/main/core/store/db.ts';
import { openStore, storeFileName } from '../../../src/main/core/store/store.ts';
import { problemFault, type Fault } from '../../support/server-double.ts';
import { tempDir } from '../temp-dir.ts';
import { capture, createRig, eventually, forever, newRunId, release, turn } from './rig.ts';

const online = (state: { link: { kind: string } }): boolean => state.link.kind === 'online';
const free = 'POST /v1/holds';

/** Lets every such write to the app's own file fail, until the function that it gives is called. */
function breakWrites(dataDir: string, event: string): () => void {
  const run = (sql: string): void => {
    const file = new Database(join(dataDir, storeFileName));
    file.exec(sql);
    file.close();
  };
  run(`CREATE TRIGGER disk_full ${event} BEGIN SELECT RAISE(ABORT, 'The disk is full'); END`);
  return () => run('DROP TRIGGER disk_full');
}

test('of a hold that is made only the asking and the end wait for the disk', () => {
  const { db, close } = openStore({ dataDir: tempDir(), now: () => 1 });
  const waits: string[] = [];
  const noted: WritableDb = {
    ...db,
    transact(durability, work) {
      waits.push(durability);
      return db.transact(durability, work);
    },
  };
  const charges = createRunCharges(noted, () => 1);
  const runId = newRunId();
  const payer = { origin: 'http://127.0.0.1:1', tokenHash: null, personId: null };
  charges.asked({ runId, answerRunId: null, ...payer, venue: 'local' });
  charges.held(runId, 'free');
  expect(charges.find(runId)).toMatchObject({ funding: 'held', source: 'free' });
  charges.ended(runId, { kind: 'release', reason: 'stopped' });
  expect(waits).toEqual(['durable', 'relaxed', 'durable']);
  close();
});

test('a run whose hold a power cut took back from the disk is still told of its end', () => {
  const { db, close } = openStore({ dataDir: tempDir(), now: () => 1 });
  const charges = createRunCharges(db, () => 1);
  const runId = newRunId();
  const payer = { origin: 'http://127.0.0.1:1', tokenHash: null, personId: null };
  charges.asked({ runId, answerRunId: null, ...payer, venue: 'local' });
  charges.ended(runId, { kind: 'release', reason: 'interrupted' });
  expect(charges.pending(payer.origin)).toMatchObject([{ runId, funding: 'asked', isPending: true }]);
  close();
});

describe('while the server answers', () => {
  test('a message is held, captured once and shown in the credits', async () => {
    const rig = await createRig();
    await rig.until((state) => online(state) && state.credits.mode === 'free');
    const runId = newRunId();
    const { meter } = rig.account();

    expect(await meter.reserve({ runId, model: 'm' }, forever)).toEqual({
      kind: 'granted',
      charge: { kind: 'held', source: 'free' },
    });
    expect(rig.state().credits.free?.left).toBe(19);
    expect(await capture(meter, runId)).toEqual({
      kind: 'captured',
      source: 'free',
      microcredits: 0,
    });
    expect(await capture(meter, runId)).toMatchObject({ kind: 'captured' });
    expect(rig.server.count('POST /v1/holds/:id/capture')).toBe(1);
    expect(rig.state().unsettledRuns).toBe(0);
  });

  test('asking twice for one run makes one hold', async () => {
    const rig = await createRig();
    await rig.until(online);
    const runId = newRunId();
    const { meter } = rig.account();
    await meter.reserve({ runId, model: 'm' }, forever);
    expect(await meter.reserve({ runId, model: 'm' }, forever)).toMatchObject({ kind: 'granted' });
    expect(rig.server.holds.size).toBe(1);
    expect(rig.server.freeLeft()).toBe(19);
  });

  test('a released run costs nothing', async () => {
    const rig = await createRig();
    await rig.until(online);
    const runId = newRunId();
    await rig.account().meter.reserve({ runId, model: 'm' }, forever);
    expect(await release(rig.account().meter, runId)).toEqual({ kind: 'released' });
    expect(rig.server.freeLeft()).toBe(20);
  });

  test.each([
    [402, 'free_exhausted', 'free_exhausted'],
    [402, 'credits_exhausted', 'credits_exhausted'],
    [402, 'quota_exhausted', 'quota_exhausted'],
    [403, 'daily_limit_reached', 'daily_limit_reached'],
    [401, 'token_rejected', 'token_rejected'],
    [422, 'model_unknown', 'model_unknown'],
    [409, 'idempotency_conflict', 'rejected'],
    [400, 'client_id_missing', 'rejected'],
  ])(
    'the server’s %i %s is a refusal with its sentence, where it gives no parameters, and uses no grace',
    async (status, code, refusal) => {
      const rig = await createRig();
      await rig.until(online);
      rig.server.next(free, problemFault(status, code, 'Because I say so.', { resets_at: 1_800_000_000_000 }));
      const answer = await rig.account().meter.reserve({ runId: newRunId(), model: 'm' }, forever);
      expect(answer).toEqual({
        kind: 'refused',
        refusal: {
          code: refusal,
          problem: code,
          params: { resets_at: 1_800_000_000_000 },
          detail: 'Because I say so.',
          retryAt: 1_800_000_000_000,
          payer: 'computer',
        },
      });
      expect(rig.state().credits.grace.left).toBe(20);
    },
  );

  test('a no whose parameters the app knows is kept as a code with parameters, without a sentence', async () => {
    const rig = await createRig();
    await rig.until(online);
    const params = { needed_microcredits: 2_000_000, available_microcredits: 500_000 };
    rig.server.next(free, problemFault(402, 'credits_exhausted', 'You need 2 credits.', params));
    const answer = await rig.account().meter.reserve({ runId: newRunId(), model: 'm' }, forever);
    expect(answer).toEqual({
      kind: 'refused',
      refusal: {
        code: 'credits_exhausted',
        problem: 'credits_exhausted',
        params,
        detail: null,
        retryAt: null,
        payer: 'computer',
      },
    });
  });

  test('a 429 says when to come back, also where only the header does', async () => {
    const rig = await createRig();
    await rig.until(online);
    const fault = problemFault(429, 'rate_limited', 'Too fast.');
    if (fault.kind === 'answer') rig.server.next(free, { ...fault, headers: { 'retry-after': '7' } });
    const answer = await rig.account().meter.reserve({ runId: newRunId(), model: 'm' }, forever);
    expect(answer).toMatchObject({ refusal: { code: 'rate_limited', retryAt: rig.clock.now() + 7000 } });
  });

  test('a stop while the server thinks ends the reserve, and the release reaches the server', async () => {
    const rig = await createRig();
    await rig.until(online);
    rig.server.next(free, { kind: 'hang' });
    const stop = new AbortController();
    const runId = newRunId();
    const asking = rig.account().meter.reserve({ runId, model: 'm' }, stop.signal);
    await eventually(() => rig.server.count(free) === 1);
    stop.abort();
    await expect(asking).rejects.toThrow('aborted');
    expect(await release(rig.account().meter, runId)).toEqual({ kind: 'none' });
    expect(rig.server.count('POST /v1/holds/:id/release')).toBe(1);
  });
});

const lies: readonly (readonly [string, Fault])[] = [
  ['a 500', { kind: 'answer', status: 500, body: '{}' }],
  ['a 503', problemFault(503, 'storage_unavailable', 'Later.')],
  ['a page of HTML', { kind: 'answer', status: 200, type: 'text/html', body: '<h1>Hotel</h1>' }],
  ['an HTML 403', { kind: 'answer', status: 403, type: 'text/html', body: '<h1>No</h1>' }],
  ['a 402 that says nothing', { kind: 'answer', status: 402, body: '{"error":"x"}' }],
  ['JSON of another shape', { kind: 'answer', status: 201, body: '{"hold":{"id":7}}' }],
  ['broken JSON', { kind: 'answer', status: 201, body: '{"hold":' }],
  ['an endless answer', { kind: 'answer', status: 201, body: JSON.stringify({ x: 'x'.repeat(2_000_000) }) }],
  ['a redirect', { kind: 'answer', status: 307, body: '', headers: { location: 'http://127.0.0.1:1/' } }],
  ['an answer cut in the middle', { kind: 'cut' }],
  ['a lost answer', { kind: 'lose' }],
];

describe('while the server cannot be relied on', () => {
  test.each(lies)('%s is answered from the grace, and a hold that was made is given back', async (_, fault) => {
    const rig = await createRig();
    await rig.until((state) => online(state) && state.credits.mode === 'free');
    rig.server.next(free, fault);
    const runId = newRunId();
    expect(await rig.account().meter.reserve({ runId, model: 'm' }, forever)).toEqual({
      kind: 'granted',
      charge: { kind: 'grace' },
    });
    expect(rig.state().credits.grace.left).toBe(19);
    await rig.until((state) => online(state) && state.unsettledRuns === 0, 1000);
    expect(rig.server.count('POST /v1/holds/:id/release')).toBeGreaterThan(0);
    expect(rig.server.freeLeft()).toBe(20);
    expect(await capture(rig.account().meter, runId)).toEqual({ kind: 'grace' });
    expect(rig.server.count('POST /v1/holds/:id/capture')).toBe(0);
  });

  test('a hold for another run, or one that cost more than it reserved, is not believed', async () => {
    const rig = await createRig();
    await rig.until(online);
    const other = {
      id: newRunId(),
      state: 'held',
      source: 'pro',
      model: 'm',
      venue: 'local',
      amount_microcredits: 0,
      captured_microcredits: 0,
      created_at: 1,
      expires_at: 2,
      ended_at: null,
    };
    const remaining = { free_left: 5, free_resets_at: null, pro_left_microcredits: null };
    const lie = (hold: object): Fault => ({
      kind: 'answer',
      status: 201,
      body: JSON.stringify({ request_id: 'r', hold, remaining }),
    });
    const runId = newRunId();
    rig.server.next(free, lie(other), lie({ ...other, id: runId, captured_microcredits: 9 }));
    expect(await rig.account().meter.reserve({ runId: newRunId(), model: 'm' }, forever)).toMatchObject({
      charge: { kind: 'grace' },
    });
    expect(await rig.account().meter.reserve({ runId, model: 'm' }, forever)).toMatchObject({
      charge: { kind: 'grace' },
    });
  });

  test('a server that hangs is waited for no longer than 2.5 seconds', async () => {
    const rig = await createRig();
    await rig.until(online);
    rig.server.next(free, { kind: 'hang' });
    const asked = rig.clock.now();
    const asking = rig.account().meter.reserve({ runId: newRunId(), model: 'm' }, forever);
    await eventually(() => rig.server.count(free) === 1);
    await rig.clock.advance(2500);
    expect(await asking).toMatchObject({ charge: { kind: 'grace' } });
    expect(rig.clock.now() - asked).toBe(2500);
  });

  test('a slow server is waited for longer once the offline messages are used up, and not for ever', async () => {
    const rig = await createRig({ offlineGrace: 0 });
    await rig.until(online);
    const { meter } = rig.account();
    const answered = Promise.withResolvers<undefined>();
    rig.server.next(free, { kind: 'wait', until: answered.promise });
    const slow = meter.reserve({ runId: newRunId(), model: 'm' }, forever);
    await eventually(() => rig.server.count(free) === 1);
    await rig.clock.advance(14_000);
    answered.resolve(undefined);
    expect(await slow).toMatchObject({ charge: { kind: 'held' } });
    rig.server.next(free, { kind: 'hang' });
    const hung = meter.reserve({ runId: newRunId(), model: 'm' }, forever);
    await eventually(() => rig.server.count(free) === 2);
    await rig.clock.advance(15_000);
    expect(await hung).toMatchObject({ kind: 'refused' });
  });

  test('once known to be offline nobody waits, and the server is found again by itself', async () => {
    const rig = await createRig();
    await rig.until(online);
    await rig.server.stop();
    const { meter } = rig.account();
    expect(await meter.reserve({ runId: newRunId(), model: 'm' }, forever)).toMatchObject({
      charge: { kind: 'grace' },
    });
    await rig.until((state) => state.link.kind === 'offline');
    expect(await meter.reserve({ runId: newRunId(), model: 'm' }, forever)).toMatchObject({
      charge: { kind: 'grace' },
    });
    expect(rig.state().unsettledRuns).toBe(0);
    await rig.server.start();
    await rig.until(online, 1000);
    expect(await meter.reserve({ runId: newRunId(), model: 'm' }, forever)).toMatchObject({ charge: { kind: 'held' } });
  });

  test('the grace ends after its messages, comes back at local midnight, and a run that showed nothing gives it back', async () => {
    const rig = await createRig({ offlineGrace: 2, startMs: new Date(2026, 2, 28, 23, 50).getTime() });
    await rig.server.stop();
    await rig.until((state) => state.link.kind === 'offline');
    const { meter } = rig.account();
    const first = newRunId();
    await meter.reserve({ runId: first, model: 'm' }, forever);
    await meter.reserve({ runId: first, model: 'm' }, forever);
    expect(rig.state().credits.grace.left).toBe(1);
    expect(await release(meter, first)).toEqual({ kind: 'released' });
    expect(rig.state().credits.grace.left).toBe(2);
    await meter.reserve({ runId: newRunId(), model: 'm' }, forever);
    await meter.reserve({ runId: newRunId(), model: 'm' }, forever);
    const refused = await meter.reserve({ runId: newRunId(), model: 'm' }, forever);
    const midnight = new Date(rig.clock.now());
    midnight.setHours(24, 0, 0, 0);
    expect(refused).toMatchObject({
      kind: 'refused',
      refusal: { code: 'grace_exhausted', retryAt: midnight.getTime() },
    });
    await rig.restart();
    await rig.until((state) => state.link.kind === 'offline');
    expect(await rig.account().meter.reserve({ runId: newRunId(), model: 'm' }, forever)).toMatchObject({
      kind: 'refused',
    });
    await rig.clock.advance(midnight.getTime() - rig.clock.now());
    expect(await rig.account().meter.reserve({ runId: newRunId(), model: 'm' }, forever)).toMatchObject({
      kind: 'granted',
    });
  });
});

test('the page hears of a new day’s offline messages without asking', async () => {
  const rig = await createRig({ offlineGrace: 2, startMs: new Date(2026, 2, 28, 23, 50).getTime() });
  await rig.server.stop();
  await rig.until((state) => state.link.kind === 'offline');
  await rig.account().meter.reserve({ runId: newRunId(), model: 'm' }, forever);
  expect(rig.state().credits.grace.left).toBe(1);
  await rig.clock.advance(10 * 60_000);
  await rig.until((state) => state.credits.grace.left === 2);
});

test('what runs cost is forgotten here after 90 days, and what is still owed never', async () => {
  const rig = await createRig();
  await rig.until(online);
  const { meter } = rig.account();
  const [settled, owed] = [newRunId(), newRunId()];
  for (const runId of [settled, owed]) await meter.reserve({ runId, model: 'm' }, forever);
  await capture(meter, settled);
  await rig.server.stop();
  await capture(meter, owed);
  await rig.close();
  await rig.clock.sleep(91 * 24 * 60 * 60_000);
  rig.open();
  await eventually(async () => (await capture(rig.account().meter, settled)).kind === 'none');
  expect(await capture(rig.account().meter, owed)).toEqual({ kind: 'unsettled' });
});

describe('the end of a run', () => {
  test('is told to whoever listens once the server has heard it', async () => {
    const rig = await createRig();
    await rig.until(online);
    const runId = newRunId();
    const { meter } = rig.account();
    const told: unknown[] = [];
    meter.onSettled((id, charge) => told.push([id, charge.kind]));
    await meter.reserve({ runId, model: 'm' }, forever);
    await rig.server.stop();
    await capture(meter, runId);
    expect(told).toEqual([]);
    await rig.server.start();
    await rig.until((state) => state.unsettledRuns === 0, 1000);
    expect(told).toEqual([[runId, 'captured']]);
  });

  test('is told after a restart when the server was away, and charged once', async () => {
    const rig = await createRig();
    await rig.until(online);
    const runId = newRunId();
    await rig.account().meter.reserve({ runId, model: 'm' }, forever);
    await rig.server.stop();
    expect(await capture(rig.account().meter, runId)).toEqual({ kind: 'unsettled' });
    expect(rig.state().unsettledRuns).toBe(1);
    await rig.restart();
    expect(rig.state().unsettledRuns).toBe(1);
    await rig.server.start();
    await rig.until((state) => state.unsettledRuns === 0, 1000);
    expect(rig.server.holds.get(runId)?.state).toBe('captured');
    expect(await capture(rig.account().meter, runId)).toMatchObject({ kind: 'captured' });
    expect(rig.server.freeLeft()).toBe(19);
  });

  test('is told although its price could not be written down at first', async () => {
    const rig = await createRig();
    await rig.until(online);
    const runId = newRunId();
    const { meter } = rig.account();
    await meter.reserve({ runId, model: 'm' }, forever);
    const mend = breakWrites(rig.dataDir, 'BEFORE UPDATE OF charge ON run_charges');
    await expect(capture(meter, runId)).rejects.toThrow('The disk is full');
    // By then the delivery in the background has met the same disk.
    await eventually(() => rig.logged.some((line) => line.includes('SqliteError')));
    mend();
    await rig.until((state) => state.unsettledRuns === 0, 1000);
    expect(await meter.settle(runId)).toMatchObject({ kind: 'captured' });
  });

  test.each(lies)('is told again after %s', async (_, fault) => {
    const rig = await createRig();
    await rig.until(online);
    const runId = newRunId();
    await rig.account().meter.reserve({ runId, model: 'm' }, forever);
    // A 402 without a reason is nobody's word; a real one is final.
    rig.server.next('POST /v1/holds/:id/capture', fault);
    await capture(rig.account().meter, runId);
    await rig.until((state) => state.unsettledRuns === 0, 1000);
    expect(rig.server.holds.get(runId)?.state).toBe('captured');
    expect(await capture(rig.account().meter, runId)).toMatchObject({ kind: 'captured' });
  });

  test('is not waited for when the server hangs, and settles later', async () => {
    const rig = await createRig();
    await rig.until(online);
    const runId = newRunId();
    await rig.account().meter.reserve({ runId, model: 'm' }, forever);
    rig.server.next('POST /v1/holds/:id/capture', { kind: 'hang' });
    const ending = capture(rig.account().meter, runId);
    await eventually(() => rig.server.count('POST /v1/holds/:id/capture') === 1);
    await rig.clock.advance(1500);
    expect(await ending).toEqual({ kind: 'unsettled' });
    await rig.until((state) => state.unsettledRuns === 0, 1000);
    expect(rig.server.holds.get(runId)?.state).toBe('captured');
  });

  test('is closed by the server’s final no', async () => {
    const rig = await createRig();
    await rig.until(online);
    const runId = newRunId();
    await rig.account().meter.reserve({ runId, model: 'm' }, forever);
    rig.server.next('POST /v1/holds/:id/capture', problemFault(404, 'hold_not_found', 'Gone.'));
    expect(await capture(rig.account().meter, runId)).toEqual({ kind: 'none' });
    expect(rig.state().unsettledRuns).toBe(0);
    await turn();
    expect(rig.server.count('POST /v1/holds/:id/capture')).toBe(1);
  });

  test('waits as long as a 429 asks', async () => {
    const rig = await createRig();
    await rig.until(online);
    const runId = newRunId();
    await rig.account().meter.reserve({ runId, model: 'm' }, forever);
    rig.server.next('POST /v1/holds/:id/capture', problemFault(429, 'rate_limited', 'Slow.', { retry_after_s: 40 }));
    expect(await capture(rig.account().meter, runId)).toEqual({ kind: 'unsettled' });
    await turn();
    await rig.clock.advance(30_000);
    await turn();
    expect(rig.server.count('POST /v1/holds/:id/capture')).toBe(1);
    await rig.until((state) => state.unsettledRuns === 0, 1000);
    expect(rig.server.holds.get(runId)?.state).toBe('captured');
  });
});

test('another server address takes over at once, and the first server’s holds wait for it', async () => {
  const rig = await createRig();
  await rig.until(online);
  const runId = newRunId();
  await rig.account().meter.reserve({ runId, model: 'm' }, forever);
  const second = await createRig();
  await rig.settings.set({ serverAddress: second.server.origin });
  await rig.until((state) => online(state) && state.link.origin === second.server.origin);
  expect(await capture(rig.account().meter, runId)).toEqual({ kind: 'unsettled' });
  expect(second.server.count('POST /v1/holds/:id/capture')).toBe(0);
  await rig.settings.set({ serverAddress: rig.server.origin });
  await eventually(() => rig.server.holds.get(runId)?.state === 'captured');
});
