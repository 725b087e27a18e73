// A download goes on through pauses, restarts and broken lines, says what is in its way, and is never more than it is.
import { describe, expect, it } from 'vitest';
import { awayMs, fruitlessMax } from '../../../src/main/core/downloads/downloads.ts';
import { manifestMs } from '../../../src/main/core/models/pull-stream.ts';
import { downloadsMax } from '../../../src/preload/contract/downloads.ts';
import { errorAnswer, htmlPage } from '../../support/fake-ollama/behaviour.ts';
import { createGate } from '../../support/fake-ollama/gate.ts';
import { layer, type FakePull } from '../../support/fake-ollama/fake-pull.ts';
import { openFake, openModels } from '../models/ollama-bench.ts';
import { openRig, until, untilState } from './rig.ts';

const eager = { anyway: false };
const pullsOf = (fake: { readonly requests: readonly { path: string }[] }): number =>
  fake.requests.filter(({ path }) => path === '/api/pull').length;

describe('a download', () => {
  it('is done once Ollama has every file, and the model is there', async () => {
    const fake = await openFake({ models: [] });
    const rig = openRig(fake);
    expect(await rig.downloads.add('tiny', eager)).toEqual({ kind: 'added', name: 'tiny:latest' });
    const done = await untilState(rig, 'tiny:latest', 'done');
    expect(done).toMatchObject({ completedBytes: 8_000_900, totalBytes: 8_000_900 });
    expect(fake.models()).toMatchObject([{ name: 'tiny:latest' }]);
  });

  it('waits for its turn: one model at a time', async () => {
    const gate = createGate();
    const fake = await openFake({ models: [] });
    fake.setPull({ layers: [layer('one', 2_000_000)], gate });
    const rig = openRig(fake);
    await rig.downloads.add('first', eager);
    await rig.downloads.add('second', eager);
    await untilState(rig, 'first:latest', 'pulling');
    expect(rig.downloads.state.current()[1]?.state).toEqual({ kind: 'queued' });
    gate.openForever();
    await untilState(rig, 'second:latest', 'done');
    expect(pullsOf(fake)).toBe(2);
  });

  it('is asked for once, however often it is added', async () => {
    const gate = createGate();
    const fake = await openFake({ models: [] });
    fake.setPull({ layers: [layer('one', 2_000_000)], gate });
    const rig = openRig(fake);
    await rig.downloads.add('tiny', eager);
    await rig.downloads.add('ollama pull tiny:latest', eager);
    await untilState(rig, 'tiny:latest', 'pulling');
    expect(rig.downloads.state.current()).toHaveLength(1);
    gate.openForever();
    await untilState(rig, 'tiny:latest', 'done');
    expect(pullsOf(fake)).toBe(1);
  });

  it('rests while it is paused, with its line to Ollama closed, and then goes on from where it was', async () => {
    const gate = createGate();
    const fake = await openFake({ models: [] });
    fake.setPull({ layers: [layer('one', 4_000_000)], gate });
    const rig = openRig(fake);
    const asked = fake.next('/api/pull');
    await rig.downloads.add('tiny', eager);
    gate.open(2);
    await until(rig.downloads.state, ([one]) => one?.state.kind === 'pulling');
    rig.downloads.pause('tiny:latest');
    expect(rig.downloads.state.current()[0]?.state).toEqual({ kind: 'paused' });
    expect(await (await asked).end).toBe('broken_off');
    gate.openForever();
    rig.downloads.resume('tiny:latest');
    expect(await untilState(rig, 'tiny:latest', 'done')).toMatchObject({ completedBytes: 4_000_000 });
  });

  it('that is paused lets the next one begin', async () => {
    const gate = createGate();
    const fake = await openFake({ models: [] });
    fake.setPull((name) => ({ layers: [layer(name, 2_000_000)], ...(name === 'slow:latest' ? { gate } : {}) }));
    const rig = openRig(fake);
    await rig.downloads.add('slow', eager);
    await rig.downloads.add('next', eager);
    await untilState(rig, 'slow:latest', 'pulling');
    rig.downloads.pause('slow:latest');
    await untilState(rig, 'next:latest', 'done');
    expect(rig.downloads.state.current()[0]?.state.kind).toBe('paused');
  });

  it('is gone when it is cancelled, also for the next start', async () => {
    const gate = createGate();
    const fake = await openFake({ models: [] });
    fake.setPull({ layers: [layer('one', 2_000_000)], gate });
    const rig = openRig(fake);
    await rig.downloads.add('tiny', eager);
    await untilState(rig, 'tiny:latest', 'pulling');
    rig.downloads.cancel('tiny:latest');
    expect(rig.downloads.state.current()).toEqual([]);
    await rig.end('close');
    expect(openRig(fake, { dataDir: rig.dataDir }).downloads.state.current()).toEqual([]);
  });

  it.each(['close', 'crash'] as const)('goes on after the app has ended by %s, in its order', async (how) => {
    const gate = createGate();
    const fake = await openFake({ models: [] });
    fake.setPull((name) => ({ layers: [layer(name, 3_000_000)], gate }));
    const before = openRig(fake);
    await before.downloads.add('first', eager);
    await before.downloads.add('second', eager);
    await before.downloads.add('third', eager);
    before.downloads.pause('third:latest');
    gate.open(1);
    await untilState(before, 'first:latest', 'pulling');
    if (how === 'crash') await fake.stop();
    await before.end('close');
    if (how === 'crash') await fake.start();

    gate.openForever();
    const after = openRig(fake, { dataDir: before.dataDir });
    await untilState(after, 'second:latest', 'done');
    expect(after.downloads.state.current().map(({ name, state }) => [name, state.kind])).toEqual([
      ['first:latest', 'done'],
      ['second:latest', 'done'],
      ['third:latest', 'paused'],
    ]);
  });

  it('goes on by itself when Ollama is started again in the middle, without fetching anything twice', async () => {
    const gate = createGate();
    const fake = await openFake({ models: [] });
    fake.setPull({ layers: [layer('weights', 5_000_000), layer('config', 500)], gate });
    const rig = openRig(fake);
    await rig.downloads.add('tiny', eager);
    gate.open(3);
    await until(rig.downloads.state, ([one]) => one?.state.kind === 'pulling');
    await fake.stop();
    expect(await untilState(rig, 'tiny:latest', 'retrying')).toMatchObject({
      state: { trouble: { code: 'failed' } },
    });
    // Once more while it is still away: that is no reason to give up.
    await rig.clock.untilWaiting(1);
    await rig.clock.advance(awayMs);
    await rig.clock.untilWaiting(1);
    await fake.start();
    gate.openForever();
    await rig.clock.advance(awayMs);
    expect(await untilState(rig, 'tiny:latest', 'done')).toMatchObject({ completedBytes: 5_000_500 });
  });

  it('waits for an Ollama that is away for as long as it takes', async () => {
    const fake = await openFake({ models: [] });
    await fake.stop();
    const rig = openRig(fake);
    await rig.downloads.add('tiny', eager);
    for (let tries = 0; tries < fruitlessMax + 3; tries += 1) {
      await rig.clock.untilWaiting(1);
      expect(rig.downloads.state.current()[0]?.state.kind).toBe('retrying');
      await rig.clock.advance(awayMs);
    }
    await rig.clock.untilWaiting(1);
    await fake.start();
    await rig.clock.advance(awayMs);
    await untilState(rig, 'tiny:latest', 'done');
  });

  it.each([
    ['is cut', { kind: 'cut', afterBytes: 0 }, 'ollama_cut'],
    ['ends too early', { kind: 'missing', afterBytes: 0 }, 'ollama_cut'],
  ] as const)('that %s again and again is given up, and can be asked for anew', async (_, trouble, code) => {
    const fake = await openFake({ models: [] });
    const layers = [layer('weights', 2_000_000)];
    fake.setPull({ layers, trouble });
    const rig = openRig(fake);
    await rig.downloads.add('tiny', eager);
    for (let tries = 1; tries < fruitlessMax; tries += 1) {
      await rig.clock.untilWaiting(1);
      await rig.clock.advance(60_000);
    }
    expect(await untilState(rig, 'tiny:latest', 'failed')).toMatchObject({
      state: { trouble: { code: 'failed', failure: { code } } },
    });
    expect(pullsOf(fake)).toBe(fruitlessMax);
    fake.setPull({ layers });
    rig.downloads.resume('tiny:latest');
    await untilState(rig, 'tiny:latest', 'done');
  });

  it('of which Ollama says nothing more is tried again', async () => {
    const fake = await openFake({ models: [] });
    const layers = [layer('weights', 2_000_000)];
    fake.setPull({ layers, trouble: { kind: 'stall', afterBytes: 1_000_000 } });
    const { models, clock } = openModels(fake.url);
    const reading = (async () => {
      for await (const news of models.stock.pull('tiny', new AbortController().signal)) void news;
    })();
    const ended = reading.then(
      () => null,
      (error: unknown) => error,
    );
    await clock.untilWaiting(1);
    await clock.advance(manifestMs);
    expect(await ended).toMatchObject({ failure: { code: 'ollama_stalled' } });
  });

  it('whose disk fills says so with figures, and goes on once there is room', async () => {
    const fake = await openFake({ models: [] });
    const layers = [layer('weights', 4_000_000)];
    const message = 'write /root/.ollama/models/blobs/sha256-00-partial-0: no space left on device';
    fake.setPull({ layers, trouble: { kind: 'error', afterBytes: 2_000_000, message } });
    let free = 100e9;
    const rig = openRig(fake, { free: () => free });
    await rig.downloads.add('tiny', eager);
    expect(await untilState(rig, 'tiny:latest', 'failed')).toMatchObject({
      completedBytes: 2_000_000,
      state: { trouble: { code: 'disk_full', neededBytes: 2_000_000, freeBytes: 100e9 } },
    });
    free = 1_000;
    rig.downloads.resume('tiny:latest');
    await until(rig.downloads.state, ([one]) => one?.state.kind === 'failed' && one.state.trouble.code === 'disk_full');
    expect(pullsOf(fake)).toBe(1);
    free = 100e9;
    fake.setPull({ layers });
    rig.downloads.resume('tiny:latest');
    await untilState(rig, 'tiny:latest', 'done');
  });

  it('that will not fit is stopped before the disk is full', async () => {
    const gate = createGate();
    const fake = await openFake({ models: [] });
    fake.setPull({ layers: [layer('weights', 4_000_000)], gate });
    const rig = openRig(fake, { free: () => 3_000_000 });
    const asked = fake.next('/api/pull');
    await rig.downloads.add('tiny', eager);
    expect(await untilState(rig, 'tiny:latest', 'failed')).toMatchObject({
      state: { trouble: { code: 'disk_full', neededBytes: 4_000_000, freeBytes: 3_000_000 } },
    });
    expect(await (await asked).end).toBe('broken_off');
  });

  it('that is paused while the disk is looked at stays paused', async () => {
    const fake = await openFake({ models: [] });
    fake.setPull({ layers: [layer('weights', 4_000_000)] });
    const asked = Promise.withResolvers<void>();
    const free = Promise.withResolvers<number>();
    const rig = openRig(fake, {
      free: () => {
        asked.resolve();
        return free.promise;
      },
    });
    await rig.downloads.add('tiny', eager);
    await asked.promise;
    rig.downloads.pause('tiny:latest');
    free.resolve(0);
    fake.setPull((name) => ({ layers: [layer(name, 1_000)] }));
    await rig.end('close');
    expect(rig.downloads.state.current()[0]?.state).toEqual({ kind: 'paused' });
  });

  it('of a model whose size is known is not even begun where it cannot fit, unless that is wanted', async () => {
    const fake = await openFake({ models: [] });
    const rig = openRig(fake, { free: () => 1e9 });
    expect(await rig.downloads.add('gemma3', eager)).toEqual({ kind: 'no_room', neededBytes: 3.3e9, freeBytes: 1e9 });
    expect(rig.downloads.state.current()).toEqual([]);
    expect(await rig.downloads.add('gemma3', { anyway: true })).toEqual({ kind: 'added', name: 'gemma3:latest' });
    await untilState(rig, 'gemma3:latest', 'done');
  });

  it.each([
    ['pull model manifest: file does not exist', { code: 'unknown_model' }],
    ['pull model manifest: 401: {"error":"Invalid username or password."}', { code: 'no_access' }],
    [
      'pull model manifest: 412: \n\nThe model you are attempting to pull requires a newer version of Ollama.',
      { code: 'needs_newer_ollama' },
    ],
    [
      'pull model manifest: 400: {"error":"Repository is not GGUF or is not compatible with llama.cpp"}',
      { code: 'not_gguf' },
    ],
    ['mkdir /usr/share/ollama/.ollama: permission denied', { code: 'not_writable' }],
    ['something nobody has heard of', { code: 'failed', failure: { detail: 'something nobody has heard of' } }],
  ])('that Ollama refuses with “%s” says why', async (message, trouble) => {
    const fake = await openFake({ models: [] });
    fake.setPull({ layers: [], trouble: { kind: 'refused', message } });
    const rig = openRig(fake);
    await rig.downloads.add('tiny', eager);
    expect(await untilState(rig, 'tiny:latest', 'failed')).toMatchObject({ state: { trouble } });
  });

  it.each([
    [
      'the registry cannot be reached',
      'pull model manifest: Get "https://registry.ollama.ai/v2/": dial tcp: lookup registry.ollama.ai: no such host',
      'registry_unreachable',
    ],
    ['a file arrives damaged', 'digest mismatch, file must be downloaded again', 'damaged'],
  ])('is tried again by itself when %s', async (_, message, code) => {
    const fake = await openFake({ models: [] });
    fake.setPull({ layers: [], trouble: { kind: 'refused', message } });
    const rig = openRig(fake);
    await rig.downloads.add('tiny', eager);
    expect(await untilState(rig, 'tiny:latest', 'retrying')).toMatchObject({ state: { trouble: { code } } });
    fake.setPull({ layers: [layer('weights', 1_000)] });
    await rig.clock.untilWaiting(1);
    await rig.clock.advance(60_000);
    await untilState(rig, 'tiny:latest', 'done');
  });

  it('never shows more than there is, whatever sizes are told', async () => {
    const fake = await openFake({ models: [] });
    const digest = layer('weights', 1).digest;
    const lines = [
      { status: 'pulling', digest, total: 10, completed: 5_000 },
      { status: 'pulling', digest, total: -4, completed: 'many' },
      { status: 'pulling', digest, total: 1e300, completed: 7 },
      { status: 'a word of a later version' },
    ];
    const gate = createGate();
    const pull: FakePull = { layers: [layer('weights', 1_000)], gate, trouble: { kind: 'lies', lines } };
    fake.setPull(pull);
    const rig = openRig(fake);
    await rig.downloads.add('tiny', eager);
    gate.openForever();
    const seen: (readonly [number, number])[] = [];
    for await (const [one] of rig.downloads.state.watch(new AbortController().signal)) {
      if (one !== undefined) seen.push([one.completedBytes, one.totalBytes]);
      if (one?.state.kind === 'done') break;
    }
    expect(seen.filter(([completed, total]) => completed > total)).toEqual([]);
    expect(seen.at(-1)?.[1]).toBe(5_000);
  });

  it.each([
    ['a page of something else', htmlPage, 'ollama_wrong_address'],
    ['an old server that knows no downloads', errorAnswer(404, 'not here'), 'ollama_error'],
  ])('that is answered by %s fails, and says so', async (_, behaviour, code) => {
    const fake = await openFake({ models: [] });
    fake.setAnswerAt('/api/pull', behaviour);
    const rig = openRig(fake);
    await rig.downloads.add('tiny', eager);
    expect(await untilState(rig, 'tiny:latest', 'failed')).toMatchObject({
      state: { trouble: { code: 'failed', failure: { code } } },
    });
  });

  it('is refused where the list is full, and where its name is none', async () => {
    const fake = await openFake({ models: [] });
    const gate = createGate();
    fake.setPull({ layers: [layer('one', 1_000)], gate });
    const rig = openRig(fake);
    for (let n = 0; n < downloadsMax; n += 1) await rig.downloads.add(`model-${String(n)}`, eager);
    expect(await rig.downloads.add('one-more', eager)).toEqual({ kind: 'too_many' });
    expect(await rig.downloads.add('a b', eager)).toEqual({ kind: 'malformed', trouble: { code: 'spaces' } });
  });
});
