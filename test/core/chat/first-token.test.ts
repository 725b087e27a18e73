// How long a person waited for the first token is known of every answer that showed one, however it ended.
import { cpSync } from 'node:fs';
import { expect, test } from 'vitest';
import { generate, type GenerationParts } from '../../../src/main/core/chat/generation.ts';
import { fold } from '../../../src/preload/contract/fold.ts';
import { firstOllama } from '../../../src/preload/contract/ids.ts';
import { newRunId } from '../../../src/renderer/rpc/new-id.ts';
import { createMeter, held, ollamaCut } from './doubles.ts';
import { ask, openScene, storedAnswer, watchAll } from './scene.ts';
import { tempDir } from '../temp-dir.ts';

const waitedMs = 1_250;

const endings = {
  done: (end) => end.playing.end(),
  stopped: (end) => void end.scene.client.runs.stop({ runId: end.asked.runId }),
  failed: (end) => end.playing.fail(ollamaCut()),
} satisfies Record<string, (end: Parts) => void>;

type Parts = Awaited<ReturnType<typeof begin>>;

async function begin() {
  const scene = openScene();
  const asked = await ask(scene);
  const playing = await scene.generator.next();
  await scene.clock.advance(waitedMs);
  return { scene, asked, playing };
}

test.each(Object.entries(endings))('it is told of an answer that is %s, and stays', async (kind, end) => {
  const parts = await begin();
  const { scene, asked, playing } = parts;
  const events = watchAll(scene, asked.runId);
  playing.think('Hm');
  await scene.clock.advance(500);
  playing.say('word');
  await scene.clock.advance(500);
  end(parts);
  const shown = (await events).reduce(fold, asked.empty);
  expect(shown).toMatchObject({ state: { kind }, firstTokenMs: waitedMs });
  expect(await storedAnswer(scene, asked)).toEqual(shown);
});

test('it counts until the token is shown, so the wait for the hold is in it', async () => {
  const scene = openScene();
  const grant = Promise.withResolvers<void>();
  scene.meter.onReserve = async () => {
    await grant.promise;
    return { kind: 'granted', charge: held };
  };
  const asked = await ask(scene);
  const playing = await scene.generator.next();
  playing.say('early');
  await scene.clock.advance(waitedMs);
  grant.resolve();
  await scene.clock.advance(100);
  playing.end();
  await watchAll(scene, asked.runId);
  expect((await storedAnswer(scene, asked)).firstTokenMs).toBe(waitedMs);
});

test('an answer that shows nothing has none', async () => {
  const { scene, asked } = await begin();
  await scene.client.runs.stop({ runId: asked.runId });
  await watchAll(scene, asked.runId);
  expect(await storedAnswer(scene, asked)).toMatchObject({ state: { kind: 'stopped' }, firstTokenMs: null });
});

test('it is known of an answer that was cut off by a kill', async () => {
  const { scene, asked, playing } = await begin();
  playing.say('half ');
  await scene.clock.advance(3_000);
  const dataDir = tempDir();
  cpSync(scene.dataDir, dataDir, { recursive: true });
  const next = openScene({ dataDir, clock: scene.clock });
  expect(await storedAnswer(next, asked)).toMatchObject({ state: { kind: 'interrupted' }, firstTokenMs: waitedMs });
});

test('the model is asked before the meter writes anything down, and nothing is asked of it for a run that was stopped by then', async () => {
  const steps: string[] = [];
  const parts = (stop: AbortSignal): GenerationParts => ({
    request: { runId: newRunId(), venue: 'local', model: 'm', ollama: firstOllama, turns: [] },
    generator: {
      async *generate() {
        // What a generator waits for before its question leaves: an address, what is known of the model.
        for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
        steps.push('model');
        yield { kind: 'ended', reason: 'stop', counts: null };
      },
    },
    meter: {
      ...createMeter(),
      reserve: async () => {
        steps.push('meter');
        return { kind: 'granted', charge: held };
      },
    },
    stop,
    madeBefore: 0,
    onGranted: () => undefined,
    onPiece: () => undefined,
    onCalls: async () => null,
    onDefect: (error) => steps.push(String(error)),
  });
  await generate(parts(new AbortController().signal));
  expect(steps.splice(0)).toEqual(['model', 'meter']);
  await generate(parts(AbortSignal.abort('stopped')));
  await new Promise((resolve) => setImmediate(resolve));
  expect(steps).toEqual(['model']);
});
