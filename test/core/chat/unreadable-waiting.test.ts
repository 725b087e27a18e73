// A waiting question that cannot be read stays as it is stored until the person removes it, and holds up nothing.
import { expect, test } from 'vitest';
import { z } from 'zod';
import { textOf, textParts } from '../../../src/preload/contract/parts.ts';
import { besideOf } from '../beside.ts';
import { answered, ask, look, messageId, openScene, runId } from './scene.ts';

/** An answer is being written; of the two questions that wait the first is spoiled. */
async function spoiled(parts = '[{"kind":"of a later version"}]') {
  const scene = openScene();
  const asked = await ask(scene, 'one');
  const playing = await scene.generator.next();
  const put = (said: string) => {
    const ids = { id: messageId(), runId: runId(), answerId: messageId(), chatId: asked.chatId };
    return scene.client.queue.put({ ...ids, parts: textParts(said), model: 'gemma', venue: 'local' });
  };
  const [first] = await put('two');
  if (first === undefined) throw new Error('Nothing waits');
  scene.store.db.run('UPDATE queued_messages SET parts = @parts', { parts });
  await put('three');
  const stored = (): string[] =>
    scene.store.db
      .all(z.object({ parts: z.string() }), 'SELECT parts FROM queued_messages ORDER BY seq')
      .map((row) => row.parts);
  const end = async (): Promise<void> => {
    playing.say('1');
    playing.end();
    await answered(scene, asked);
  };
  return { scene, asked, put, first, stored, end };
}

test.each(['[{"kind":"of a later version"}]', '[]'])(
  'it is told as such, and others are put after it (%s)',
  async (of) => {
    const { scene, asked, put, first } = await spoiled(of);
    const queue = await put('four');
    expect(queue).toMatchObject([{ id: first.id, parts: [], unreadable: true }, {}, {}]);
    expect(queue.map(({ parts }) => textOf(parts))).toEqual(['', 'three', 'four']);
    expect((await besideOf(scene.client, asked.chatId)).queue).toEqual(queue);
  },
);

test('those after it are asked in its place, and so is one that is put where nothing else waits', async () => {
  const { scene, asked, put, end, stored } = await spoiled();
  await end();
  const next = await scene.generator.next();
  expect(next.request.turns.at(-1)?.text).toBe('three');
  next.say('3');
  next.end();
  await expect.poll(async () => (await look(scene, asked.chatId)).summary.activeRunId).toBeNull();
  await put('four');
  expect((await scene.generator.next()).request.turns.at(-1)?.text).toBe('four');
  expect(stored()).toEqual(['[{"kind":"of a later version"}]']);
});

test('it is moved and removed, but not written over', async () => {
  const { scene, asked, first, stored } = await spoiled();
  const { chatId } = asked;
  await scene.client.queue.change({ chatId, id: first.id, parts: textParts('other') });
  expect(stored()).toEqual(['[{"kind":"of a later version"}]', JSON.stringify(textParts('three'))]);
  const moved = await scene.client.queue.move({ chatId, id: first.id, before: null });
  expect(moved.map(({ parts }) => textOf(parts))).toEqual(['three', '']);
  const left = await scene.client.queue.remove({ chatId, id: first.id });
  expect(left.map(({ parts }) => textOf(parts))).toEqual(['three']);
});
