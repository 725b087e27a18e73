// A chat that grew longer than the model's window: each of the four choices, over a fake Ollama that counts words as tokens and says
// no as the real one does.
import { v7 } from 'uuid';
import { expect, test } from 'vitest';
import { windowOfWords, openLong } from './long-chat.ts';
import { errorAnswer } from '../../support/fake-ollama/behaviour.ts';
import { chatId } from '../chat/scene.ts';
import { plainParameters } from '../../../src/preload/contract/parameters.ts';

test('nothing is cut in silence: the answer says that the chat is too long', async () => {
  const long = await openLong();
  expect(await long.again()).toMatchObject({ kind: 'failed', failure: { code: 'ollama_context_full' } });
  expect(long.fake.requests.at(-1)?.body).toMatchObject({ truncate: false, shift: false });
});

test('a wider window is asked for from then on, and the chat fits again', async () => {
  const long = await openLong();
  await long.client.parameters.set({ chatId: long.chatId, parameters: { ...plainParameters, numCtx: 4_096 } });
  expect(await long.again()).toMatchObject({ kind: 'done' });
  expect(long.fake.requests.at(-1)?.body).toMatchObject({ options: { num_ctx: 4_096 } });
});

test('a summary stands for the oldest turns, is made in pieces that fit, told, kept, and taken back', async () => {
  const long = await openLong();
  const [first, second] = long.answers;
  if (first === undefined || second === undefined) throw new Error('The chat is too short');
  const id = v7();
  const made = await long.client.context.summarise({ chatId: long.chatId, id, uptoId: second, model: long.model });
  expect(made).toEqual({ kind: 'ok' });
  const asked = long.fake.requests.filter(({ path }) => path === '/api/chat').length;
  expect(asked).toBeGreaterThan(5);
  expect(long.meter.calls.filter(({ kind }) => kind === 'reserve')).toHaveLength(long.answers.length);
  const state = await long.context();
  expect(state).toMatchObject({ summaries: [{ id, uptoId: second, text: 'In short.', model: long.model }] });
  expect(await long.again()).toMatchObject({ kind: 'done' });
  const sent = long.lastTurns();
  expect(sent[0]).toMatchObject({ role: 'system', content: expect.stringContaining('In short.') });
  expect(sent.map(({ content }) => content).join(' ')).not.toContain('question 1');
  expect((await long.client.context.forget({ chatId: long.chatId, id })).summaries).toEqual([]);
  expect(await long.again()).toMatchObject({ kind: 'failed' });
});

test('turns that a person names are left out, and come back', async () => {
  const long = await openLong();
  const turn = long.turn(1);
  const state = await long.client.context.leaveOut({ chatId: long.chatId, messageIds: turn, isLeftOut: true });
  expect(state.leftOut.toSorted()).toEqual([...turn].toSorted());
  expect(await long.again()).toMatchObject({ kind: 'done' });
  expect(
    long
      .lastTurns()
      .map(({ content }) => content)
      .join(' '),
  ).not.toContain('question 1');
  await long.client.context.leaveOut({ chatId: long.chatId, messageIds: turn, isLeftOut: false });
  expect(await long.again()).toMatchObject({ kind: 'failed' });
});

test.each([
  ['a summary', null, 'In short.'],
  ['its last turns', 1, 'question 2'],
] as const)('a new chat carries over %s', async (_, turns, expected) => {
  const long = await openLong();
  const newChatId = chatId();
  const leafId = long.leaf();
  const wish = { chatId: long.chatId, id: v7(), leafId, newChatId, turns, model: long.model };
  expect(await long.client.context.carryOver(wish)).toEqual({ kind: 'ok' });
  expect(await long.client.context.carryOver(wish)).toEqual({ kind: 'ok' });
  expect(await long.ask('And now?', newChatId, null)).toMatchObject({ kind: 'done' });
  const [system, ...rest] = long.lastTurns();
  expect(system).toMatchObject({ role: 'system', content: expect.stringContaining(expected) });
  expect(system?.content).not.toContain('question 1');
  expect(rest).toEqual([{ role: 'user', content: 'And now?' }]);
});

test('a summary that fails, or says nothing, changes nothing and is told', async () => {
  const long = await openLong();
  const [first] = long.answers;
  if (first === undefined) throw new Error('The chat is too short');
  const wish = { chatId: long.chatId, id: v7(), uptoId: first, model: long.model };
  long.fake.setBehaviour(errorAnswer(400, 'the input length exceeds the context length'));
  expect(await long.client.context.summarise(wish)).toMatchObject({
    kind: 'failed',
    failure: { code: 'ollama_context_full' },
  });
  long.fake.setBehaviour({ kind: 'answer', text: ['\n'] });
  expect(await long.client.context.summarise(wish)).toEqual({ kind: 'empty' });
  expect((await long.context()).summaries).toEqual([]);
  expect(windowOfWords).toBeLessThan(4_096);
});

test('a caller that goes ends the summary, and the model with it', async () => {
  const long = await openLong();
  const [first] = long.answers;
  if (first === undefined) throw new Error('The chat is too short');
  long.fake.setBehaviour({ kind: 'answer', text: ['a '], ending: { kind: 'never' } });
  const stop = new AbortController();
  const asked = long.fake.next('/api/chat');
  const making = long.client.context.summarise(
    { chatId: long.chatId, id: v7(), uptoId: first, model: long.model },
    { signal: stop.signal },
  );
  const { end } = await asked;
  stop.abort();
  await expect(making).rejects.toThrow(/abort/i);
  expect(await end).toBe('broken_off');
});
