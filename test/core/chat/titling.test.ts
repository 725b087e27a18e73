// Titles made by models: when one is asked for, what becomes of it, and what it must never do.
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { titleIn, titleMs } from '../../../src/main/core/chat/titling.ts';
import { migrations } from '../../../src/main/core/store/migrations.ts';
import { openStore } from '../../../src/main/core/store/store.ts';
import { wantsTitle } from '../../../src/main/core/chat/chat-queries.ts';
import { textParts } from '../../../src/preload/contract/parts.ts';
import { tempDir } from '../temp-dir.ts';
import { ollamaCut, type Playing } from './doubles.ts';
import { answered, ask, chatId, look, messageId, openScene, runId, watchAll, type Asked, type Scene } from './scene.ts';

const openTitled = (): Scene => openScene({ makesTitles: () => true });

async function answer(scene: Scene, at?: { readonly chatId: Asked['chatId']; readonly parentId: Asked['answerId'] }) {
  const asked = await ask(scene, 'Why is the sky blue?', at);
  const playing = await scene.generator.next();
  playing.say('Because of Rayleigh.');
  playing.end();
  await answered(scene, asked);
  return asked;
}

const titleNow = async (scene: Scene, { chatId: id }: Asked) => (await look(scene, id)).summary.title;

/** What comes first: a question for a title, or nothing, after whatever was under way. */
async function askedForTitle(scene: Scene, next: Promise<Playing>): Promise<boolean> {
  const quiet = scene.clock.advance(1_000).then(() => false);
  return Promise.race([next.then(() => true), quiet]);
}

describe('after the first answer', () => {
  test('its own model is asked for a title, which is told to the list and found by search, and nothing is charged', async () => {
    const scene = openTitled();
    const asked = await answer(scene);
    const title = await scene.titles.next();
    expect(title.request.model).toBe('gemma');
    expect(title.request.parameters).toMatchObject({ think: 'off', numPredict: 200, numCtx: 4096, format: null });
    expect(await titleNow(scene, asked)).toBe('Why is the sky blue?');
    title.say('"Colours ', 'of the Sky."\nIt is about the sky.');
    title.end();
    await expect.poll(() => titleNow(scene, asked)).toBe('Colours of the Sky');
    expect((await scene.client.chats.search({ query: 'colours' })).map((hit) => hit.title)).toEqual([
      'Colours of the Sky',
    ]);
    expect(scene.meter.calls.map(({ kind }) => kind)).toEqual(['reserve', 'capture']);
    expect(scene.defects).toEqual([]);
  });

  test('it is asked as the next turn of the chat, so that Ollama keeps what it has read of it', async () => {
    const scene = openScene({ makesTitles: () => true, systemPrompt: 'Be brief.' });
    const asked = await ask(scene);
    const playing = await scene.generator.next();
    playing.think('Hm.');
    playing.say('Because of Rayleigh.');
    playing.end();
    await answered(scene, asked);
    const { turns } = (await scene.titles.next()).request;
    expect(turns.slice(0, -2)).toEqual(playing.request.turns);
    expect(turns.at(-2)).toEqual({ role: 'assistant', text: 'Because of Rayleigh.' });
    expect(turns.at(-1)?.role).toBe('user');
  });

  test('a model that is no longer in memory is not loaded for it, and asked after a later answer', async () => {
    const scene = openTitled();
    scene.titles.isLoaded = false;
    const next = scene.titles.next();
    const asked = await answer(scene);
    expect(await askedForTitle(scene, next)).toBe(false);
    expect(wantsTitle(scene.store.db, asked.chatId)).toBe(true);
    scene.titles.isLoaded = true;
    await answer(scene, { chatId: asked.chatId, parentId: asked.answerId });
    (await next).end();
    await expect.poll(() => wantsTitle(scene.store.db, asked.chatId)).toBe(false);
    expect(scene.defects).toEqual([]);
  });

  test('a title is let go before the next question reaches the model, in whatever chat that is', async () => {
    const scene = openTitled();
    await answer(scene);
    const title = await scene.titles.next();
    const order: string[] = [];
    title.signal.addEventListener('abort', () => order.push('let go'), { once: true });
    const { generate } = scene.generator;
    scene.generator.generate = (...asked) => {
      order.push('asked');
      return generate(...asked);
    };
    await ask(scene, 'Something else');
    await scene.generator.next();
    expect(order).toEqual(['let go', 'asked']);
  });

  test('a question that waits comes before the title', async () => {
    const scene = openTitled();
    const asked = await ask(scene);
    const playing = await scene.generator.next();
    const ids = { id: messageId(), runId: runId(), answerId: messageId() };
    await scene.client.queue.put({
      ...ids,
      chatId: asked.chatId,
      parts: textParts('And why?'),
      model: 'gemma',
      venue: 'local',
    });
    const title = scene.titles.next();
    playing.say('Because.');
    playing.end();
    const second = await scene.generator.next();
    expect(await askedForTitle(scene, title)).toBe(false);
    second.say('So.');
    second.end();
    expect((await title).request.turns.at(-2)?.text).toBe('So.');
  });

  test('a title that comes after a person has named the chat is not taken', async () => {
    const scene = openTitled();
    const asked = await answer(scene);
    const title = await scene.titles.next();
    await scene.client.chats.rename({ id: asked.chatId, title: 'Mine' });
    title.say('Theirs');
    title.end();
    const taken = 'SELECT 1 AS taken FROM chats WHERE is_title_asked = 1';
    await expect.poll(() => scene.store.db.get(z.unknown(), taken, {})).not.toBeNull();
    expect(await titleNow(scene, asked)).toBe('Mine');
    const more = scene.titles.next();
    await answer(scene, { chatId: asked.chatId, parentId: asked.answerId });
    expect(await askedForTitle(scene, more)).toBe(false);
    expect(await titleNow(scene, asked)).toBe('Mine');
  });

  test('the next question has the model at once, and the title is made after its answer', async () => {
    const scene = openTitled();
    const asked = await answer(scene);
    const first = await scene.titles.next();
    await answer(scene, { chatId: asked.chatId, parentId: asked.answerId });
    expect(first.signal.aborted).toBe(true);
    const second = await scene.titles.next();
    second.say('The sky');
    second.end();
    await expect.poll(() => titleNow(scene, asked)).toBe('The sky');
  });

  test.each([
    ['says nothing', (playing: Playing) => playing.end()],
    ['fails', (playing: Playing) => playing.fail(ollamaCut())],
  ])('a model that %s leaves the title as it is, and is not asked again', async (_, play) => {
    const scene = openTitled();
    const asked = await answer(scene);
    play(await scene.titles.next());
    await expect.poll(() => wantsTitle(scene.store.db, asked.chatId)).toBe(false);
    expect(await titleNow(scene, asked)).toBe('Why is the sky blue?');
    expect(scene.defects).toEqual([]);
  });

  test('a model that is silent for too long is let go', async () => {
    const scene = openTitled();
    const asked = await answer(scene);
    const title = await scene.titles.next();
    await scene.clock.advance(titleMs);
    expect(title.signal.aborted).toBe(true);
    await expect.poll(() => wantsTitle(scene.store.db, asked.chatId)).toBe(false);
  });

  test('a model that does not end is read no further than a title can need', async () => {
    const scene = openTitled();
    const asked = await answer(scene);
    const title = await scene.titles.next();
    title.say('Sky ', ...Array.from({ length: 3_000 }, () => 'and '));
    await expect.poll(() => titleNow(scene, asked)).toMatch(/^Sky and .*…$/);
    expect(title.untaken()).toBeGreaterThan(1_000);
  });

  test('nobody is asked where the setting is off, the answer failed, or it was made elsewhere', async () => {
    const off = openScene();
    const none = off.titles.next();
    await answer(off);
    expect(await askedForTitle(off, none)).toBe(false);

    const scene = openTitled();
    const next = scene.titles.next();
    const failed = await ask(scene);
    (await scene.generator.next()).fail(ollamaCut());
    await watchAll(scene, failed.runId);
    for (const model of ['big-cloud', 'tallystick-demo']) {
      const ids = { runId: runId(), chatId: chatId(), messageId: messageId(), answerId: messageId() };
      await scene.client.chat.send({ ...ids, parentId: null, parts: [{ kind: 'text', text: 'Hello' }], model });
      const playing = await scene.generator.next();
      playing.say('Hello.');
      playing.end();
      await watchAll(scene, ids.runId);
    }
    expect(await askedForTitle(scene, next)).toBe(false);
  });

  test('closing the core does not wait for a title, and leaves it to the next answer', async () => {
    const scene = openTitled();
    const asked = await answer(scene);
    await scene.titles.next();
    await scene.close();
    const again = openScene({ dataDir: scene.dataDir, makesTitles: () => true });
    expect(wantsTitle(again.store.db, asked.chatId)).toBe(true);
  });
});

test.each([
  ['Title: "The blue sky."', 'The blue sky'],
  ['„Blauer Himmel“', 'Blauer Himmel'],
  ['Titel: „Blauer Himmel“', 'Blauer Himmel'],
  ['「蓝天」。', '蓝天'],
  ['**Blue: a colour**', 'Blue: a colour'],
  ['\n\n# Sky\nMore', 'Sky'],
  ['""', null],
  ['', null],
])('%j is the title %j', (said, title) => expect(titleIn(said)).toBe(title));

test('a chat of an earlier version keeps its name, and a new one is asked about', () => {
  const dataDir = tempDir();
  const now = (): number => 1;
  const [old, made] = [chatId(), chatId()];
  const insert = `INSERT INTO chats (id, title, created_at, updated_at) VALUES (@id, 'Hello', 1, 1)`;
  const before = openStore({ dataDir, now, migrations: migrations.filter(({ number }) => number < 210) });
  before.db.run(insert, { id: old });
  before.close();
  const { db, close } = openStore({ dataDir, now });
  db.run(insert, { id: made });
  expect([wantsTitle(db, old), wantsTitle(db, made)]).toEqual([false, true]);
  close();
});
