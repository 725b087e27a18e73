// Looking after the models of a real Ollama: copies, memory, deletion; and our words for what it says of a download.
import { firstOllama } from '../../src/preload/contract/ids.ts';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it, type TestContext } from 'vitest';
import { createDownloads, type Downloads } from '../../src/main/core/downloads/downloads.ts';
import { createRemovals, type Removals } from '../../src/main/core/downloads/removals.ts';
import { systemClock } from '../../src/main/core/clock.ts';
import type { Clock } from '../../src/main/core/ports.ts';
import { memorySecrets } from '../core/models/ollama-bench.ts';
import { createModels, type Models } from '../../src/main/core/models/models.ts';
import { createSettings } from '../../src/main/core/settings/settings.ts';
import { openStore, type Store } from '../../src/main/core/store/store.ts';
import type { ManagerState } from '../../src/preload/contract/manager.ts';
import { until } from '../core/downloads/rig.ts';
import { liveModel, openLiveOllama, type LiveOllama } from './ollama.ts';

const copyName = 'tally-copy:latest';
const never = new AbortController().signal;

/** Twenty times as fast as the day, so that the time to undo a removal is soon over. */
const hastened: Clock = {
  now: () => Date.now() * 20,
  wait: (ms, signal) => systemClock.wait(ms / 20, signal),
};

let live: LiveOllama | { readonly kind: 'not_here'; readonly reason: string };
let models: Models;
let dataDir: string;
let store: Store;
let removals: Removals;
let downloads: Downloads;

beforeAll(async () => {
  live = await openLiveOllama();
  const ollamaAddress = live.kind === 'here' ? live.url : 'http://127.0.0.1:9';
  const settings = createSettings({
    preferences: { stored: {}, damagedFile: null, keep: async () => undefined },
    defaults: { ollamaAddress, serverAddress: 'http://127.0.0.1:8787' },
  });
  models = createModels({
    settings,
    secrets: memorySecrets(),
    clock: systemClock,
    isInstalled: () => Promise.resolve(true),
    memoryBytes: () => 16e9,
    freeBytes: () => Promise.resolve(null),
    platform: 'linux',
    proxy: null,
  });
  dataDir = await mkdtemp(path.join(tmpdir(), 'tallystick-live-models-'));
  store = openStore({ dataDir, now: () => Date.now() });
  const parts = {
    db: store.db,
    stockOf: () => models.at(firstOllama).stock,
    clock: systemClock,
    reportDefect: () => undefined,
  };
  removals = createRemovals({ ...parts, clock: hastened });
  downloads = createDownloads({ ...parts, onWanted: () => undefined });
});

afterAll(async () => {
  await Promise.all([removals.close(), downloads.close()]);
  store.close();
  await models.close();
  if (live.kind === 'here') await live.stop();
  await rm(dataDir, { recursive: true, force: true });
});

/** As whoever looks after it sees it now. */
async function managerState(): Promise<ManagerState> {
  const leave = new AbortController();
  for await (const state of models.at(firstOllama).watch(leave.signal)) return state;
  throw new Error('It was removed');
}

function here(context: TestContext): void {
  if (live.kind === 'not_here') context.skip(`not here: ${live.reason}`);
}

async function look(): Promise<Extract<ManagerState, { kind: 'ready' }>> {
  await models.refresh();
  const state = await managerState();
  if (state.kind !== 'ready') throw new Error(`it is ${state.kind}`);
  return state;
}

it('a copy is made of the same files, and deleting either frees nothing', async (context) => {
  here(context);
  expect(await models.at(firstOllama).manager.copy({ from: liveModel, to: 'tally-copy' }, never)).toEqual({
    kind: 'copied',
    name: copyName,
  });
  const both = (await look()).models.filter(({ name }) => [liveModel, copyName].includes(name));
  expect(both.map(({ freesBytes }) => freesBytes)).toEqual([0, 0]);
  expect(both[0]).toMatchObject({ capabilities: ['completion'], contextLength: 32_768 });
});

it('a model is loaded for as long as one says, and unloaded at once', async (context) => {
  here(context);
  expect(await models.at(firstOllama).manager.keep(copyName, -1, never)).toEqual({ kind: 'ok' });
  expect((await look()).running).toMatchObject([{ name: copyName, unloadsAt: null }]);
  expect(await models.at(firstOllama).manager.keep(copyName, 600, never)).toEqual({ kind: 'ok' });
  const [one] = (await look()).running;
  expect(one?.sizeBytes).toBeGreaterThan(100e6);
  expect(one?.unloadsAt).toBeGreaterThan(Date.now());
  expect(await models.at(firstOllama).manager.keep(copyName, 0, never)).toEqual({ kind: 'ok' });
  await expect.poll(async () => (await look()).running, { timeout: 60_000 }).toEqual([]);
});

it('its template and parameters are told', async (context) => {
  here(context);
  const shown = await models.at(firstOllama).show(liveModel, never);
  expect(shown.kind === 'ok' && shown.details.template).toContain('Question:');
  expect(shown.kind === 'ok' && shown.details.parameters).toContain('num_predict');
});

it('recommends models itself', async (context) => {
  here(context);
  const { models: found } = await models.at(firstOllama).manager.recommended(never);
  expect(found.some(({ from }) => from === 'ollama')).toBe(true);
});

it('a registry that it cannot reach is said to be just that', async (context) => {
  here(context);
  // Nothing of this name resolves (RFC 2606), so nothing leaves this computer.
  await downloads.at(firstOllama).add('registry.invalid/nobody/nothing', { anyway: false });
  const [one] = await until(downloads.state, ([first]) => first?.state.kind === 'retrying');
  expect(one?.state).toMatchObject({ trouble: { code: 'registry_unreachable' } });
  downloads.at(firstOllama).cancel('registry.invalid/nobody/nothing:latest');
});

it('a removal deletes the copy and leaves the original', async (context) => {
  here(context);
  removals.remove({ ollama: firstOllama, name: copyName });
  await until(removals.state, (list) => list.length === 0);
  const names = (await look()).models.map(({ name }) => name);
  expect(names).toContain(liveModel);
  expect(names).not.toContain(copyName);
});
