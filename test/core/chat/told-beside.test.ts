// Whoever has a chat open is told of each change of what stands beside its messages.
import { expect, test } from 'vitest';
import type { Beside } from '../../../src/preload/contract/chats.ts';
import { textOf, textParts } from '../../../src/preload/contract/parts.ts';
import { besides } from '../beside.ts';
import { openCore } from '../core-scene.ts';
import { createGenerator, createMeter } from './doubles.ts';
import { chatId, messageId, runId } from './scene.ts';

/** An answer is being written, and a window has the chat open. */
async function openWindow() {
  const generator = createGenerator();
  const { client } = await openCore({ generator, meter: createMeter() });
  const ids = { chatId: chatId(), runId: runId(), messageId: messageId(), answerId: messageId() };
  await client.chat.send({ ...ids, parentId: null, parts: textParts('one'), model: 'gemma' });
  const playing = await generator.next();
  const window = besides(client, ids.chatId);
  await window.next();
  return {
    client,
    ids,
    playing,
    /** What it is told of a change. */
    async after(change: () => unknown): Promise<Beside> {
      const next = window.next();
      await change();
      const { value } = await next;
      if (value === undefined) throw new Error('It was told nothing more');
      return value;
    },
    close: () => window.return(),
  };
}

test('of what waits in it', async () => {
  const { client, ids, playing, after, close } = await openWindow();
  const { chatId: id } = ids;
  const waiting = async (change: () => unknown): Promise<string[]> =>
    (await after(change)).queue.map(({ parts }) => textOf(parts));
  const wish = (said: string) => ({
    id: messageId(),
    chatId: id,
    runId: runId(),
    answerId: messageId(),
    parts: textParts(said),
    model: 'gemma',
    venue: 'local' as const,
  });
  const [two, three] = [wish('two'), wish('three')];
  expect(await waiting(() => client.queue.put(two))).toEqual(['two']);
  expect(await waiting(() => client.queue.put(three))).toEqual(['two', 'three']);
  expect(await waiting(() => client.queue.move({ chatId: id, id: three.id, before: two.id }))).toEqual([
    'three',
    'two',
  ]);
  expect(await waiting(() => client.queue.change({ chatId: id, id: two.id, parts: textParts('2') }))).toEqual([
    'three',
    '2',
  ]);
  expect(await waiting(() => client.queue.remove({ chatId: id, id: three.id }))).toEqual(['2']);
  playing.say('1');
  // Then it is asked.
  expect(await waiting(() => playing.end())).toEqual([]);
  await close();
});

test('of what its models see', async () => {
  const { client, ids, after, close } = await openWindow();
  const messageIds = [ids.messageId, ids.answerId];
  const leave = (isLeftOut: boolean) => () => client.context.leaveOut({ chatId: ids.chatId, messageIds, isLeftOut });
  expect((await after(leave(true))).context.leftOut.toSorted()).toEqual(messageIds.toSorted());
  expect((await after(leave(false))).context.leftOut).toEqual([]);
  await close();
});
