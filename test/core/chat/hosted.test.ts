// Hosted answers in a chat: nothing leaves unasked, the server alone holds and says no, and who answered is kept.
import { firstOllama } from '../../../src/preload/contract/ids.ts';
import { cpSync } from 'node:fs';
import { expect, test } from 'vitest';
import { plainParameters } from '../../../src/preload/contract/parameters.ts';
import type { AnswerMessage } from '../../../src/preload/contract/message.ts';
import { fold } from '../../../src/preload/contract/fold.ts';
import { tempDir } from '../temp-dir.ts';
import { refusal } from './doubles.ts';
import {
  answered,
  chatId,
  look,
  messageId,
  openScene,
  runId,
  storedAnswer,
  watchAll,
  type Asked,
  type Scene,
} from './scene.ts';
import { textParts } from '../../../src/preload/contract/parts.ts';

/** As the scene names it. */
const server = 'https://models.example';

async function askHosted(
  scene: Scene,
  more: { readonly sharesWith?: string; readonly at?: Asked } = {},
): Promise<Asked> {
  const { sharesWith, at } = more;
  const asked = { chatId: at?.chatId ?? chatId(), runId: runId(), questionId: messageId(), answerId: messageId() };
  const { answer } = await scene.client.chat.send({
    runId: asked.runId,
    chatId: asked.chatId,
    parentId: at?.answerId ?? null,
    messageId: asked.questionId,
    answerId: asked.answerId,
    parts: textParts('Why?'),
    model: 'big',
    venue: 'hosted',
    ...(sharesWith === undefined ? {} : { sharesWith }),
  });
  return { ...asked, empty: answer };
}

async function finish(scene: Scene, asked: Asked): Promise<AnswerMessage> {
  const playing = await scene.generator.next();
  playing.say('Yes.');
  playing.end();
  return answered(scene, asked);
}

test('nothing is asked of a server that the person has not agreed to, and once agreed it is remembered with the chat', async () => {
  const scene = openScene();
  await expect(askHosted(scene)).rejects.toMatchObject({ code: 'sharing_not_agreed' });
  await expect(askHosted(scene, { sharesWith: 'https://former.example' })).rejects.toMatchObject({
    code: 'sharing_not_agreed',
  });
  const first = await askHosted(scene, { sharesWith: server });
  await finish(scene, first);
  const { summary } = await look(scene, first.chatId);
  expect(summary).toMatchObject({ model: 'big', venue: 'hosted', sharedWith: server });
  const second = await askHosted(scene, { at: first });
  expect(await finish(scene, second)).toMatchObject({ parts: textParts('Yes.'), place: 'operator' });
  // Another answer needs no second question either; in another chat it does.
  const again = { ...second, runId: runId(), answerId: messageId() };
  const { answer } = await scene.client.chat.regenerate({ ...again, model: 'big', venue: 'hosted' });
  await finish(scene, { ...again, empty: answer });
  await expect(askHosted(scene)).rejects.toMatchObject({ code: 'sharing_not_agreed' });
});

test('an answer can be made again across venues, each under its own name and place', async () => {
  const scene = openScene();
  const first = await askHosted(scene, { sharesWith: server });
  await finish(scene, first);
  const again = { ...first, runId: runId(), answerId: messageId() };
  const { answer } = await scene.client.chat.regenerate({ ...again, model: 'big', venue: 'local' });
  const playing = await scene.generator.next();
  expect(playing.request).toMatchObject({ model: 'big', venue: 'local', runId: again.runId });
  playing.say('Hm');
  playing.end();
  await answered(scene, { ...again, empty: answer });
  expect(await storedAnswer(scene, first)).toMatchObject({ place: 'operator', host: 'Example Models' });
  expect(await storedAnswer(scene, again)).toMatchObject({ place: 'this_computer', host: null });
  expect((await look(scene, first.chatId)).summary.venue).toBe('local');
});

test('no hold of its own is asked for, and its end is handed to the meter like any other', async () => {
  const scene = openScene();
  const asked = await askHosted(scene, { sharesWith: server });
  const playing = await scene.generator.next();
  expect(playing.request).toEqual({
    parameters: plainParameters,
    runId: asked.runId,
    venue: 'hosted',
    ollama: firstOllama,
    model: 'big',
    turns: [{ role: 'user', text: 'Why?' }],
  });
  playing.say('Yes.');
  playing.end();
  await answered(scene, asked);
  expect(scene.meter.calls.map(({ kind }) => kind)).toEqual(['capture']);
});

test('the server’s no becomes the answer, and nothing is owed', async () => {
  const scene = openScene();
  const asked = await askHosted(scene, { sharesWith: server });
  (await scene.generator.next()).refuse(refusal);
  expect(await answered(scene, asked)).toMatchObject({
    parts: [],
    state: { kind: 'refused', refusal },
    charge: { kind: 'none' },
  });
  expect(scene.meter.calls).toEqual([]);
});

const made = {
  kind: 'made',
  model: 'small',
  place: 'this_computer',
  ollama: { id: firstOllama, name: '' },
  notes: [{ kind: 'own_model', asked: 'big' }],
} as const;

test('who answered in place of whom is told while it streams, and kept', async () => {
  const scene = openScene();
  const asked = await askHosted(scene, { sharesWith: server });
  const playing = await scene.generator.next();
  playing.put(made);
  playing.say('Yes.');
  playing.end();
  const { model, place, notes } = made;
  expect(await answered(scene, asked)).toMatchObject({ model, place, notes, parts: textParts('Yes.') });
  expect(await storedAnswer(scene, asked)).toMatchObject({ model, place, notes });
  await scene.close();
  // A week later the journal is gone; a fold of what is replayed still gives the answer.
  const later = openScene({ dataDir: scene.dataDir, clock: scene.clock });
  later.store.db.transact('durable', () => later.store.db.run('DELETE FROM run_events', {}));
  expect((await watchAll(later, asked.runId)).reduce(fold, asked.empty)).toMatchObject({ model, place, notes });
});

test('it is kept also where the app is killed in the middle of the answer', async () => {
  const scene = openScene();
  const asked = await askHosted(scene, { sharesWith: server });
  const playing = await scene.generator.next();
  playing.put(made);
  playing.say('Half');
  const written = new AbortController();
  for await (const event of await scene.client.runs.watch({ runId: asked.runId, after: 0 }, { signal: written.signal }))
    if (event.kind === 'text') break;
  await scene.clock.advance(1_000);
  const dataDir = tempDir();
  cpSync(scene.dataDir, dataDir, { recursive: true });
  const after = openScene({ dataDir, clock: scene.clock });
  expect(await storedAnswer(after, asked)).toMatchObject({
    model: 'small',
    place: 'this_computer',
    notes: made.notes,
    parts: textParts('Half'),
    state: { kind: 'interrupted' },
  });
});
