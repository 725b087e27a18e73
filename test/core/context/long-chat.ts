// A chat of three answered questions, in a whole core over a fake Ollama whose window holds the first two only.
import type { AnswerState } from '../../../src/preload/contract/message.ts';
import type { ContextState } from '../../../src/preload/contract/context.ts';
import type { ChatId, MessageId } from '../../../src/preload/contract/ids.ts';
import { textParts } from '../../../src/preload/contract/parts.ts';
import { answer, errorAnswer, type Behaviour } from '../../support/fake-ollama/behaviour.ts';
import type { ChatAsked } from '../../support/fake-ollama/exchange.ts';
import { besideOf } from '../beside.ts';
import { createMeter } from '../chat/doubles.ts';
import { chatId, messageId, runId } from '../chat/scene.ts';
import { openCore } from '../core-scene.ts';
import { openFake } from '../models/ollama-bench.ts';

/** A word counts as a token. */
export const windowOfWords = 400;

function behave(asked: ChatAsked): Behaviour {
  const words = asked.messages.flatMap(({ content }) => content.split(/\s+/)).length;
  const window = Number(asked.options?.['num_ctx'] ?? windowOfWords);
  // The fake's own window is what /api/ps tells, and what the app then asks for; it holds every chat of these tests.
  if (words > (window === 4_096 ? 4_096 : windowOfWords))
    return errorAnswer(400, 'the input length exceeds the context length');
  const isSummary = asked.messages[0]?.content.startsWith('Summarise') === true;
  return answer(isSummary ? ['In short.'] : ['It ', 'is.']);
}

const filler = ' and so on'.repeat(60);

export async function openLong() {
  const model = 'gemma3:270m';
  const fake = await openFake({ behaviour: behave });
  const meter = createMeter();
  const { client } = await openCore({ meter });
  await client.settings.set({ ollamaAddress: fake.url });
  const id = chatId();
  const answers: MessageId[] = [];
  const questions: MessageId[] = [];

  async function end(run: ReturnType<typeof runId>): Promise<AnswerState> {
    let state: AnswerState = { kind: 'streaming' };
    for await (const event of await client.runs.watch({ runId: run, after: 0 }))
      if (event.kind === 'ended') state = event.state;
    return state;
  }

  async function ask(text: string, chat: ChatId, parentId: MessageId | null): Promise<AnswerState> {
    const ids = { runId: runId(), messageId: messageId(), answerId: messageId() };
    await client.chat.send({ ...ids, chatId: chat, parentId, parts: textParts(text), model });
    questions.push(ids.messageId);
    answers.push(ids.answerId);
    return end(ids.runId);
  }

  for (const n of [1, 2, 3]) await ask(`question ${String(n)}${filler}`, id, answers.at(-1) ?? null);

  return {
    client,
    fake,
    meter,
    model,
    chatId: id,
    answers: [...answers],
    ask,
    leaf: (): MessageId => answers[2] ?? messageId(),
    turn: (n: number): MessageId[] => [questions[n - 1], answers[n - 1]].filter((one) => one !== undefined),
    /** The last question once more. */
    async again(): Promise<AnswerState> {
      const run = runId();
      const questionId = questions[2] ?? messageId();
      await client.chat.regenerate({ runId: run, chatId: id, questionId, answerId: messageId(), model });
      return end(run);
    },
    context: async (): Promise<ContextState> => (await besideOf(client, id)).context,
    lastTurns(): readonly { readonly role: string; readonly content: string }[] {
      const body: unknown = fake.requests.findLast(({ path }) => path === '/api/chat')?.body;
      return isAsked(body) ? body.messages : [];
    },
  };
}

function isAsked(body: unknown): body is ChatAsked {
  return typeof body === 'object' && body !== null && 'messages' in body;
}
