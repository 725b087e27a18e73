// A chat that is longer than the window, against the real Ollama: what it says, and each of the four choices.
import { v7 } from 'uuid';
import { afterAll, beforeAll, expect, it, type TestContext } from 'vitest';
import type { AnswerState } from '../../src/preload/contract/message.ts';
import { plainParameters, type Parameters } from '../../src/preload/contract/parameters.ts';
import { textParts } from '../../src/preload/contract/parts.ts';
import { createMeter } from '../core/chat/doubles.ts';
import { chatId, messageId, runId } from '../core/chat/scene.ts';
import { openCore } from '../core/core-scene.ts';
import { liveModel, openLiveOllama, type LiveOllama } from './ollama.ts';

let live: LiveOllama | { readonly kind: 'not_here'; readonly reason: string };
beforeAll(async () => {
  live = await openLiveOllama();
});
afterAll(async () => {
  if (live.kind === 'here') await live.stop();
});

function here(context: TestContext): LiveOllama {
  if (live.kind === 'not_here') context.skip(`not here: ${live.reason}`);
  return live;
}

/** Small, so that little has to be read; the real one takes any. */
const narrow: Parameters = { ...plainParameters, numCtx: 512, numPredict: 8 };
const filler = 'A stick of hazel was notched and split. '.repeat(24);

/** Two questions that were answered, and a third with which the chat is too long. */
async function openLong(url: string) {
  const { client } = await openCore({ meter: createMeter() });
  await client.settings.set({ ollamaAddress: url });
  const id = chatId();
  const questions: ReturnType<typeof messageId>[] = [];
  const answers: ReturnType<typeof messageId>[] = [];
  async function end(run: ReturnType<typeof runId>): Promise<AnswerState> {
    let state: AnswerState = { kind: 'streaming' };
    for await (const event of await client.runs.watch({ runId: run, after: 0 }))
      if (event.kind === 'ended') state = event.state;
    return state;
  }
  async function ask(text: string, chat = id, parentId = answers.at(-1) ?? null): Promise<AnswerState> {
    const ids = { runId: runId(), messageId: messageId(), answerId: messageId() };
    const parameters = parentId === null ? { parameters: narrow } : {};
    await client.chat.send({ ...ids, chatId: chat, parentId, parts: textParts(text), model: liveModel, ...parameters });
    questions.push(ids.messageId);
    answers.push(ids.answerId);
    return end(ids.runId);
  }
  await ask(`Remember this. ${filler}`);
  await ask(`And this. ${filler}`);
  const state = await ask(`What was split? ${filler}`);
  const again = async (): Promise<AnswerState> => {
    const run = runId();
    const questionId = questions[2] ?? messageId();
    await client.chat.regenerate({ runId: run, chatId: id, questionId, answerId: messageId(), model: liveModel });
    return end(run);
  };
  return { client, id, questions, answers, state, ask, again };
}

const fits = { kind: 'done' };
const refused = { kind: 'failed', failure: { code: 'ollama_context_full' } };

/** One chat for all four, for the model takes its time to read it: each choice but the last is taken back. */
it('is refused whole, and fits by each of the four choices', { timeout: 900_000 }, async (context) => {
  const { client, id, questions, answers, state, ask, again } = await openLong(here(context).url);
  expect(state).toMatchObject(refused);

  await client.parameters.set({ chatId: id, parameters: { ...narrow, numCtx: 1_024 } });
  expect(await again(), 'in a wider window').toMatchObject(fits);
  await client.parameters.set({ chatId: id, parameters: narrow });

  const messageIds = [questions[0], answers[0]].filter((one) => one !== undefined);
  await client.context.leaveOut({ chatId: id, messageIds, isLeftOut: true });
  expect(await again(), 'once turns are left out').toMatchObject(fits);
  await client.context.leaveOut({ chatId: id, messageIds, isLeftOut: false });
  expect(await again(), 'with all of them again').toMatchObject(refused);

  const newChatId = chatId();
  const leafId = answers.at(-1) ?? messageId();
  const wish = { chatId: id, id: v7(), leafId, newChatId, turns: 1, model: liveModel };
  expect(await client.context.carryOver(wish)).toEqual({ kind: 'ok' });
  expect(await ask('What was split?', newChatId, null), 'in a new chat with the last turn').toMatchObject(fits);

  const uptoId = answers[1] ?? messageId();
  // The model is no instruction model and may say nothing; then that is what is told.
  const made = await client.context.summarise({ chatId: id, id: v7(), uptoId, model: liveModel });
  expect(['ok', 'empty']).toContain(made.kind);
  if (made.kind === 'ok') expect(await again(), 'once a summary stands for the oldest turns').toMatchObject(fits);
});
