// The row of a chat that cannot be read, whatever wrote it, costs what cannot be read of it and no other chat; it stays as it is stored.
import { expect, test } from 'vitest';
import { z } from 'zod';
import { ask, answered, look, openScene, type Asked, type Scene } from './scene.ts';
import type { ChatsEvent } from '../../../src/preload/contract/chats.ts';

/** Two chats with an answer each, of which the first is spoiled. */
async function spoiled(assignment: string) {
  const scene = openScene();
  const chats: Asked[] = [];
  for (const said of ['lakes', 'rivers']) {
    const asked = await ask(scene, said);
    (await scene.generator.next()).end();
    await answered(scene, asked);
    chats.push(asked);
  }
  const [first, second] = chats;
  if (first === undefined || second === undefined) throw new Error('Two chats were made');
  const { db } = scene.store;
  // What is damaged, or changed by hand, keeps no rules.
  db.run('PRAGMA foreign_keys = OFF');
  db.run(`UPDATE chats SET ${assignment} WHERE id = @id`, { id: first.chatId });
  return { scene, first, second };
}

async function list(scene: Scene): Promise<Extract<ChatsEvent, { kind: 'snapshot' }>> {
  const events = await scene.client.chats.watch();
  const first = await events.next();
  await events.return();
  if (first.done === true || first.value.kind !== 'snapshot') throw new Error('The list begins with a snapshot');
  return first.value;
}

const rowsOf = ({ store: { db } }: Scene) => db.all(z.unknown(), 'SELECT * FROM chats ORDER BY seq');
const beyond = '9007199254740993';

test.each([
  ['when it was changed', `updated_at = ${beyond}`, { title: 'lakes', unreadable: true }],
  ['when it was made', `created_at = ${beyond}`, { title: 'lakes', createdAt: 0, unreadable: true }],
  ['its Ollama', `ollama = 'One of a later version'`, { title: 'lakes', ollama: 'first', unreadable: true }],
])('a chat is listed and opened although %s cannot be read', async (_what, assignment, told) => {
  const { scene, first, second } = await spoiled(assignment);
  const before = rowsOf(scene);
  const { chats, unlisted } = await list(scene);
  expect(unlisted).toBeUndefined();
  expect(chats.find(({ id }) => id === first.chatId)).toMatchObject(told);
  expect(chats.find(({ id }) => id === second.chatId)).toMatchObject({ title: 'rivers' });
  expect(scene.defects.map(String)).toEqual([`Error: Chat ${first.chatId} cannot be read whole`]);
  expect((await look(scene, first.chatId)).messages).toHaveLength(2);
  expect(rowsOf(scene)).toEqual(before);
});

test('one whose change cannot be told stands where it was made', async () => {
  const { scene, first } = await spoiled(`updated_at = ${beyond}`);
  const chat = (await list(scene)).chats.find(({ id }) => id === first.chatId);
  expect(chat?.updatedAt).toBe(chat?.createdAt);
});

test('a chat whose id cannot be read is counted, and keeps no other from being listed, searched and asked in', async () => {
  const { scene, second } = await spoiled(`id = 'of a later version'`);
  const before = rowsOf(scene);
  const { chats, unlisted } = await list(scene);
  expect(chats.map(({ id }) => id)).toEqual([second.chatId]);
  expect(unlisted).toBe(1);
  expect(await scene.client.chats.search({ query: 'lakes' })).toEqual([]);
  expect(await scene.client.chats.search({ query: 'rivers' })).toHaveLength(2);
  expect(rowsOf(scene)).toEqual(before);
  await ask(scene, 'seas', { chatId: second.chatId, parentId: second.answerId });
});

test('a removed chat whose id cannot be read goes after its time like every other', async () => {
  const { scene, second } = await spoiled(`id = 'of a later version', removed_at = 1`);
  await scene.close();
  const next = openScene({ dataDir: scene.dataDir, clock: scene.clock });
  expect(next.defects).toEqual([]);
  expect(rowsOf(next)).toMatchObject([{ id: second.chatId }]);
});
