// One question answered by two models: at once or in turn, each with a stop, an end and a charge of its own.
import { cpSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { RunId } from '../../../src/preload/contract/ids.ts';
import type { AnswerMessage } from '../../../src/preload/contract/message.ts';
import { textOf, textParts } from '../../../src/preload/contract/parts.ts';
import { tempDir } from '../temp-dir.ts';
import { ollamaCut, type MeterCall, type Playing } from './doubles.ts';
import { ask, chatId, look, messageId, openScene, runId, watchAll, type Scene } from './scene.ts';

type Compared = Awaited<ReturnType<typeof compare>>;

async function compare(scene: Scene, at = { chatId: chatId() }) {
  const input = {
    runId: runId(),
    chatId: at.chatId,
    parentId: null,
    messageId: messageId(),
    answerId: messageId(),
    parts: textParts('Which is better?'),
    model: 'gemma',
    second: { runId: runId(), answerId: messageId(), model: 'qwen' },
  };
  const started = await scene.client.chat.compare(input);
  return { ...started, input, chatId: at.chatId, runs: [input.runId, input.second.runId] as const };
}

async function now(scene: Scene, { chatId: id, input }: Compared): Promise<readonly [AnswerMessage, AnswerMessage]> {
  const { messages } = await look(scene, id);
  const [first, second] = [input.answerId, input.second.answerId].map((wanted) =>
    messages.find((message) => message.id === wanted),
  );
  if (first?.role !== 'assistant' || second?.role !== 'assistant') throw new Error('Both answers are stored');
  return [first, second];
}

async function states(scene: Scene, compared: Compared) {
  return (await now(scene, compared)).map(({ state }) => state.kind);
}

function say(playing: Playing, text: string): void {
  playing.say(text);
  playing.end();
}

/** What the meter was told of a run, in order. */
const told = (scene: Scene, id: RunId): MeterCall['kind'][] =>
  scene.meter.calls.filter((call) => call.runId === id).map(({ kind }) => kind);

test('both answers are made at once where neither takes anything from the other, and each is charged once', async () => {
  const scene = openScene({ areTogether: true });
  const compared = await compare(scene);
  const [first, second] = [await scene.generator.next(), await scene.generator.next()];
  expect([first, second].map(({ request }) => [request.model, request.runId])).toEqual([
    ['gemma', compared.runs[0]],
    ['qwen', compared.runs[1]],
  ]);
  expect(second.request.turns).toEqual(first.request.turns);
  say(second, 'This.');
  await watchAll(scene, compared.runs[1]);
  expect(await states(scene, compared)).toEqual(['streaming', 'done']);
  say(first, 'That.');
  await watchAll(scene, compared.runs[0]);
  const answers = await now(scene, compared);
  expect(answers.map(({ parts }) => textOf(parts))).toEqual(['That.', 'This.']);
  expect(answers.map(({ charge }) => charge.kind)).toEqual(['captured', 'captured']);
  for (const id of compared.runs) expect(told(scene, id)).toEqual(['reserve', 'capture']);
  const { leafId, summary } = await look(scene, compared.chatId);
  expect([leafId, summary.activeRunId, summary.model]).toEqual([compared.input.answerId, null, 'gemma']);
});

test('else the second waits for the first, says so, and nothing is reserved or asked for it until then', async () => {
  const scene = openScene();
  const compared = await compare(scene);
  expect(compared.answers[1].state).toEqual({ kind: 'streaming', after: compared.runs[0] });
  expect((await now(scene, compared))[1]).toMatchObject({
    state: { after: compared.runs[0] },
    charge: { kind: 'none' },
  });
  const first = await scene.generator.next();
  first.say('That');
  expect(told(scene, compared.runs[1])).toEqual([]);
  first.end();
  const second = await scene.generator.next();
  expect(second.request.model).toBe('qwen');
  expect((await now(scene, compared))[1].state).toEqual({ kind: 'streaming' });
  say(second, 'This.');
  await watchAll(scene, compared.runs[1]);
  expect(await states(scene, compared)).toEqual(['done', 'done']);
  for (const id of compared.runs) expect(told(scene, id)).toEqual(['reserve', 'capture']);
});

test.each([
  [
    'is stopped',
    'stopped',
    async (scene: Scene, { runs }: Compared) => void (await scene.client.runs.stop({ runId: runs[0] })),
  ],
  ['fails', 'failed', async (_: Scene, __: Compared, playing: Playing) => playing.fail(ollamaCut())],
])('where the first %s, the second begins all the same', async (_, state, end) => {
  const scene = openScene();
  const compared = await compare(scene);
  const first = await scene.generator.next();
  first.say('That');
  await end(scene, compared, first);
  say(await scene.generator.next(), 'This.');
  await watchAll(scene, compared.runs[1]);
  expect(await states(scene, compared)).toEqual([state, 'done']);
});

test('one is stopped while the other goes on', async () => {
  const scene = openScene({ areTogether: true });
  const compared = await compare(scene);
  const [first, second] = [await scene.generator.next(), await scene.generator.next()];
  first.say('That');
  await scene.client.runs.stop({ runId: compared.runs[0] });
  await watchAll(scene, compared.runs[0]);
  expect(first.signal.aborted).toBe(true);
  expect(second.signal.aborted).toBe(false);
  expect(await states(scene, compared)).toEqual(['stopped', 'streaming']);
  say(second, 'This.');
  await watchAll(scene, compared.runs[1]);
  expect(await states(scene, compared)).toEqual(['stopped', 'done']);
});

test('one that is stopped while it waits is never asked for, and owes nothing', async () => {
  const scene = openScene();
  const compared = await compare(scene);
  const first = await scene.generator.next();
  await scene.client.runs.stop({ runId: compared.runs[1] });
  await watchAll(scene, compared.runs[1]);
  say(first, 'That.');
  await watchAll(scene, compared.runs[0]);
  expect((await now(scene, compared))[1]).toMatchObject({ state: { kind: 'stopped' }, charge: { kind: 'none' } });
  expect(told(scene, compared.runs[1])).toEqual([]);
});

test('asking for the same comparison twice asks once', async () => {
  const scene = openScene({ areTogether: true });
  const compared = await compare(scene);
  const again = await scene.client.chat.compare(compared.input);
  expect(again.answers.map(({ runId: id }) => id)).toEqual(compared.runs);
  expect((await look(scene, compared.chatId)).messages).toHaveLength(3);
  for (const _ of compared.runs) say(await scene.generator.next(), 'Yes.');
  for (const id of compared.runs) await watchAll(scene, id);
  for (const id of compared.runs) expect(told(scene, id)).toEqual(['reserve', 'capture']);
});

test('they stand side by side until one is chosen, in every window and over a restart', async () => {
  const scene = openScene({ areTogether: true });
  const compared = await compare(scene);
  const pair = [compared.input.answerId, compared.input.second.answerId];
  for (const id of compared.runs) {
    say(await scene.generator.next(), 'Yes.');
    await watchAll(scene, id);
  }
  await scene.close();
  const after = openScene({ dataDir: scene.dataDir });
  const leave = new AbortController();
  const events = await after.client.chats.open({ id: compared.chatId }, { signal: leave.signal });
  expect((await events.next()).value).toMatchObject({ kind: 'snapshot', chat: { compared: pair } });
  await after.client.chats.setCompared({ id: compared.chatId, compared: null });
  expect((await events.next()).value).toEqual(
    expect.objectContaining({ kind: 'message', leafId: compared.input.answerId }),
  );
  expect((await look(after, compared.chatId)).compared).toBeUndefined();
  await after.client.chats.setCompared({ id: compared.chatId, compared: [compared.input.answerId, messageId()] });
  expect((await events.next()).value).toMatchObject({ kind: 'message', compared: [pair[0], expect.any(String)] });
  leave.abort();
});

test('while either is written nothing else is asked in the chat, and what waits there waits for the choice', async () => {
  const scene = openScene({ areTogether: true });
  const compared = await compare(scene);
  const busy = { code: 'chat_busy' };
  const at = { chatId: compared.chatId, parentId: compared.input.answerId };
  await expect(ask(scene, 'And now?', at)).rejects.toMatchObject(busy);
  const ids = { id: messageId(), runId: runId(), answerId: messageId(), chatId: compared.chatId };
  await scene.client.queue.put({ ...ids, parts: textParts('Next'), model: 'gemma', venue: 'local' });
  say(await scene.generator.next(), 'That.');
  await watchAll(scene, compared.runs[0]);
  await expect(ask(scene, 'And now?', at)).rejects.toMatchObject(busy);
  say(await scene.generator.next(), 'This.');
  await watchAll(scene, compared.runs[1]);
  expect((await look(scene, compared.chatId)).messages).toHaveLength(3);
  await ask(scene, 'And now?', { ...at, parentId: compared.input.second.answerId });
  const next = await scene.generator.next();
  expect(next.request.turns.map(({ text }) => text)).toEqual(['Which is better?', 'This.', 'And now?']);
});

test.each([
  ['at once', true, ['reserve'], ['release', 'release']],
  ['in turn', false, [], ['release', 'none']],
])('after a kill each is said to be cut, and owes what its run owes: %s', async (_, areTogether, reserved, owed) => {
  const scene = openScene({ areTogether });
  const compared = await compare(scene);
  await scene.generator.next();
  await scene.clock.advance(0);
  expect(told(scene, compared.runs[1])).toEqual(reserved);
  const dataDir = tempDir();
  cpSync(scene.dataDir, dataDir, { recursive: true });
  const after = openScene({ dataDir });
  const answers = await now(after, compared);
  expect(answers.map(({ state }) => state.kind)).toEqual(['interrupted', 'interrupted']);
  expect(compared.runs.map((id) => told(after, id)[0] ?? 'none')).toEqual(owed);
});

test('where the core closes, neither is left open, and the one that waited owes nothing', async () => {
  const scene = openScene();
  const compared = await compare(scene);
  (await scene.generator.next()).say('That');
  const { dataDir } = scene;
  await scene.close();
  expect(told(scene, compared.runs[1])).toEqual([]);
  expect(await states(openScene({ dataDir }), compared)).toEqual(['interrupted', 'interrupted']);
});

test('nothing is stored where the second may not leave, or where its Ollama is gone', async () => {
  const scene = openScene();
  const input = {
    runId: runId(),
    chatId: chatId(),
    parentId: null,
    messageId: messageId(),
    answerId: messageId(),
    parts: textParts('Which?'),
    model: 'gemma',
  };
  const ids = { runId: runId(), answerId: messageId() };
  const hosted = scene.client.chat.compare({ ...input, second: { ...ids, model: 'big', venue: 'hosted' } });
  await expect(hosted).rejects.toMatchObject({ code: 'sharing_not_agreed' });
  const gone = scene.client.chat.compare({ ...input, second: { ...ids, model: 'qwen', ollama: 'removed' } });
  await expect(gone).rejects.toMatchObject({ code: 'ollama_gone' });
  await expect(look(scene, input.chatId)).rejects.toMatchObject({ code: 'chat_not_found' });
  expect(scene.meter.calls).toEqual([]);
});
