// A message whose place in its chat cannot be read, whatever wrote it, keeps no other from being shown, and stays as it is stored.
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { endOfPath, pathOf } from '../../../src/main/core/chat/message-reading.ts';
import { earlierOf } from '../../../src/main/core/chat/message-queries.ts';
import { openStore } from '../../../src/main/core/store/store.ts';
import type { MessageId } from '../../../src/preload/contract/ids.ts';
import type { Message } from '../../../src/preload/contract/message.ts';
import { textOf } from '../../../src/preload/contract/parts.ts';
import { answered, ask, look, openScene, type Asked, type Scene } from './scene.ts';

/** Three questions with their answers, one after the other. */
async function spoiled(spoil: (scene: Scene, asked: readonly Asked[]) => void) {
  const scene = openScene();
  const asked: Asked[] = [];
  for (const said of ['lakes', 'rivers', 'seas']) {
    const last = asked.at(-1);
    const one = await ask(
      scene,
      said,
      last === undefined ? undefined : { chatId: last.chatId, parentId: last.answerId },
    );
    const playing = await scene.generator.next();
    playing.say(`An answer to ${said}`);
    playing.end();
    await answered(scene, one);
    asked.push(one);
  }
  // What is damaged, or changed by hand, keeps no rules.
  scene.store.db.run('PRAGMA foreign_keys = OFF');
  scene.store.db.run('PRAGMA ignore_check_constraints = ON');
  spoil(scene, asked);
  const [first, second, third] = asked;
  if (first === undefined || second === undefined || third === undefined) throw new Error('Three were asked');
  return { scene, first, second, third };
}

const rowsOf = ({ store: { db } }: Scene) =>
  ['messages', 'answers', 'parts', 'chats'].map((table) => db.all(z.unknown(), `SELECT * FROM ${table} ORDER BY 1`));

/** As the page goes from the end of the branch that it shows. */
function shownIn({ messages, leafId }: { readonly messages: readonly Message[]; readonly leafId: MessageId | null }) {
  const shown: Message[] = [];
  for (let at = messages.find(({ id }) => id === leafId); at !== undefined;) {
    shown.unshift(at);
    const { parentId } = at;
    at = messages.find(({ id }) => id === parentId);
  }
  return shown.map(({ parts, unreadable }) => `${textOf(parts)}${unreadable ? ' (?)' : ''}`);
}

const setId = (column: 'id' | 'parent_id', which: (asked: readonly Asked[]) => string | undefined, value: string) =>
  function spoil({ store: { db } }: Scene, asked: readonly Asked[]): void {
    db.run(`UPDATE messages SET ${column} = @value WHERE id = @id`, { id: which(asked) ?? '', value });
  };

const ofLater = 'an id of a later version';
const whole = ['lakes', 'An answer to lakes', 'rivers', 'An answer to rivers', 'seas', 'An answer to seas'];
const marked = (...places: number[]): string[] => whole.map((said, at) => (places.includes(at) ? `${said} (?)` : said));
const without = (place: number, ...marks: number[]): string[] => marked(...marks).toSpliced(place, 1);

describe('all that can be read is shown, in its order, where it cannot be read', () => {
  test.each([
    ['what a question follows', setId('parent_id', (asked) => asked[1]?.questionId, ofLater), marked(2), 0],
    ['what an answer follows', setId('parent_id', (asked) => asked[1]?.answerId, ofLater), marked(3), 0],
    ['what the first question follows', setId('parent_id', (asked) => asked[0]?.questionId, ofLater), marked(0), 0],
    [
      'where a question follows what was said later',
      ({ store: { db } }: Scene, asked: readonly Asked[]): void =>
        void db.run('UPDATE messages SET parent_id = @later WHERE id = @id', {
          id: asked[1]?.questionId ?? '',
          later: asked[2]?.questionId ?? '',
        }),
      marked(2),
      0,
    ],
    ['which question this is', setId('id', (asked) => asked[1]?.questionId, ofLater), without(2, 3), 1],
    ['which answer this is', setId('id', (asked) => asked[1]?.answerId, ofLater), without(3, 4), 1],
    ['which question the first is', setId('id', (asked) => asked[0]?.questionId, ofLater), without(0, 1), 1],
    ['which answer the last is', setId('id', (asked) => asked[2]?.answerId, ofLater), without(5), 1],
    [
      'where the chat ends',
      ({ store: { db } }: Scene): void => void db.run(`UPDATE chats SET leaf_id = @ofLater`, { ofLater }),
      whole,
      0,
    ],
    [
      'what a question that is gone said',
      ({ store: { db } }: Scene, asked: readonly Asked[]): void =>
        void db.run('DELETE FROM messages WHERE id = @id', { id: asked[1]?.questionId ?? '' }),
      without(2, 3),
      0,
    ],
    [
      'all that an answer has beside its words',
      ({ store: { db } }: Scene, asked: readonly Asked[]): void =>
        void db.run('DELETE FROM answers WHERE message_id = @id', { id: asked[1]?.answerId ?? '' }),
      marked(3),
      0,
    ],
    [
      'which run an answer is of',
      ({ store: { db } }: Scene, asked: readonly Asked[]): void =>
        void db.run('UPDATE answers SET run_id = @ofLater WHERE message_id = @id', {
          ofLater,
          id: asked[1]?.answerId ?? '',
        }),
      marked(3),
      0,
    ],
    [
      'who said it',
      ({ store: { db } }: Scene, asked: readonly Asked[]): void =>
        void db.run(`UPDATE messages SET role = 'of later' WHERE id IN (@question, @answer)`, {
          question: asked[1]?.questionId ?? '',
          answer: asked[1]?.answerId ?? '',
        }),
      marked(2, 3),
      0,
    ],
    [
      'when it was said',
      ({ store: { db } }: Scene, asked: readonly Asked[]): void =>
        void db.run('UPDATE messages SET created_at = 9007199254740993 WHERE id = @id', {
          id: asked[1]?.questionId ?? '',
        }),
      marked(2),
      0,
    ],
  ] as const)('%s', async (_what, spoil, shown, unshown) => {
    const { scene, first } = await spoiled(spoil);
    const before = rowsOf(scene);
    const chat = await look(scene, first.chatId);
    expect(shownIn(chat)).toEqual(shown);
    expect(chat.unshown ?? 0).toBe(unshown);
    expect(scene.defects.length).toBe(shown.filter((said) => said.endsWith('(?)')).length + (unshown > 0 ? 1 : 0));
    const roles = chat.messages.map(({ role }) => role === 'assistant');
    expect(roles).toEqual(chat.messages.map(({ parts }) => textOf(parts).startsWith('An answer')));
    // What a model would be sent goes the same way, and so do the steps and the end of a long chat.
    const { db } = scene.store;
    const leafId = chat.leafId ?? first.answerId;
    const path = pathOf(db, leafId);
    expect(path.map(({ parts }) => textOf(parts))).toEqual(shown.map((said) => said.replace(' (?)', '')));
    expect(endOfPath(db, leafId, 3)).toEqual(path.slice(-3));
    expect(rowsOf(scene)).toEqual(before);
  });
});

test('the steps of a long chat go on over messages that cannot be read, and count them', async () => {
  const { scene, first } = await spoiled(setId('id', (asked) => asked[1]?.answerId, ofLater));
  const steps: ReturnType<typeof earlierOf>[] = [];
  for (let before: number | null = Number.MAX_SAFE_INTEGER; before !== null;) {
    const step = earlierOf(scene.store.db, first.chatId, { before, count: 2 });
    steps.push(step);
    before = step.before;
  }
  const { messages } = await look(scene, first.chatId);
  expect(steps.toReversed().flatMap((step) => step.messages)).toEqual(messages);
  expect(steps.reduce((sum, { unshown }) => sum + unshown, 0)).toBe(1);
});

test('two answers to a question that cannot be read stay versions of each other', async () => {
  const { scene, first, second } = await spoiled(setId('id', (asked) => asked[1]?.questionId, ofLater));
  scene.store.db.run('UPDATE messages SET parent_id = @parentId WHERE id = @id', {
    id: (await look(scene, first.chatId)).leafId,
    parentId: second.questionId,
  });
  const { messages } = await look(scene, first.chatId);
  const lost = messages.filter(({ unreadable }) => unreadable);
  expect(lost.map(({ parentId }) => parentId)).toEqual([first.answerId, first.answerId]);
});

test('the chat is gone on with after the last message that can be read', async () => {
  const { scene, first } = await spoiled(setId('id', (asked) => asked[2]?.answerId, ofLater));
  const { leafId } = await look(scene, first.chatId);
  await ask(scene, 'streams', { chatId: first.chatId, parentId: leafId });
  const { request } = await scene.generator.next();
  expect(request.turns.map(({ text }) => text)).toEqual([...whole.slice(0, 4), 'seas\n\nstreams']);
});

test('an answer to a question that cannot be read is not sent to models', async () => {
  const { scene, first, third } = await spoiled(setId('id', (asked) => asked[1]?.questionId, ofLater));
  await ask(scene, 'streams', { chatId: first.chatId, parentId: third.answerId });
  const { request } = await scene.generator.next();
  expect(request.turns.map(({ text }) => text)).toEqual([...whole.slice(0, 2), ...whole.slice(4), 'streams']);
});

/** `ends`: how many runs the meter hears of; of a run that cannot be named it cannot. */
test.each([
  ['run_id', 'answers', 'message_id', 0],
  ['id', 'messages', 'id', 1],
] as const)(
  'an unfinished answer whose %s cannot be read is ended by the next start, and its chat is not busy',
  async (column, table, key, ends) => {
    const { scene, first, third } = await spoiled(() => undefined);
    const { dataDir } = scene;
    await scene.close();
    const store = openStore({ dataDir, now: () => 1 });
    store.db.run('PRAGMA foreign_keys = OFF');
    store.db.run(
      `UPDATE answers SET state = '{"kind":"streaming"}', is_streaming = 1, ended_at = NULL WHERE message_id = @id`,
      {
        id: third.answerId,
      },
    );
    store.db.run(`UPDATE ${table} SET ${column} = @ofLater WHERE ${key} = @id`, { ofLater, id: third.answerId });
    store.close();
    const next = openScene({ dataDir });
    expect(next.defects).toHaveLength(1);
    expect(next.meter.calls).toEqual(Array.from({ length: ends }, () => ({ kind: 'release', runId: third.runId })));
    const { summary } = await look(next, first.chatId);
    expect(summary.activeRunId).toBeNull();
    await ask(next, 'streams', { chatId: first.chatId, parentId: third.questionId });
  },
);
