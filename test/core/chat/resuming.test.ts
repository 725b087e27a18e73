// An answer that was cut goes on in a version of its own: nothing it said is lost, and only what is new is counted and charged.
import { cpSync } from 'node:fs';
import { v7 } from 'uuid';
import { expect, test } from 'vitest';
import { firstOllama, OllamaId } from '../../../src/preload/contract/ids.ts';
import { plainParameters } from '../../../src/preload/contract/parameters.ts';
import { textOf, textParts } from '../../../src/preload/contract/parts.ts';
import { fold } from '../../../src/preload/contract/fold.ts';
import { answerParts } from '../../support/answer-parts.ts';
import { tempDir } from '../temp-dir.ts';
import { ollamaCut } from './doubles.ts';
import {
  ask,
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

type How = { readonly said?: string; readonly thought?: string; readonly end?: 'stop' | 'length' };

async function cut(scene: Scene, { said = '', thought = '', end = 'length' }: How): Promise<Asked> {
  const asked = await ask(scene);
  const playing = await scene.generator.next();
  if (thought !== '') playing.think(thought);
  if (said !== '') playing.say(said);
  await scene.clock.advance(600);
  playing.end(end);
  await watchAll(scene, asked.runId);
  return asked;
}

async function resume(scene: Scene, { chatId, answerId: cutId, questionId, empty }: Asked): Promise<Asked> {
  const ids = { runId: runId(), chatId, answerId: messageId() };
  await scene.client.chat.resume({ ...ids, cutId });
  return { ...ids, questionId, empty: { ...empty, ...ids, id: ids.answerId } };
}

const captures = (scene: Scene) => scene.meter.calls.filter(({ kind }) => kind === 'capture');

test('it goes on in place beside the first version, which stays as it was', async () => {
  const scene = openScene();
  const first = await cut(scene, { thought: 'Hm. ', said: 'Once upon' });
  const before = await storedAnswer(scene, first);
  const more = await resume(scene, first);
  const playing = await scene.generator.next();
  expect(playing.request.turns.slice(-2)).toEqual([
    { role: 'user', text: 'Why is the sky blue?' },
    { role: 'assistant', text: 'Once upon' },
  ]);
  expect(playing.request.parameters).toEqual({ ...plainParameters, think: 'off' });
  playing.say(' a time.');
  playing.end();
  const events = await watchAll(scene, more.runId);
  const stored = await storedAnswer(scene, more);
  expect(stored).toMatchObject({ parentId: first.questionId, state: { kind: 'done', reason: 'stop' } });
  expect(stored.parts).toEqual(answerParts('Hm. ', 'Once upon a time.', 0));
  expect(events.reduce(fold, more.empty).parts).toEqual(stored.parts);
  expect(await storedAnswer(scene, first)).toEqual(before);
  expect((await look(scene, first.chatId)).leafId).toBe(more.answerId);
});

test('the chat’s parameters hold but for thinking and form, and the whole answer is checked against the form', async () => {
  const scene = openScene();
  const ids = { chatId: chatId(), runId: runId(), answerId: messageId() };
  const questionId = messageId();
  const parameters = {
    ...plainParameters,
    systemPrompt: 'Be brief.',
    temperature: 0.3,
    seed: 7,
    stop: ['END'],
    numCtx: 8192,
    think: 'high',
    format: { kind: 'json' },
  } as const;
  const question = { parentId: null, messageId: questionId, parts: textParts('As JSON'), model: 'gemma' };
  const { answer: empty } = await scene.client.chat.send({
    ...ids,
    ...question,
    parameters: { ...parameters, stop: ['END'] },
  });
  const first = await scene.generator.next();
  first.say('{"a": ');
  first.end('length');
  await watchAll(scene, ids.runId);
  const more = await resume(scene, { ...ids, questionId, empty });
  const playing = await scene.generator.next();
  expect(playing.request.parameters).toEqual({ ...parameters, think: 'off', format: null });
  expect(playing.request.turns).toEqual([
    { role: 'system', text: 'Be brief.' },
    { role: 'user', text: 'As JSON' },
    { role: 'assistant', text: '{"a": ' },
  ]);
  playing.say('1}');
  playing.end();
  await watchAll(scene, more.runId);
  const whole = await storedAnswer(scene, more);
  expect(textOf(whole.parts)).toBe('{"a": 1}');
  expect(whole.notes).toEqual([{ kind: 'structured', outcome: 'fits', where: '' }]);
});

test('what was said before is shown from the first moment, also before the hold is granted', async () => {
  const scene = openScene();
  const first = await cut(scene, { said: 'Once upon' });
  const grant = Promise.withResolvers<never>();
  scene.meter.onReserve = () => grant.promise;
  const more = await resume(scene, first);
  expect(textOf((await storedAnswer(scene, more)).parts)).toBe('Once upon');
});

test('nothing is charged where nothing is added, and only the new words where something is', async () => {
  const scene = openScene();
  const first = await cut(scene, { said: 'Once upon' });
  const silent = await resume(scene, first);
  (await scene.generator.next()).end();
  await watchAll(scene, silent.runId);
  expect(await storedAnswer(scene, silent)).toMatchObject({ charge: { kind: 'released' } });
  expect(captures(scene)).toHaveLength(1);

  const stopped = await resume(scene, first);
  (await scene.generator.next()).say(' a', ' time');
  await scene.clock.advance(600);
  await scene.client.runs.stop({ runId: stopped.runId });
  await watchAll(scene, stopped.runId);
  expect(captures(scene).at(-1)).toMatchObject({ runId: stopped.runId, usage: { completionTokens: 2 } });
});

test.each([
  { added: '', isPaid: false },
  { added: ' a time', isPaid: true },
])('a kill after "$added" loses nothing and charges only for what was added', async ({ added, isPaid }) => {
  const scene = openScene();
  const first = await cut(scene, { said: 'Once upon' });
  const more = await resume(scene, first);
  const playing = await scene.generator.next();
  if (added !== '') playing.say(added);
  for (const ms of [0, 600]) {
    await scene.clock.advance(ms);
    const dataDir = tempDir();
    cpSync(scene.dataDir, dataDir, { recursive: true });
    const after = openScene({ dataDir, clock: scene.clock });
    const isJournalled = ms > 0;
    const text = isJournalled ? `Once upon${added}` : 'Once upon';
    expect(await storedAnswer(after, more)).toMatchObject({
      parts: [{ kind: 'text', text }],
      state: { kind: 'interrupted' },
    });
    const ends = after.meter.calls.map(({ kind }) => kind);
    expect(ends).toEqual([isPaid && isJournalled ? 'capture' : 'release']);
    await after.close();
  }
});

test('where it got no further than its thoughts, it answers the question without thinking again', async () => {
  const scene = openScene();
  const first = await cut(scene, { thought: 'Hm. ' });
  const more = await resume(scene, first);
  const playing = await scene.generator.next();
  expect(playing.request.turns.at(-1)).toEqual({ role: 'user', text: 'Why is the sky blue?' });
  expect(playing.request.parameters?.think).toBe('off');
  playing.say('Because.');
  playing.end();
  await watchAll(scene, more.runId);
  expect((await storedAnswer(scene, more)).parts).toEqual(answerParts('Hm. ', 'Because.', 0));
});

test('a model that takes its own words for thoughts does not take the kept ones with them', async () => {
  const scene = openScene();
  const more = await resume(scene, await cut(scene, { said: 'Once upon' }));
  const playing = await scene.generator.next();
  playing.say(' a');
  playing.rethink();
  playing.say(' time');
  playing.end();
  await watchAll(scene, more.runId);
  expect((await storedAnswer(scene, more)).parts).toEqual([{ kind: 'text', text: 'Once upon a time' }]);
});

test('asked twice with one run id, it goes on once', async () => {
  const scene = openScene();
  const first = await cut(scene, { said: 'Once upon' });
  const ids = { runId: runId(), chatId: first.chatId, cutId: first.answerId, answerId: messageId() };
  await scene.client.chat.resume(ids);
  const again = await scene.client.chat.resume(ids);
  expect(again.answer.id).toBe(ids.answerId);
  expect((await look(scene, first.chatId)).messages).toHaveLength(3);
});

test('what is whole, empty, failed, a question or elsewhere cannot go on', async () => {
  const scene = openScene();
  const go = (asked: Asked, cutId = asked.answerId) =>
    scene.client.chat.resume({ runId: runId(), chatId: asked.chatId, cutId, answerId: messageId() });
  const whole = await cut(scene, { said: 'Yes.', end: 'stop' });
  await expect(go(whole)).rejects.toMatchObject({ code: 'cannot_continue' });
  await expect(go(await cut(scene, {}))).rejects.toMatchObject({ code: 'cannot_continue' });
  await expect(go(whole, whole.questionId)).rejects.toMatchObject({ code: 'message_not_found' });
  const other = await cut(scene, { said: 'Once' });
  await expect(go(whole, other.answerId)).rejects.toMatchObject({ code: 'message_not_found' });
  const failed = await ask(scene);
  const playing = await scene.generator.next();
  playing.say('Once');
  playing.fail(ollamaCut());
  await watchAll(scene, failed.runId);
  await expect(go(failed)).rejects.toMatchObject({ code: 'cannot_continue' });
});

test('where its Ollama has been removed it does not go on, and nothing is asked of another', async () => {
  const other = OllamaId.parse(v7());
  let isThere = true;
  const scene = openScene({ hasOllama: (id) => id === firstOllama || (isThere && id === other) });
  const ids = { runId: runId(), chatId: chatId(), messageId: messageId(), answerId: messageId() };
  const parts = textParts('Tell me a story');
  await scene.client.chat.send({ ...ids, parentId: null, parts, model: 'gemma', ollama: other });
  const playing = await scene.generator.next();
  playing.say('Once upon');
  playing.end('length');
  await watchAll(scene, ids.runId);
  isThere = false;
  const more = { runId: runId(), chatId: ids.chatId, cutId: ids.answerId, answerId: messageId() };
  await expect(scene.client.chat.resume(more)).rejects.toMatchObject({ code: 'ollama_gone' });
  expect((await look(scene, ids.chatId)).messages).toHaveLength(2);
  isThere = true;
  const { answer } = await scene.client.chat.resume(more);
  expect(answer.ollama).toMatchObject({ id: other });
  expect((await scene.generator.next()).request.ollama).toBe(other);
});
