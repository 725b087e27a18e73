// A message of which some cannot be read, whatever wrote it, costs that and not its chat; what is stored of it stays as it is.
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { openStore } from '../../../src/main/core/store/store.ts';
import { textParts } from '../../../src/preload/contract/parts.ts';
import { answered, ask, look, messageId, openScene, runId, type Asked, type Scene } from './scene.ts';

async function askAndAnswer(scene: Scene, said: string, at?: Parameters<typeof ask>[2]): Promise<Asked> {
  const asked = await ask(scene, said, at);
  const playing = await scene.generator.next();
  playing.say(`An answer to ${said}`);
  playing.end();
  await answered(scene, asked);
  return asked;
}

/** Two questions with their answers, of which the first is spoiled. */
async function spoiled(spoil: (scene: Scene, first: Asked) => void) {
  const scene = openScene();
  const first = await askAndAnswer(scene, 'lakes');
  const second = await askAndAnswer(scene, 'rivers', { chatId: first.chatId, parentId: first.answerId });
  spoil(scene, first);
  return { scene, first, second };
}

/** A part that only a later version can read, before all that is there. */
function spoilPart({ store: { db } }: Scene, id: string): void {
  db.run('UPDATE parts SET position = position + 1 WHERE message_seq = (SELECT seq FROM messages WHERE id = @id)', {
    id,
  });
  db.run(
    `INSERT INTO parts (message_seq, position, kind, body)
     SELECT seq, 0, 'image', '{"kind":"image","of":"a later version"}' FROM messages WHERE id = @id`,
    { id },
  );
}

const spoilQuestion = (scene: Scene, { questionId }: Asked): void => spoilPart(scene, questionId);
const spoilAnswer = (scene: Scene, { answerId }: Asked): void => spoilPart(scene, answerId);

function spoilColumn(column: 'state' | 'counts' | 'charge' | 'notes', value = '{"kind":"of a later version"}') {
  return ({ store: { db } }: Scene, { answerId: id }: Asked): void => {
    db.run(`UPDATE answers SET ${column} = @value WHERE message_id = @id`, { id, value });
  };
}

const Row = z.record(z.string(), z.unknown());

function rowsOf({ store: { db } }: Scene) {
  return ['messages', 'answers', 'parts'].map((table) => db.all(Row, `SELECT * FROM ${table} ORDER BY 1`));
}

describe('a chat in which some of a message cannot be read', () => {
  test.each([
    ['a part of the question', spoilQuestion, 'question', 'lakes'],
    ['a part of the answer', spoilAnswer, 'answer', 'An answer to lakes'],
    ['the state', spoilColumn('state'), 'answer', 'An answer to lakes'],
    ['the counts', spoilColumn('counts'), 'answer', 'An answer to lakes'],
    ['the price', spoilColumn('charge'), 'answer', 'An answer to lakes'],
    ['the notes', spoilColumn('notes', '["of a later version"]'), 'answer', 'An answer to lakes'],
    ['JSON that was cut off', spoilColumn('notes', '[{"kind":'), 'answer', 'An answer to lakes'],
  ] as const)('opens with all that can be read (%s)', async (_what, spoil, which, text) => {
    const { scene, first } = await spoiled(spoil);
    const before = rowsOf(scene);
    const id = which === 'question' ? first.questionId : first.answerId;
    const { messages } = await look(scene, first.chatId);
    expect(messages).toHaveLength(4);
    expect(messages.filter(({ unreadable }) => unreadable)).toMatchObject([{ id, parts: textParts(text) }]);
    expect(scene.defects.map(String)).toEqual([`Error: Message ${id} cannot be read whole`]);
    expect(rowsOf(scene)).toEqual(before);
  });

  test.each([
    ['its answer', spoilAnswer, ['lakes\n\nrivers', 'An answer to rivers', 'seas']],
    ['its question, and the answer to it', spoilQuestion, ['rivers', 'An answer to rivers', 'seas']],
  ] as const)('is gone on with, and its models are not sent %s', async (_what, spoil, sent) => {
    const { scene, first, second } = await spoiled(spoil);
    await ask(scene, 'seas', { chatId: first.chatId, parentId: second.answerId });
    expect((await scene.generator.next()).request.turns.map(({ text }) => text)).toEqual(sent);
  });

  test('is gone on with right after it', async () => {
    const { scene, first } = await spoiled(spoilAnswer);
    await ask(scene, 'seas', { chatId: first.chatId, parentId: first.answerId });
    expect((await scene.generator.next()).request.turns.map(({ text }) => text)).toEqual(['lakes\n\nseas']);
  });

  test('is searched, also for what can be read of it', async () => {
    const { scene, first } = await spoiled(spoilQuestion);
    const hits = await scene.client.chats.search({ query: 'lakes' });
    expect(hits.map(({ messageId: id }) => id)).toContain(first.questionId);
  });

  test('opens without a comparison that cannot be read', async () => {
    const { scene, first } = await spoiled(({ store: { db } }, { chatId: id }) => {
      db.run(`UPDATE chats SET compared = '["of a later version"]' WHERE id = @id`, { id });
    });
    expect((await look(scene, first.chatId)).compared).toBeUndefined();
  });

  test('has its branches: another version of the answer is made, and is shown', async () => {
    const { scene, first } = await spoiled(spoilAnswer);
    const again = { chatId: first.chatId, questionId: first.questionId, answerId: messageId(), runId: runId() };
    const { answer } = await scene.client.chat.regenerate({ ...again, model: 'gemma' });
    const playing = await scene.generator.next();
    expect(playing.request.turns).toMatchObject([{ text: 'lakes' }]);
    playing.end();
    await answered(scene, { ...again, empty: answer });
    expect((await look(scene, first.chatId)).leafId).toBe(again.answerId);
    await scene.client.chats.setLeaf({ id: first.chatId, leafId: first.answerId });
    expect((await look(scene, first.chatId)).leafId).toBe(first.answerId);
  });

  test('says so where the question is to be answered again, or its answer is to go on', async () => {
    const { scene, first } = await spoiled((opened, asked) => {
      spoilQuestion(opened, asked);
      spoilColumn('state', '{"kind":"stopped"}')(opened, asked);
    });
    const ids = { chatId: first.chatId, answerId: messageId(), runId: runId() };
    await expect(
      scene.client.chat.regenerate({ ...ids, questionId: first.questionId, model: 'gemma' }),
    ).rejects.toMatchObject({ code: 'message_unreadable' });
    await expect(scene.client.chat.resume({ ...ids, cutId: first.answerId })).rejects.toMatchObject({
      code: 'message_unreadable',
    });
  });

  test('does not go on with an answer of which some is missing', async () => {
    const { scene, first } = await spoiled((opened, asked) => {
      spoilAnswer(opened, asked);
      spoilColumn('state', '{"kind":"stopped"}')(opened, asked);
    });
    const ids = { chatId: first.chatId, answerId: messageId(), runId: runId() };
    await expect(scene.client.chat.resume({ ...ids, cutId: first.answerId })).rejects.toMatchObject({
      code: 'cannot_continue',
    });
  });
});

test('an unfinished answer of which a part cannot be read keeps that part when the next start ends it', async () => {
  const scene = openScene();
  const asked = await ask(scene);
  await scene.generator.next();
  const { dataDir } = scene;
  await scene.close();
  const store = openStore({ dataDir, now: () => 1 });
  store.db.run(`UPDATE answers SET state = '{"kind":"streaming"}', is_streaming = 1, ended_at = NULL`);
  spoilPart({ ...scene, store }, asked.answerId);
  store.close();
  const next = openScene({ dataDir });
  const Kept = z.object({ body: z.string() });
  expect(next.store.db.all(Kept, 'SELECT body FROM parts WHERE body IS NOT NULL')).toHaveLength(1);
  expect((await look(next, asked.chatId)).messages).toMatchObject([
    { role: 'user' },
    { unreadable: true, state: { kind: 'interrupted' } },
  ]);
});
