// The chat feature over a real database, asked through its handlers as the page asks, with the world played by the test.
import { createRouterClient } from '@orpc/server';
import { v7 } from 'uuid';
import { onTestFinished } from 'vitest';
import { createChat, type ChatFeature } from '../../../src/main/core/chat/chat.ts';
import { chatHandlers } from '../../../src/main/core/chat/chat-handlers.ts';
import { insertChat } from '../../../src/main/core/chat/chat-queries.ts';
import { findContext } from '../../../src/main/core/context/context-queries.ts';
import { createPresets } from '../../../src/main/core/presets/presets.ts';
import { openStore, type Store } from '../../../src/main/core/store/store.ts';
import type { ChatEvent } from '../../../src/preload/contract/chats.ts';
import { firstOllama, ChatId, MessageId, RunId, type OllamaId } from '../../../src/preload/contract/ids.ts';
import type { AnswerMessage, Chat } from '../../../src/preload/contract/message.ts';
import { fold } from '../../../src/preload/contract/fold.ts';
import type { RunEvent } from '../../../src/preload/contract/run-event.ts';
import { createFakeClock, type FakeClock } from '../../support/fake-clock.ts';
import { tempDir } from '../temp-dir.ts';
import { createGenerator, createMeter, type PlayedGenerator, type PlayedMeter } from './doubles.ts';
import { textParts } from '../../../src/preload/contract/parts.ts';
import type { QuestionPart } from '../../../src/preload/contract/part.ts';
import type { ToolBox } from '../../../src/main/core/ports.ts';
import { noTools } from '../../support/no-tools.ts';
import { createFiles, type Files } from '../../../src/main/core/files/files.ts';

export const chatId = (): ChatId => ChatId.parse(v7());
export const messageId = (): MessageId => MessageId.parse(v7());
export const runId = (): RunId => RunId.parse(v7());

function clientOf(feature: ChatFeature) {
  return createRouterClient(chatHandlers(feature));
}
export type ChatClient = ReturnType<typeof clientOf>;

export type Scene = {
  readonly files: Files;
  readonly dataDir: string;
  readonly store: Store;
  readonly feature: ChatFeature;
  readonly client: ChatClient;
  readonly clock: FakeClock;
  readonly generator: PlayedGenerator;
  /** Asked for titles. */
  readonly titles: PlayedGenerator;
  readonly meter: PlayedMeter;
  readonly defects: unknown[];
  close(): Promise<void>;
};

export function openScene(
  options: {
    readonly dataDir?: string;
    readonly clock?: FakeClock;
    readonly meter?: PlayedMeter;
    readonly systemPrompt?: string;
    readonly makesTitles?: () => boolean;
    readonly toolBox?: ToolBox;
    /** Whether an Ollama is in the list; left out: only the first is. */
    readonly hasOllama?: (id: OllamaId) => boolean;
    /** Whether two models can answer at once; left out: they cannot. */
    readonly areTogether?: boolean;
  } = {},
): Scene {
  const { dataDir = tempDir(), clock = createFakeClock(), meter = createMeter() } = options;
  const generator = createGenerator();
  const titles = createGenerator();
  const defects: unknown[] = [];
  const reportDefect = (error: unknown): void => void defects.push(error);
  const store = openStore({ dataDir, now: () => clock.now() });
  const files = createFiles({ db: store.db, clock });
  const feature = createChat({
    db: store.db,
    clock,
    files,
    toolBox: options.toolBox ?? noTools,
    hostedTakesTools: (model) => model === 'able',
    generator,
    meter,
    titles: { generator: titles, isOn: options.makesTitles ?? (() => false) },
    systemPrompt: () => options.systemPrompt ?? '',
    parameters: createPresets({ db: store.db, clock, onChange: () => undefined, reportDefect }).ofChats,
    context: { of: (id) => findContext(store.db, id) },
    placeOf: (model) => (model.endsWith('cloud') ? 'cloud' : 'this_computer'),
    ollamaOf: (id) => ((options.hasOllama ?? isFirst)(id) ? { id, name: '' } : null),
    canBeTogether: () => options.areTogether ?? false,
    hostedAt: () => 'https://models.example',
    operator: () => 'Example Models',
    reportDefect,
  });
  feature.recover();
  const close = async (): Promise<void> => {
    await feature.close();
    store.close();
  };
  onTestFinished(close);
  return { files, dataDir, store, feature, client: clientOf(feature), clock, generator, titles, meter, defects, close };
}

const isFirst = (id: OllamaId): boolean => id === firstOllama;

export type Asked = {
  readonly chatId: ChatId;
  readonly runId: RunId;
  readonly questionId: MessageId;
  readonly answerId: MessageId;
  readonly empty: AnswerMessage;
};

/** A question in a new chat, or in the one named. */
export async function ask(
  scene: Scene,
  said: string | QuestionPart[] = 'Why is the sky blue?',
  at?: { readonly chatId: ChatId; readonly parentId: MessageId | null },
): Promise<Asked> {
  const id = at?.chatId ?? chatId();
  const asked = { chatId: id, runId: runId(), questionId: messageId(), answerId: messageId() };
  const { answer } = await scene.client.chat.send({
    runId: asked.runId,
    chatId: id,
    parentId: at?.parentId ?? null,
    messageId: asked.questionId,
    answerId: asked.answerId,
    parts: typeof said === 'string' ? textParts(said) : said,
    model: 'gemma',
  });
  return { ...asked, empty: answer };
}

/** A chat without a message, as versions before this one left them. */
export function emptyChat(scene: Scene): ChatId {
  const id = chatId();
  insertChat(scene.store.db, { id, model: null, now: scene.clock.now() });
  return id;
}

/** Every event from `after` to the end of the stream. */
export async function watchAll(scene: Scene, id: RunId, after = 0): Promise<RunEvent[]> {
  const events: RunEvent[] = [];
  for await (const event of await scene.client.runs.watch({ runId: id, after })) events.push(event);
  return events;
}

export async function answered(scene: Scene, asked: Asked): Promise<AnswerMessage> {
  return (await watchAll(scene, asked.runId)).reduce(fold, asked.empty);
}

/** The chat as a page that opens it now sees it. */
export async function look(scene: Scene, id: ChatId): Promise<Chat> {
  const leave = new AbortController();
  const events = await scene.client.chats.open({ id }, { signal: leave.signal });
  const first: IteratorResult<ChatEvent> = await events.next();
  leave.abort();
  if (first.done === true || first.value.kind !== 'snapshot') throw new Error('A chat opens with a snapshot');
  return first.value.chat;
}

export async function storedAnswer(scene: Scene, asked: Pick<Asked, 'chatId' | 'answerId'>): Promise<AnswerMessage> {
  const found = (await look(scene, asked.chatId)).messages.find((message) => message.id === asked.answerId);
  if (found?.role !== 'assistant') throw new Error('There is no such answer');
  return found;
}
