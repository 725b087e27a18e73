// The whole app contract over the double's memory.
import { createHash } from 'node:crypto';
import { implement } from '@orpc/server';
import { appContract } from '../../../src/preload/contract/contract.ts';
import { firstOllama, type ChatId, type MessageId, type RunId } from '../../../src/preload/contract/ids.ts';
import type { AnswerMessage, ChatSummary, Compared, UserMessage } from '../../../src/preload/contract/message.ts';
import type { ModelDetails, Place, Venue } from '../../../src/preload/contract/models.ts';
import { OllamaAddress } from '../../../src/preload/contract/ollama-address.ts';
import { FileId } from '../../../src/preload/contract/file-part.ts';
import { Settings } from '../../../src/preload/contract/settings.ts';
import { accountRouter } from './account-router.ts';
import { ollamasOf, ollamasRouter, watchOllamas } from './ollamas-router.ts';
import { doctorRouter, downloadsRouter, managerRouter } from './models-router.ts';
import { contextRouter } from './context-router.ts';
import { queueRouter, without } from './queue-router.ts';
import { toolsRouter } from './tools-router.ts';
import { presetsRouter } from './presets-router.ts';
import { usageRouter } from './usage-router.ts';
import { startRun } from './play-run.ts';
import { demoModel } from './scenarios.ts';
import { searchChats } from './search-chats.ts';
import { besideOf, putMessage, putSummary, tellBeside, type World } from './world.ts';
import { textOf } from '../../../src/preload/contract/parts.ts';

const os = implement(appContract);
const always = new AbortController().signal;

/** `origin`: where the double itself serves its checkout page. */
export function createRouter(world: World, origin: () => string) {
  return os.router({
    account: accountRouter(world, origin),
    app: appRouter(world),
    chat: chatRouter(world),
    chats: chatsRouter(world),
    doctor: doctorRouter(world),
    downloads: downloadsRouter(world),
    manager: managerRouter(world),
    files: filesRouter(world),
    hosted: { watch: os.hosted.watch.handler(({ signal }) => watchOf(world.hosted, signal)) },
    models: modelsRouter(world),
    pictures: {
      fetch: os.pictures.fetch.handler(({ input }) => world.pictures(input.url)),
    },
    ollamas: ollamasRouter(world),
    ...contextRouter(world),
    ...queueRouter(world),
    ...presetsRouter(world),
    runs: runsRouter(world),
    settings: settingsRouter(world),
    usage: usageRouter(world),
    tools: toolsRouter(world),
  });
}

function appRouter(world: World) {
  return {
    info: os.app.info.handler(() => ({
      version: '0.1.0',
      shell: 'web' as const,
      platform: 'linux' as const,
      outboundHosts: [world.settings.current().ollamaAddress, world.settings.current().serverAddress].map(
        (address) => new URL(address).host,
      ),
    })),
    saveFile: os.app.saveFile.handler(() => ({ kind: 'page_saves' as const })),
    commands: os.app.commands.handler(({ signal }) =>
      world.commands.subscribe('command', signal === undefined ? {} : { signal }),
    ),
    openExternal: os.app.openExternal.handler(({ input }) => ({
      kind: /^(https|lightning|bitcoin):/.test(input.url) ? ('page_opens' as const) : ('refused' as const),
    })),
  };
}

function filesRouter(world: World) {
  return {
    put: os.files.put.handler(({ input }) => {
      const content = input.kind === 'text' ? Buffer.from(input.text) : Buffer.from(input.base64, 'base64');
      const fileId = FileId.parse(createHash('sha256').update(content).digest('hex'));
      world.files.set(fileId, content);
      return { fileId };
    }),
    image: os.files.image.handler(({ input, errors }) => {
      const found = world.files.get(input.fileId);
      if (found === undefined) throw errors.file_not_found();
      return { base64: found.toString('base64') };
    }),
    text: os.files.text.handler(({ input, errors }) => {
      const found = world.files.get(input.fileId);
      if (found === undefined) throw errors.file_not_found();
      return { text: found.toString('utf8') };
    }),
    keep: os.files.keep.handler(({ input }) => ({ missing: input.fileIds.filter((id) => !world.files.has(id)) })),
  };
}

function createChat(world: World, id: ChatId): void {
  const now = Date.now();
  putSummary(world, {
    id,
    title: null,
    model: null,
    venue: 'local',
    ollama: firstOllama,
    sharedWith: null,
    activeRunId: null,
    createdAt: now,
    updatedAt: now,
  });
}

/** As the core does it, of chats without branches. */
const [toldAtOnce, endCount, stepCount] = [100, 40, 500];

function chatsRouter(world: World) {
  const change = (id: ChatId, patch: Partial<ChatSummary>): ChatSummary | null => {
    const chat = world.chats.get(id);
    return chat === undefined ? null : putSummary(world, { ...chat.summary, ...patch });
  };
  return {
    watch: os.chats.watch.handler(async function* ({ signal }) {
      const changes = world.listChanges.subscribe('change', signal === undefined ? {} : { signal });
      const chats = [...world.chats.values()].map((chat) => chat.summary);
      const { chats: unlisted } = world.unlisted;
      yield { kind: 'snapshot', chats, ...(unlisted === 0 ? {} : { unlisted }) };
      yield* changes;
    }),
    open: os.chats.open.handler(async function* ({ input, signal, errors }) {
      const changes = world.chatChanges.subscribe(input.id, signal === undefined ? {} : { signal });
      const chat = world.chats.get(input.id);
      if (chat === undefined) throw errors.chat_not_found();
      if (chat.messages.length > toldAtOnce) {
        yield {
          kind: 'end',
          chat: { ...chat, messages: chat.messages.slice(-endCount) },
          beside: besideOf(world, input.id),
        };
        await world.beforeRest.until;
        yield { kind: 'earlier', messages: chat.messages.slice(-stepCount), isLast: false };
        yield { kind: 'earlier', messages: chat.messages.slice(0, -stepCount), isLast: true };
      } else yield { kind: 'snapshot', chat, beside: besideOf(world, input.id) };
      yield* changes;
    }),
    rename: os.chats.rename.handler(
      ({ input, errors }) => change(input.id, { title: input.title }) ?? fail(errors.chat_not_found()),
    ),
    setModel: os.chats.setModel.handler(
      ({ input, errors }) =>
        change(input.id, { model: input.model, venue: input.venue }) ?? fail(errors.chat_not_found()),
    ),
    setLeaf: os.chats.setLeaf.handler(({ input, errors }) => {
      const chat = world.chats.get(input.id);
      if (chat === undefined) throw errors.chat_not_found();
      world.chats.set(input.id, { ...chat, leafId: input.leafId });
      return chat.summary;
    }),
    setCompared: os.chats.setCompared.handler(({ input, errors }) => {
      const chat = world.chats.get(input.id);
      if (chat === undefined) throw errors.chat_not_found();
      keepCompared(world, input.id, input.compared);
      const leaf = chat.messages.find(({ id }) => id === chat.leafId);
      if (leaf !== undefined) putMessage(world, leaf, leaf.id);
      return chat.summary;
    }),
    remove: os.chats.remove.handler(({ input, errors }) => {
      const chat = world.chats.get(input.id);
      if (chat === undefined) throw errors.chat_not_found();
      world.chats.delete(input.id);
      world.removed.set(input.id, chat);
      world.listChanges.publish('change', { kind: 'removed', id: input.id });
      world.chatChanges.publish(input.id, { kind: 'removed' });
      return { id: input.id };
    }),
    restore: os.chats.restore.handler(({ input, errors }) => {
      const chat = world.removed.get(input.id);
      if (chat === undefined) throw errors.chat_not_found();
      world.removed.delete(input.id);
      world.chats.set(input.id, chat);
      return putSummary(world, chat.summary);
    }),
    search: os.chats.search.handler(({ input }) => searchChats([...world.chats.values()], input.query)),
  };
}

type Started = {
  readonly runId: RunId;
  readonly chatId: ChatId;
  readonly answerId: MessageId;
  readonly model: string;
  readonly venue: Venue;
  readonly sharesWith?: string | undefined;
};

function placeIn({ ollama }: World, name: string): Place {
  const state = ollama.current();
  const known = state.kind === 'checking' ? undefined : state.models.find((model) => model.name === name);
  return known?.place ?? state.place;
}

function keepCompared(world: World, id: ChatId, compared: Compared | null): void {
  const chat = world.chats.get(id);
  if (chat === undefined) return;
  const { summary, messages, leafId } = chat;
  world.chats.set(id, { summary, messages, leafId, ...(compared === null ? {} : { compared }) });
}

function isInMemory({ ollama }: World, name: string): boolean {
  const state = ollama.current();
  return state.kind !== 'checking' && state.models.some((model) => model.name === name && model.isLoaded);
}

/** Begins once the answer before it is over. */
async function inTurn(world: World, empty: AnswerMessage, before: AnswerMessage): Promise<void> {
  const journal = world.runs.get(before.runId);
  for await (const _ of journal?.length.watch(always) ?? []) if (journal?.isOver === true) break;
  putMessage(world, empty, before.id);
  startRun(world, empty, world.scenario.reply);
}

function chatRouter(world: World) {
  const emptyOf = (input: Started, parentId: MessageId, kept: AnswerMessage['parts'] = []): AnswerMessage => {
    const answer: AnswerMessage = {
      role: 'assistant',
      id: input.answerId,
      runId: input.runId,
      chatId: input.chatId,
      parentId,
      parts: kept,
      model: input.model,
      place: input.venue === 'hosted' ? 'operator' : placeIn(world, input.model),
      host: null,
      firstTokenMs: null,
      ollama: null,
      notes: [],
      createdAt: Date.now(),
      state: { kind: 'streaming' },
      counts: null,
      charge: { kind: 'reserving' },
    };
    const chat = world.chats.get(input.chatId);
    if (chat !== undefined)
      putSummary(world, {
        ...chat.summary,
        model: input.model,
        venue: input.venue,
        sharedWith: input.sharesWith ?? chat.summary.sharedWith,
      });
    return answer;
  };
  const begin = (...beginning: Parameters<typeof emptyOf>): AnswerMessage => {
    const answer = emptyOf(...beginning);
    putMessage(world, answer, answer.id);
    startRun(world, answer, world.scenario.reply);
    return answer;
  };
  return {
    send: os.chat.send.handler(async ({ input, errors }) => {
      await world.beforeSend.until;
      if (input.parentId === null && !world.chats.has(input.chatId)) createChat(world, input.chatId);
      const chat = world.chats.get(input.chatId);
      if (chat === undefined) throw errors.chat_not_found();
      if (chat.summary.activeRunId !== null) throw errors.chat_busy();
      const user: UserMessage = {
        role: 'user',
        id: input.messageId,
        chatId: input.chatId,
        parentId: input.parentId,
        parts: input.parts,
        createdAt: Date.now(),
      };
      if (chat.messages.length === 0) putSummary(world, { ...chat.summary, title: textOf(input.parts).slice(0, 60) });
      if (chat.messages.length === 0 && input.parameters !== undefined)
        world.parameters.set(input.chatId, input.parameters);
      if (chat.messages.length === 0 && input.toolsLeftOut !== undefined)
        world.leftOut.set(new Map(world.leftOut.current()).set(input.chatId, input.toolsLeftOut));
      putMessage(world, user, user.id);
      const waiting = world.queues.get(input.chatId) ?? [];
      if (waiting.length > 0) {
        world.queues.set(input.chatId, without(waiting, user.id));
        tellBeside(world, input.chatId);
      }
      return { user, answer: begin(input, user.id) };
    }),
    /** At once where both models are in memory, else in turn. */
    compare: os.chat.compare.handler(({ input, errors }) => {
      if (input.parentId === null && !world.chats.has(input.chatId)) createChat(world, input.chatId);
      const chat = world.chats.get(input.chatId);
      if (chat === undefined) throw errors.chat_not_found();
      if (chat.summary.activeRunId !== null) throw errors.chat_busy();
      const { chatId, parentId, parts, messageId: id, second } = input;
      const user: UserMessage = { role: 'user', id, chatId, parentId, parts, createdAt: Date.now() };
      if (chat.messages.length === 0) putSummary(world, { ...chat.summary, title: textOf(parts).slice(0, 60) });
      keepCompared(world, chatId, [input.answerId, second.answerId]);
      putMessage(world, user, id);
      // The chat goes on with the first, so that comes last.
      const empty = emptyOf({ ...second, chatId }, id);
      const first = begin(input, id);
      if (isInMemory(world, input.model) && isInMemory(world, second.model)) {
        putMessage(world, empty, first.id);
        startRun(world, empty, world.scenario.reply);
        return { user, answers: [first, empty] };
      }
      const waiting: AnswerMessage = { ...empty, state: { kind: 'streaming', after: first.runId } };
      putMessage(world, waiting, first.id);
      void inTurn(world, empty, first);
      return { user, answers: [first, waiting] };
    }),
    regenerate: os.chat.regenerate.handler(({ input, errors }) => {
      const chat = world.chats.get(input.chatId);
      if (chat === undefined) throw errors.chat_not_found();
      if (chat.summary.activeRunId !== null) throw errors.chat_busy();
      return { user: null, answer: begin(input, input.questionId) };
    }),
    resume: os.chat.resume.handler(({ input, errors }) => {
      const chat = world.chats.get(input.chatId);
      if (chat === undefined) throw errors.chat_not_found();
      if (chat.summary.activeRunId !== null) throw errors.chat_busy();
      const cut = chat.messages.find(({ id }) => id === input.cutId);
      if (cut?.role !== 'assistant' || cut.parentId === null) throw errors.message_not_found();
      return { user: null, answer: begin({ ...input, model: cut.model, venue: 'local' }, cut.parentId, cut.parts) };
    }),
  };
}

function runsRouter(world: World) {
  return {
    watch: os.runs.watch.handler(async function* ({ input, signal, errors }) {
      const journal = world.runs.get(input.runId);
      if (journal === undefined) throw errors.run_not_found();
      let next = input.after;
      for await (const _ of journal.length.watch(signal ?? always)) {
        while (next < journal.events.length) {
          const event = journal.events[next];
          next += 1;
          if (event !== undefined) yield event;
        }
        if (journal.isOver) return;
      }
    }),
    waiting: os.runs.waiting.handler(async function* ({ signal }) {
      for await (const waiting of world.waitingCalls.watch(signal ?? always)) yield [...waiting];
    }),
    decide: os.runs.decide.handler(({ input }) => {
      const answer = world.runs.get(input.runId)?.asked.get(input.callId);
      answer?.(input.decision !== 'refuse');
      return { kind: answer === undefined ? 'gone' : 'done' };
    }),
    stop: os.runs.stop.handler(({ input }) => {
      world.runs.get(input.runId)?.stop.abort();
      return { runId: input.runId };
    }),
  };
}

function modelsRouter(world: World) {
  return {
    watch: os.models.watch.handler(({ signal }) => watchOllamas(world, signal ?? new AbortController().signal)),
    refresh: os.models.refresh.handler(() => [...ollamasOf(world)]),
    /** Ports tell the double what to answer: 11434 is Ollama, 8787 is something else, anything else refuses. */
    check: os.models.check.handler(({ input }) => {
      const address = OllamaAddress.safeParse(input.address);
      if (!address.success) return { kind: 'malformed', trouble: { code: 'no_scheme' } };
      const port = new URL(address.data).port;
      if (port === '11434' && world.ollama.current().kind === 'ready')
        return { kind: 'ok', version: '0.14.2', modelCount: world.ollama.current().kind === 'ready' ? 4 : 0 };
      return {
        kind: 'failed',
        failure: {
          code: port === '8787' ? 'ollama_wrong_address' : 'ollama_not_running',
          detail: null,
          canRetry: true,
        },
      };
    }),
    show: os.models.show.handler(({ input }) => ({
      kind: 'ok',
      details: detailsOf(input.name),
    })),
  };
}

function detailsOf(name: string): ModelDetails {
  const thinkLevels: ModelDetails['thinkLevels'] = name.startsWith('qwen3') ? ['off', 'on'] : [];
  return {
    name,
    contextLength: 32_768,
    capabilities: [
      'completion',
      ...(name === 'gemma3:270m' ? [] : ['tools']),
      ...(thinkLevels.length === 0 ? [] : ['thinking']),
    ],
    license: 'Gemma Terms of Use\n\nLast modified: February 21, 2024',
    template: '{{- range .Messages }}<start_of_turn>{{ .Role }}\n{{ .Content }}<end_of_turn>\n{{- end }}',
    parameters: 'stop                           "<end_of_turn>"\ntemperature                    1',
    system: null,
    defaults: {
      temperature: 1,
      topP: 0.95,
      topK: 64,
      minP: null,
      repeatPenalty: null,
      seed: null,
      numCtx: null,
      numPredict: null,
      stop: ['<end_of_turn>'],
      systemPrompt: null,
    },
    thinkLevels,
    bytesPerToken: 114_688,
  };
}

function settingsRouter(world: World) {
  return {
    watch: os.settings.watch.handler(({ signal }) => watchOf(world.settings, signal)),
    set: os.settings.set.handler(({ input }) => {
      const given = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
      const next = Settings.parse({ ...world.settings.current(), ...given });
      world.settings.set(next);
      const ollama = world.ollama.current();
      if (ollama.kind !== 'checking')
        world.ollama.set({
          ...ollama,
          models: [...ollama.models.filter((model) => !model.isDemo), ...(next.isDemoModelOn ? [demoModel] : [])],
        });
      return next;
    }),
  };
}

async function* watchOf<T>(
  cell: { watch(signal: AbortSignal): AsyncIterable<T> },
  signal: AbortSignal | undefined,
): AsyncGenerator<T, void> {
  yield* cell.watch(signal ?? always);
}

function fail(error: Error): never {
  throw error;
}
