// Questions that wait: asked in turn when answers end well, kept otherwise, and never lost or asked twice.
import { cpSync } from 'node:fs';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { keptMs } from '../../../src/preload/contract/file-limits.ts';
import type { ChatId, MessageId } from '../../../src/preload/contract/ids.ts';
import type { Message } from '../../../src/preload/contract/message.ts';
import type { QuestionPart } from '../../../src/preload/contract/part.ts';
import { textOf, textParts } from '../../../src/preload/contract/parts.ts';
import type { QueuedMessage } from '../../../src/preload/contract/queue.ts';
import { queuedMax } from '../../../src/preload/contract/queue-limits.ts';
import { besideOf } from '../beside.ts';
import { tempDir } from '../temp-dir.ts';
import { ollamaCut, type Playing } from './doubles.ts';
import { ask, look, messageId, openScene, runId, watchAll, type Asked, type Scene } from './scene.ts';

function wish(chatId: ChatId, said: string | QuestionPart[]) {
  const parts = typeof said === 'string' ? textParts(said) : said;
  const ids = { id: messageId(), runId: runId(), answerId: messageId() };
  return { ...ids, chatId, parts, model: 'gemma', venue: 'local' as const };
}

const put = (scene: Scene, asked: Pick<Asked, 'chatId'>, said: string | QuestionPart[]) =>
  scene.client.queue.put(wish(asked.chatId, said));

const waiting = async (scene: Scene, chatId: ChatId): Promise<QueuedMessage[]> =>
  (await besideOf(scene.client, chatId)).queue;

const texts = (messages: readonly { readonly parts: Message['parts'] }[]): string[] =>
  messages.map(({ parts }) => textOf(parts));

test('each is asked when the answer before it has ended well, in the order in which they were written', async () => {
  const scene = openScene();
  const asked = await ask(scene, 'one');
  const playing = await scene.generator.next();
  await put(scene, asked, 'two');
  expect(texts(await put(scene, asked, 'three'))).toEqual(['two', 'three']);
  playing.say('1');
  playing.end();
  for (const said of ['two', 'three']) {
    const next = await scene.generator.next();
    expect(next.request.turns.at(-1)).toEqual({ role: 'user', text: said });
    next.say('ok');
    next.end();
  }
  await expect.poll(async () => (await look(scene, asked.chatId)).summary.activeRunId).toBeNull();
  const { messages } = await look(scene, asked.chatId);
  expect(texts(messages)).toEqual(['one', '1', 'two', 'ok', 'three', 'ok']);
  expect(messages.slice(1).map(({ parentId }) => parentId)).toEqual(messages.slice(0, -1).map(({ id }) => id));
  expect(await waiting(scene, asked.chatId)).toEqual([]);
});

const badly: readonly (readonly [string, (scene: Scene, asked: Asked, playing: Playing) => Promise<void>])[] = [
  ['failed', async (_, __, playing) => playing.fail(ollamaCut())],
  ['was stopped', async (scene, asked) => void (await scene.client.runs.stop({ runId: asked.runId }))],
];

test.each(badly)('where the answer %s they stay, and go on after the next good one', async (_, end) => {
  const scene = openScene();
  const asked = await ask(scene, 'one');
  const playing = await scene.generator.next();
  playing.say('1');
  await put(scene, asked, 'two');
  await end(scene, asked, playing);
  await watchAll(scene, asked.runId);
  expect(texts(await waiting(scene, asked.chatId))).toEqual(['two']);
  expect((await look(scene, asked.chatId)).messages).toHaveLength(2);
  const { chatId, questionId } = asked;
  await scene.client.chat.regenerate({ runId: runId(), chatId, questionId, answerId: messageId(), model: 'gemma' });
  const again = await scene.generator.next();
  again.say('1');
  again.end();
  expect((await scene.generator.next()).request.turns.at(-1)?.text).toBe('two');
});

test('they are there after a kill, and nothing is asked until a person says so', async () => {
  const scene = openScene();
  const asked = await ask(scene, 'one');
  await scene.generator.next();
  const [queued] = await put(scene, asked, 'two');
  const dataDir = tempDir();
  cpSync(scene.dataDir, dataDir, { recursive: true });
  const after = openScene({ dataDir, clock: scene.clock });
  expect(await waiting(after, asked.chatId)).toEqual([queued]);
  expect((await look(after, asked.chatId)).summary.activeRunId).toBeNull();
  if (queued === undefined) throw new Error('Nothing waits');
  const { id, createdAt: _, ...rest } = queued;
  await after.client.chat.send({ ...rest, messageId: id, parentId: asked.answerId });
  expect(await waiting(after, asked.chatId)).toEqual([]);
  expect((await after.generator.next()).request.turns.at(-1)?.text).toContain('two');
});

test('it is changed and taken away, is bounded, and the same one twice is one', async () => {
  const scene = openScene();
  const asked = await ask(scene, 'one');
  await scene.generator.next();
  const first = wish(asked.chatId, 'two');
  await scene.client.queue.put(first);
  expect(await scene.client.queue.put(first)).toHaveLength(1);
  const { chatId } = asked;
  const changed = await scene.client.queue.change({ chatId, id: first.id, parts: textParts('three') });
  expect(texts(changed)).toEqual(['three']);
  const other = await ask(scene);
  await scene.client.queue.remove({ chatId: other.chatId, id: first.id });
  expect(await waiting(scene, chatId)).toHaveLength(1);
  expect(await scene.client.queue.remove({ chatId, id: first.id })).toEqual([]);
  for (let n = 0; n < queuedMax; n += 1) await put(scene, asked, String(n));
  await expect(put(scene, asked, 'more')).rejects.toMatchObject({ code: 'queue_full' });
});

test('they are asked in the order into which they were moved, also after a restart', async () => {
  const scene = openScene();
  const asked = await ask(scene, 'one');
  const playing = await scene.generator.next();
  const other = await ask(scene, 'elsewhere');
  const wishes = ['two', 'three', 'four'].map((said) => wish(asked.chatId, said));
  for (const said of ['not here', 'nor here']) await put(scene, other, said);
  for (const one of wishes) await scene.client.queue.put(one);
  const [two, three, four] = wishes.map(({ id }) => id);
  if (two === undefined || three === undefined || four === undefined) throw new Error('Three wait');
  const { chatId } = asked;
  expect(texts(await scene.client.queue.move({ chatId, id: four, before: two }))).toEqual(['four', 'two', 'three']);
  expect(texts(await scene.client.queue.move({ chatId, id: four, before: two }))).toEqual(['four', 'two', 'three']);
  expect(texts(await scene.client.queue.move({ chatId, id: two, before: null }))).toEqual(['four', 'three', 'two']);
  for (const nothing of [
    { id: messageId(), before: two },
    { id: two, before: messageId() },
    { id: two, before: two },
  ])
    expect(texts(await scene.client.queue.move({ chatId, ...nothing }))).toEqual(['four', 'three', 'two']);
  await put(scene, asked, 'five');
  expect(texts(await waiting(scene, other.chatId))).toEqual(['not here', 'nor here']);
  playing.say('1');
  playing.end();
  expect((await scene.generator.next()).request.turns.at(-1)?.text).toBe('elsewhere');
  expect((await scene.generator.next()).request.turns.at(-1)?.text).toBe('four');
  await scene.close();
  const after = openScene({ dataDir: scene.dataDir });
  expect(texts(await waiting(after, chatId))).toEqual(['three', 'two', 'five']);
});

test('one that comes when the answer has just ended is asked at once', async () => {
  const scene = openScene();
  const asked = await ask(scene, 'one');
  const playing = await scene.generator.next();
  playing.say('1');
  playing.end();
  await watchAll(scene, asked.runId);
  expect(await put(scene, asked, 'two')).toEqual([]);
  expect((await scene.generator.next()).request.turns.at(-1)?.text).toBe('two');
});

test('what it brings stays in the store for as long as it waits', async () => {
  const scene = openScene();
  const asked = await ask(scene, 'one');
  await scene.generator.next();
  const fileId = scene.files.put(Buffer.from('words'));
  const file = { kind: 'file', fileId, name: 'a.txt', mediaType: 'text/plain', bytes: 5, chars: 5, tokens: 2 } as const;
  const [queued] = await put(scene, asked, [file]);
  await scene.clock.advance(keptMs + 1);
  expect(scene.files.sweep()).toBe(0);
  if (queued === undefined) throw new Error('Nothing waits');
  await scene.client.queue.remove({ chatId: asked.chatId, id: queued.id });
  expect(scene.files.sweep()).toBe(1);
  await expect(put(scene, asked, [file])).rejects.toMatchObject({ code: 'file_not_found' });
});

const step = fc.oneof(
  fc.record({ kind: fc.constant('queue' as const) }),
  fc.record({ kind: fc.constantFrom('send', 'regenerate', 'resume', 'leaf'), at: fc.nat(50) }),
  fc.record({ kind: fc.constantFrom('unqueue', 'change', 'move'), at: fc.nat(5) }),
  fc.record({ kind: fc.constantFrom('done', 'length', 'fail', 'stop', 'remove', 'restart') }),
);

test('whatever is asked, edited, branched, queued, deleted and restarted, every message is on a path or waits, once', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 14 }), async (steps) => {
      let scene = openScene();
      const { chatId, questionId } = await ask(scene, 'first');
      let playing: Playing | null = await scene.generator.next();
      const written = new Set<MessageId>([questionId]);
      const gone = new Set<MessageId>();
      const model = 'gemma';
      const settled = async (): Promise<void> => {
        const run = (await look(scene, chatId)).summary.activeRunId;
        if (run === null) playing = null;
        else if (playing === null) playing = await scene.generator.next();
      };
      for (const { kind, ...rest } of steps) {
        const { messages, summary } = await look(scene, chatId);
        const at = 'at' in rest ? rest.at : 0;
        const any = messages[at % messages.length];
        const queued = (await waiting(scene, chatId))[at];
        const ids = { runId: runId(), chatId, answerId: messageId() };
        const isResting = summary.activeRunId === null;
        if (kind === 'queue') {
          const next = wish(chatId, 'queued');
          written.add(next.id);
          await scene.client.queue.put(next);
        } else if (kind === 'unqueue' && queued !== undefined) {
          gone.add(queued.id);
          await scene.client.queue.remove({ chatId, id: queued.id });
        } else if (kind === 'change' && queued !== undefined)
          await scene.client.queue.change({ chatId, id: queued.id, parts: textParts('changed') });
        else if (kind === 'move' && queued !== undefined)
          await scene.client.queue.move({
            chatId,
            id: queued.id,
            before: (await waiting(scene, chatId))[0]?.id ?? null,
          });
        else if (kind === 'leaf' && any !== undefined) await scene.client.chats.setLeaf({ id: chatId, leafId: any.id });
        else if (kind === 'send' && isResting && any !== undefined) {
          const message = messageId();
          written.add(message);
          const parentId = any.role === 'user' ? any.parentId : any.id;
          await scene.client.chat.send({ ...ids, parentId, messageId: message, parts: textParts('more'), model });
        } else if (kind === 'regenerate' && isResting && any?.role === 'user')
          await scene.client.chat.regenerate({ ...ids, questionId: any.id, model });
        else if (kind === 'resume' && isResting && any !== undefined)
          await scene.client.chat.resume({ ...ids, cutId: any.id }).catch(() => undefined);
        else if (kind === 'remove') {
          await scene.client.chats.remove({ id: chatId });
          if (summary.activeRunId !== null) await watchAll(scene, summary.activeRunId);
          await scene.client.chats.restore({ id: chatId });
        } else if (kind === 'restart') {
          await scene.close();
          scene = openScene({ dataDir: scene.dataDir, clock: scene.clock });
          playing = null;
        } else if (summary.activeRunId !== null && playing !== null) {
          playing.say('word ');
          await scene.clock.advance(300);
          if (kind === 'done') playing.end();
          if (kind === 'length') playing.end('length');
          if (kind === 'fail') playing.fail(ollamaCut());
          if (kind === 'stop') await scene.client.runs.stop({ runId: summary.activeRunId });
          if (['done', 'length', 'fail', 'stop'].includes(kind)) {
            await watchAll(scene, summary.activeRunId);
            playing = null;
          }
        }
        await settled();
        const now = await look(scene, chatId);
        const byId = new Map(now.messages.map((message) => [message.id, message]));
        const queue = (await waiting(scene, chatId)).map(({ id }) => id);
        for (const message of now.messages) {
          expect(message.parentId === null ? 'user' : byId.get(message.parentId)?.role).toBe(
            message.parentId === null || message.role === 'assistant' ? 'user' : 'assistant',
          );
        }
        expect(byId.has(now.leafId ?? questionId)).toBe(true);
        for (const id of written)
          expect([byId.has(id), queue.includes(id), gone.has(id)].filter(Boolean), id).toHaveLength(1);
        for (const { id, role } of now.messages) if (role === 'user') expect(written.has(id)).toBe(true);
        expect(scene.defects).toEqual([]);
      }
      await scene.close();
    }),
    { numRuns: 60 },
  );
}, 120_000);
