import * as fc from 'fast-check';
import { firstOllama } from '../../../src/preload/contract/ids.ts';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { answerMax, unshownMax } from '../../../src/main/core/chat/generation.ts';
import { fold } from '../../../src/preload/contract/fold.ts';
import type { RunEvent } from '../../../src/preload/contract/run-event.ts';
import { plainParameters } from '../../../src/preload/contract/parameters.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { captured, counts, createMeter, held, ollamaCut, refusal } from './doubles.ts';
import { answered, ask, look, messageId, openScene, runId, storedAnswer, watchAll } from './scene.ts';
import { textOf, textParts } from '../../../src/preload/contract/parts.ts';
import { answerParts } from '../../support/answer-parts.ts';

describe('an answer', () => {
  test('is streamed, numbered from 1 without gaps, saved with its counts and captured', async () => {
    const scene = openScene();
    const asked = await ask(scene);
    const playing = await scene.generator.next();
    const events = watchAll(scene, asked.runId);
    playing.think('Light ');
    playing.say('Because ', 'of ', 'Rayleigh.');
    await scene.clock.advance(50);
    playing.end();
    const seen = await events;
    expect(seen.map((event) => event.n)).toEqual(seen.map((_, index) => index + 1));
    const stored = await storedAnswer(scene, asked);
    expect(stored).toMatchObject({
      parts: answerParts('Light ', 'Because of Rayleigh.', 0),
      state: { kind: 'done', reason: 'stop' },
      counts,
      charge: captured,
    });
    expect(seen.reduce(fold, asked.empty)).toEqual(stored);
    expect(scene.meter.calls).toEqual([
      { kind: 'reserve', runId: asked.runId, model: 'gemma' },
      {
        kind: 'capture',
        runId: asked.runId,
        usage: { promptTokens: 11, completionTokens: 7, durationMs: 2000 },
        outcome: 'completed',
      },
    ]);
    expect(scene.defects).toEqual([]);
  });

  test('is asked of the model before the hold is granted, and shows nothing until then', async () => {
    const scene = openScene();
    const grant = Promise.withResolvers<void>();
    scene.meter.onReserve = async () => {
      await grant.promise;
      return { kind: 'granted', charge: held };
    };
    const asked = await ask(scene);
    const playing = await scene.generator.next();
    const stream = await scene.client.runs.watch({ runId: asked.runId, after: 0 });
    const first = stream.next();
    playing.say('early ', 'words');
    playing.end();
    await scene.clock.advance(1000);
    expect(await Promise.race([first.then(() => 'shown'), scene.clock.advance(1).then(() => 'nothing')])).toBe(
      'nothing',
    );
    grant.resolve();
    expect((await first).value).toMatchObject({ n: 1, kind: 'charge', charge: held });
    await stream.return();
    expect(textOf((await answered(scene, asked)).parts)).toBe('early words');
  });

  test('that runs far ahead of its grant waits for it, and is whole in the end', async () => {
    const scene = openScene();
    const grant = Promise.withResolvers<void>();
    scene.meter.onReserve = async () => {
      await grant.promise;
      return { kind: 'granted', charge: held };
    };
    const asked = await ask(scene);
    const playing = await scene.generator.next();
    const text = 'x'.repeat(unshownMax / 4);
    for (let index = 0; index < 40; index += 1) playing.say(text);
    playing.end();
    await scene.clock.advance(100);
    expect(playing.untaken()).toBeGreaterThan(30);
    grant.resolve();
    expect(textOf((await answered(scene, asked)).parts)).toHaveLength(40 * text.length);
  });

  test('that would never end is ended at its bound', async () => {
    const scene = openScene();
    const asked = await ask(scene);
    const playing = await scene.generator.next();
    for (let index = 0; index < 10; index += 1) playing.say('x'.repeat(answerMax / 8));
    expect((await answered(scene, asked)).state).toEqual({ kind: 'done', reason: 'length' });
    expect(playing.signal.aborted).toBe(true);
  });

  test('of a refused run shows no word, aborts the model and says why', async () => {
    const scene = openScene();
    const verdict = Promise.withResolvers<void>();
    scene.meter.onReserve = async () => {
      await verdict.promise;
      return { kind: 'refused', refusal };
    };
    const asked = await ask(scene);
    const playing = await scene.generator.next();
    playing.say('secret');
    verdict.resolve();
    expect((await watchAll(scene, asked.runId)).map((event) => event.kind)).toEqual(['charge', 'ended']);
    expect(await storedAnswer(scene, asked)).toMatchObject({
      parts: [],
      state: { kind: 'refused', refusal },
      charge: { kind: 'none' },
    });
    expect(playing.signal.aborted).toBe(true);
    expect(scene.meter.calls.map((call) => call.kind)).toEqual(['reserve']);
  });

  test('that is stopped after its first words is kept and captured for what was produced', async () => {
    const scene = openScene();
    const asked = await ask(scene);
    const playing = await scene.generator.next();
    playing.say('one ', 'two ', 'three');
    await scene.clock.advance(500);
    await scene.client.runs.stop({ runId: asked.runId });
    expect(playing.signal.aborted).toBe(true);
    expect(await answered(scene, asked)).toMatchObject({
      parts: textParts('one two three'),
      state: { kind: 'stopped' },
      charge: captured,
    });
    expect(scene.meter.calls.at(-1)).toMatchObject({
      kind: 'capture',
      usage: { completionTokens: 3, durationMs: 500 },
      outcome: 'stopped',
    });
  });

  test('that is stopped before its first word costs nothing, also when the model does not listen', async () => {
    const scene = openScene();
    scene.generator.isDeaf = true;
    const asked = await ask(scene);
    await scene.generator.next();
    await scene.client.runs.stop({ runId: asked.runId });
    expect(await answered(scene, asked)).toMatchObject({
      parts: [],
      state: { kind: 'stopped' },
      charge: { kind: 'released' },
    });
  });

  test('that is stopped while the hold is still asked for ends at once, and the hold is released after', async () => {
    const scene = openScene();
    scene.meter.onReserve = (signal) =>
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    const asked = await ask(scene);
    (await scene.generator.next()).say('unseen');
    await scene.clock.advance(0);
    await scene.client.runs.stop({ runId: asked.runId });
    expect(await answered(scene, asked)).toMatchObject({
      parts: [],
      state: { kind: 'stopped' },
      charge: { kind: 'released' },
    });
    expect(scene.meter.calls.map((call) => call.kind)).toEqual(['reserve', 'release']);
    expect(scene.defects).toEqual([]);
  });

  test('whose words turn out to be thoughts shows them as such, and is charged only for what follows', async () => {
    const scene = openScene();
    for (const [words, charge] of [
      ['', { kind: 'released' }],
      ['Yes', captured],
    ] as const) {
      const asked = await ask(scene);
      const playing = await scene.generator.next();
      playing.say('Hm');
      await scene.clock.advance(300);
      playing.rethink();
      if (words !== '') playing.say(words);
      playing.end();
      expect(await answered(scene, asked)).toMatchObject({ parts: answerParts('Hm', words, 300), charge });
      expect(await storedAnswer(scene, asked)).toMatchObject({ parts: answerParts('Hm', words, 300), charge });
    }
  });

  test('that fails keeps its words and is released', async () => {
    const scene = openScene();
    const asked = await ask(scene);
    const playing = await scene.generator.next();
    playing.say('half');
    await scene.clock.advance(100);
    playing.fail(ollamaCut());
    expect(await answered(scene, asked)).toMatchObject({
      parts: textParts('half'),
      state: { kind: 'failed', failure: { code: 'ollama_cut' } },
      charge: { kind: 'released' },
    });
  });

  test('that fails before the hold is decided says so at once and leaves no hold', async () => {
    const scene = openScene();
    scene.meter.onReserve = (signal) =>
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    const asked = await ask(scene);
    const playing = await scene.generator.next();
    await scene.clock.advance(0);
    playing.fail(ollamaCut());
    const seen = await watchAll(scene, asked.runId);
    expect(seen.map((event) => event.kind)).toEqual(['ended', 'charge']);
    expect(scene.meter.calls.map((call) => call.kind)).toEqual(['reserve', 'release']);
  });

  test('whose model throws without a code is a defect, told apart from the world’s failures', async () => {
    const scene = openScene();
    const asked = await ask(scene);
    (await scene.generator.next()).fail(new TypeError('bug'));
    expect((await answered(scene, asked)).state).toMatchObject({ kind: 'failed', failure: { code: 'internal' } });
    expect(scene.defects).toHaveLength(1);
  });

  test('whose price is settled late shows it in every window without being asked', async () => {
    const scene = openScene();
    scene.meter.onCapture = async () => ({ kind: 'unsettled' });
    const asked = await ask(scene);
    const playing = await scene.generator.next();
    playing.say('words');
    playing.end();
    await watchAll(scene, asked.runId);
    const chat = (await scene.client.chats.open({ id: asked.chatId }))[Symbol.asyncIterator]();
    expect((await chat.next()).value).toMatchObject({ chat: { messages: [{}, { charge: { kind: 'unsettled' } }] } });
    const told = chat.next();
    scene.meter.settled(asked.runId, captured);
    expect((await told).value).toMatchObject({ kind: 'message', message: { charge: captured } });
  });

  test('does not wait for a silent meter at its end, and shows the price once the meter knows it', async () => {
    const scene = openScene();
    scene.meter.onCapture = () => new Promise(() => undefined);
    const asked = await ask(scene);
    const playing = await scene.generator.next();
    playing.say('words');
    playing.end();
    const seen = watchAll(scene, asked.runId);
    await scene.clock.advance(20_000);
    expect((await seen).reduce(fold, asked.empty)).toMatchObject({
      state: { kind: 'done' },
      charge: { kind: 'unsettled' },
    });
    scene.meter.settled(asked.runId, captured);
    expect((await storedAnswer(scene, asked)).charge).toEqual(captured);
    expect((await answered(scene, asked)).charge).toEqual(captured);
  });

  test('whose price was known at its end keeps it, whatever is told of its run later', async () => {
    const scene = openScene();
    const asked = await ask(scene);
    const playing = await scene.generator.next();
    scene.meter.settled(asked.runId, { kind: 'released' });
    playing.say('words');
    playing.end();
    const seen = await watchAll(scene, asked.runId);
    scene.meter.settled(asked.runId, { kind: 'released' });
    expect((await storedAnswer(scene, asked)).charge).toEqual(captured);
    expect(await watchAll(scene, asked.runId)).toEqual(seen);
  });
});

describe('watching', () => {
  test('from any number, at any time, gives what is missing for the same answer', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.oneof(
            fc.string({ minLength: 1 }).map((text) => ({ kind: 'text' as const, text })),
            fc.string({ minLength: 1 }).map((text) => ({ kind: 'thinking' as const, text })),
            fc.constant({ kind: 'rethink' as const }),
            fc.integer({ min: 1, max: 400 }).map((ms) => ({ kind: 'wait' as const, ms })),
          ),
          { maxLength: 25 },
        ),
        fc.array(fc.tuple(fc.nat(25), fc.nat(12)), { maxLength: 4 }),
        async (script, watchers) => {
          const scene = openScene();
          const asked = await ask(scene);
          const playing = await scene.generator.next();
          const folds: Promise<unknown>[] = [];
          for (const [index, step] of script.entries()) {
            for (const [at, leaveAfter] of watchers) if (at === index) folds.push(watchInTwo(scene, asked, leaveAfter));
            if (step.kind === 'wait') await scene.clock.advance(step.ms);
            else if (step.kind === 'rethink') playing.rethink();
            else if (step.kind === 'text') playing.say(step.text);
            else playing.think(step.text);
          }
          playing.end();
          await scene.clock.advance(100);
          for (const [, leaveAfter] of watchers) folds.push(watchInTwo(scene, asked, leaveAfter));
          const stored = await storedAnswer(scene, asked);
          expect(stored.state.kind).toBe('done');
          for (const folded of await Promise.all(folds)) expect(folded).toEqual(stored);
          await scene.close();
        },
      ),
      { numRuns: 40 },
    );
  });

  test('a run whose journal is gone gives its whole text, numbered from 1', async () => {
    const scene = openScene();
    const asked = await ask(scene);
    const playing = await scene.generator.next();
    playing.say('long ago');
    playing.end();
    await watchAll(scene, asked.runId);
    await scene.clock.advance(50 * 3600 * 1000);
    expect(scene.store.db.get(z.object({ n: z.int() }), 'SELECT count(*) AS n FROM run_events')).toEqual({ n: 0 });
    for (const after of [0, 3, 999]) {
      const seen = await watchAll(scene, asked.runId, after);
      expect(seen[0]?.n).toBe(1);
      expect(seen.reduce(fold, asked.empty)).toEqual(await storedAnswer(scene, asked));
    }
  });

  test('from a number that no event has starts over from the first', async () => {
    const scene = openScene();
    const asked = await ask(scene);
    (await scene.generator.next()).say('words');
    const live = await scene.client.runs.watch({ runId: asked.runId, after: 999 });
    expect((await live.next()).value).toMatchObject({ n: 1 });
    await scene.client.runs.stop({ runId: asked.runId });
    const whole = await watchAll(scene, asked.runId);
    expect(await watchAll(scene, asked.runId, 999)).toEqual(whole);
    expect(await watchAll(scene, asked.runId, whole.length)).toEqual([]);
    await live.return();
  });

  test('an unknown run is a coded no', async () => {
    await expect(openScene().client.runs.watch({ runId: runId(), after: 0 })).rejects.toMatchObject({
      code: 'run_not_found',
      defined: true,
    });
  });

  test('a watcher that never reads does not hold up the run', async () => {
    const scene = openScene();
    const asked = await ask(scene);
    const playing = await scene.generator.next();
    const idle = await scene.client.runs.watch({ runId: asked.runId, after: 0 });
    for (let index = 0; index < 5000; index += 1) playing.say('word ');
    playing.end();
    expect(textOf((await answered(scene, asked)).parts)).toHaveLength(25_000);
    await idle.return();
  });
});

describe('asking', () => {
  test('twice with one run id asks once and gives the stored pair', async () => {
    const scene = openScene();
    const asked = await ask(scene);
    const input = {
      runId: asked.runId,
      chatId: asked.chatId,
      parentId: null,
      messageId: asked.questionId,
      answerId: asked.answerId,
      parts: textParts('Why is the sky blue?'),
      model: 'gemma',
    };
    const again = await scene.client.chat.send(input);
    expect(again.user).toMatchObject({ id: asked.questionId });
    expect(again.answer).toEqual(asked.empty);
    await scene.clock.advance(0);
    expect(scene.meter.calls).toHaveLength(1);
    expect((await look(scene, asked.chatId)).messages).toHaveLength(2);
  });

  test('while the chat is answering is refused', async () => {
    const scene = openScene();
    const asked = await ask(scene);
    await expect(ask(scene, 'Another', { chatId: asked.chatId, parentId: null })).rejects.toMatchObject({
      code: 'chat_busy',
    });
  });

  test('writes down where the model runs, for good', async () => {
    const scene = openScene();
    const asked = await ask(scene);
    expect(asked.empty.place).toBe('this_computer');
    (await scene.generator.next()).end();
    await watchAll(scene, asked.runId);
    const again = { runId: runId(), answerId: messageId(), chatId: asked.chatId, questionId: asked.questionId };
    await scene.client.chat.regenerate({ ...again, model: 'gpt-oss:120b-cloud' });
    expect(await storedAnswer(scene, again)).toMatchObject({ place: 'cloud' });
    expect(await storedAnswer(scene, asked)).toMatchObject({ place: 'this_computer' });
  });

  test('regenerating adds a second answer beside the first, and sends the model the question only', async () => {
    const scene = openScene({ systemPrompt: 'Be brief.' });
    const asked = await ask(scene);
    const first = await scene.generator.next();
    first.say('one');
    first.end();
    await watchAll(scene, asked.runId);
    const again = { runId: runId(), answerId: messageId() };
    await scene.client.chat.regenerate({
      ...again,
      chatId: asked.chatId,
      questionId: asked.questionId,
      model: 'llama',
    });
    const second = await scene.generator.next();
    expect(second.request).toEqual({
      parameters: plainParameters,
      runId: expect.any(String),
      venue: 'local',
      ollama: firstOllama,
      model: 'llama',
      turns: [
        { role: 'system', text: 'Be brief.' },
        { role: 'user', text: 'Why is the sky blue?' },
      ],
    });
    second.say('two');
    second.end();
    await watchAll(scene, again.runId);
    const chat = await look(scene, asked.chatId);
    expect(chat.messages.map((message) => [message.parentId, textOf(message.parts)])).toEqual([
      [null, 'Why is the sky blue?'],
      [asked.questionId, 'one'],
      [asked.questionId, 'two'],
    ]);
    expect(chat.leafId).toBe(again.answerId);
  });

  test('after an answer that is left out joins both questions to one turn', async () => {
    const scene = openScene();
    const asked = await ask(scene, 'first');
    const playing = await scene.generator.next();
    playing.say('half an answer');
    await scene.clock.advance(100);
    playing.fail(ollamaCut());
    await watchAll(scene, asked.runId);
    await ask(scene, 'second', { chatId: asked.chatId, parentId: asked.answerId });
    expect((await scene.generator.next()).request.turns).toEqual([{ role: 'user', text: 'first\n\nsecond' }]);
  });
});

describe('a full disk', () => {
  test('refuses a question with store_failed and stores no half of it', async () => {
    const scene = openScene();
    const asked = await ask(scene);
    (await scene.generator.next()).end();
    await watchAll(scene, asked.runId);
    limitPages(scene, 0);
    await expect(
      ask(scene, 'x'.repeat(900_000), { chatId: asked.chatId, parentId: asked.answerId }),
    ).rejects.toMatchObject({ failure: { code: 'store_failed' } });
    limitPages(scene, 1_000_000);
    expect((await look(scene, asked.chatId)).messages).toHaveLength(2);
  });

  test('in the middle of an answer loses no word: it is shown, charged to nobody, and saved once there is room', async () => {
    const scene = openScene();
    const asked = await ask(scene);
    const playing = await scene.generator.next();
    const seen = watchAll(scene, asked.runId);
    limitPages(scene, 0);
    const text = 'many words '.repeat(20_000);
    playing.say(text);
    await scene.clock.advance(3000);
    playing.end();
    await scene.clock.advance(5000);
    limitPages(scene, 1_000_000);
    await scene.clock.advance(5000);
    expect((await seen).reduce(fold, asked.empty)).toMatchObject({
      parts: textParts(text),
      state: { kind: 'failed', failure: { code: 'store_failed' } },
      charge: { kind: 'released' },
    });
    expect(await storedAnswer(scene, asked)).toMatchObject({ parts: textParts(text), state: { kind: 'failed' } });
  });
});

describe('the end of the core', () => {
  test('in the middle of an answer saves it as interrupted and settles it', async () => {
    const clock = createFakeClock();
    const first = openScene({ clock });
    const asked = await ask(first);
    const playing = await first.generator.next();
    playing.say('not ', 'yet');
    await clock.advance(5);
    const seen = watchAll(first, asked.runId);
    await first.close();
    expect((await seen).reduce(fold, asked.empty)).toMatchObject({
      parts: textParts('not yet'),
      state: { kind: 'interrupted' },
    });
    expect(first.meter.calls.at(-1)).toMatchObject({
      kind: 'capture',
      usage: { completionTokens: 2 },
      outcome: 'interrupted',
    });
    const second = openScene({ dataDir: first.dataDir, clock });
    expect(await storedAnswer(second, asked)).toMatchObject({
      parts: textParts('not yet'),
      state: { kind: 'interrupted' },
      charge: captured,
    });
  });

  test('does not wait long for a silent meter; its price is shown once the meter of the next start knows it', async () => {
    const clock = createFakeClock();
    const first = openScene({ clock });
    first.meter.onCapture = () => new Promise(() => undefined);
    const asked = await ask(first);
    (await first.generator.next()).say('words');
    await clock.advance(300);
    const closed = first.close();
    await clock.advance(3000);
    await closed;
    const meter = createMeter();
    const second = openScene({ dataDir: first.dataDir, clock, meter });
    expect((await storedAnswer(second, asked)).charge).toEqual({ kind: 'unsettled' });
    meter.settled(asked.runId, captured);
    expect((await storedAnswer(second, asked)).charge).toEqual(captured);
    // The end was written down by the first core, and the first ending stands.
    expect(meter.calls).toEqual([]);
  });
});

async function watchInTwo(
  scene: ReturnType<typeof openScene>,
  asked: Awaited<ReturnType<typeof ask>>,
  leaveAfter: number,
): Promise<unknown> {
  const seen: RunEvent[] = [];
  const leave = new AbortController();
  const stream = await scene.client.runs.watch({ runId: asked.runId, after: 0 }, { signal: leave.signal });
  while (seen.length < leaveAfter) {
    const next = await stream.next();
    if (next.done === true) break;
    seen.push(next.value);
  }
  leave.abort();
  const rest = await watchAll(scene, asked.runId, seen.at(-1)?.n ?? 0);
  return [...seen, ...rest].reduce(fold, asked.empty);
}

/** Leaves room for so many more pages than there are. */
function limitPages(scene: ReturnType<typeof openScene>, more: number): void {
  const pages = scene.store.db.get(z.object({ page_count: z.int() }), 'PRAGMA page_count')?.page_count ?? 0;
  scene.store.db.get(z.unknown(), `PRAGMA max_page_count = ${pages + more}`);
}
