// The double's memory: what a scenario starts with and what the page has since changed.
import { EventPublisher } from '@orpc/client';
import type { AccountState, KeptToken } from '../../../src/preload/contract/account.ts';
import type { Beside, ChatEvent, ChatsEvent, WaitingCall } from '../../../src/preload/contract/chats.ts';
import type { ContextState } from '../../../src/preload/contract/context.ts';
import type { ChatId, MessageId, RunId } from '../../../src/preload/contract/ids.ts';
import type { Chat, ChatSummary, Message } from '../../../src/preload/contract/message.ts';
import type { HostedState } from '../../../src/preload/contract/hosted.ts';
import type { LeftOutTool, ToolServer } from '../../../src/preload/contract/tools.ts';
import type { Download, Removal } from '../../../src/preload/contract/downloads.ts';
import type { RunningModel } from '../../../src/preload/contract/manager.ts';
import type { OllamaState } from '../../../src/preload/contract/models.ts';
import { plainParameters, type Parameters, type Preset } from '../../../src/preload/contract/parameters.ts';
import type { PictureTrouble } from '../../../src/preload/contract/pictures.ts';
import type { FileId } from '../../../src/preload/contract/file-part.ts';
import type { ToolCallId } from '../../../src/preload/contract/part.ts';
import type { RunEvent } from '../../../src/preload/contract/run-event.ts';
import type { QueuedMessage } from '../../../src/preload/contract/queue.ts';
import type { Settings } from '../../../src/preload/contract/settings.ts';
import type { Command } from '../../../src/preload/contract/app.ts';
import { createCell, type Cell } from '../../../src/main/core/watchable.ts';
import type { Scenario } from './scenarios.ts';

export type PictureAnswer =
  | { readonly kind: 'fetched'; readonly base64: string; readonly host: string }
  | { readonly kind: 'not_fetched'; readonly trouble: PictureTrouble };

/** A run's events so far; the cell is set to their number at each new one. */
export type RunJournal = {
  readonly events: RunEvent[];
  readonly length: Cell<number>;
  isOver: boolean;
  readonly stop: AbortController;
  /** Calls of tools that wait for the person. */
  readonly asked: Map<ToolCallId, (isYes: boolean) => void>;
};

export type World = {
  readonly scenario: Scenario;
  readonly settings: Cell<Settings>;
  readonly ollama: Cell<OllamaState>;
  /** Beside the first. */
  readonly others: Cell<readonly OllamaState[]>;
  readonly account: Cell<AccountState>;
  readonly hosted: Cell<HostedState>;
  readonly downloads: Cell<readonly Download[]>;
  readonly removals: Cell<readonly Removal[]>;
  readonly running: readonly RunningModel[];
  /** When a model would go that is to be deleted now. */
  readonly goesAt: () => number;
  /** By id, the first put aside first. */
  readonly keptTokens: Map<string, KeptToken>;
  readonly chats: Map<ChatId, Chat>;
  readonly removed: Map<ChatId, Chat>;
  /** What is at an address; by default nobody answers. */
  pictures: (url: string) => PictureAnswer | Promise<PictureAnswer>;
  /** What images and files contain. */
  readonly files: Map<FileId, Buffer>;
  readonly runs: Map<RunId, RunJournal>;
  readonly waitingCalls: Cell<readonly WaitingCall[]>;
  readonly contexts: Map<ChatId, ContextState>;
  readonly queues: Map<ChatId, QueuedMessage[]>;
  readonly presets: Cell<Preset[]>;
  readonly toolServers: Cell<readonly ToolServer[]>;
  readonly leftOut: Cell<ReadonlyMap<ChatId, LeftOutTool[]>>;
  readonly parameters: Map<ChatId, Parameters>;
  readonly listChanges: EventPublisher<{ change: ChatsEvent }>;
  /** Chats that cannot be read. */
  readonly unlisted: { chats: number };
  readonly chatChanges: EventPublisher<Record<ChatId, ChatEvent>>;
  /** A long chat's rest is told after its end once this has come. */
  readonly beforeRest: { until: Promise<void> };
  /** A question is taken once this has come. */
  readonly beforeSend: { until: Promise<void> };
  readonly commands: EventPublisher<{ command: Command }>;
};

export function createWorld(scenario: Scenario): World {
  return {
    scenario,
    settings: createCell(scenario.settings),
    ollama: createCell(scenario.ollama),
    others: createCell<readonly OllamaState[]>(scenario.others ?? []),
    account: createCell(scenario.account),
    hosted: createCell(scenario.hosted),
    downloads: createCell(scenario.downloads ?? []),
    removals: createCell<readonly Removal[]>([]),
    running: scenario.inMemory ?? [],
    goesAt: () => (scenario.now ?? Date.now()) + 12_000,
    keptTokens: new Map(scenario.keptTokens.map((token) => [token.id, token])),
    chats: new Map(scenario.chats.map((chat) => [chat.summary.id, chat])),
    removed: new Map(),
    pictures: scenario.pictures ?? (() => ({ kind: 'not_fetched', trouble: { code: 'unreachable' } })),
    files: new Map(scenario.files ?? []),
    runs: new Map(),
    waitingCalls: createCell<readonly WaitingCall[]>([]),
    contexts: new Map(scenario.contexts),
    queues: new Map(),
    presets: createCell(scenario.presets),
    toolServers: createCell(scenario.toolServers ?? []),
    leftOut: createCell<ReadonlyMap<ChatId, LeftOutTool[]>>(new Map()),
    parameters: new Map(scenario.parameters),
    listChanges: new EventPublisher(),
    unlisted: { chats: 0 },
    chatChanges: new EventPublisher(),
    beforeRest: { until: Promise.resolve() },
    beforeSend: { until: Promise.resolve() },
    commands: new EventPublisher(),
  };
}

export const plainContext: ContextState = { leftOut: [], summaries: [], changedAt: 0 };

export function besideOf({ parameters, contexts, queues }: World, id: ChatId): Beside {
  return {
    parameters: parameters.get(id) ?? plainParameters,
    context: contexts.get(id) ?? plainContext,
    queue: queues.get(id) ?? [],
  };
}

/** Tell whoever watches a chat what stands beside it now. */
export function tellBeside(world: World, id: ChatId): void {
  world.chatChanges.publish(id, { kind: 'beside', beside: besideOf(world, id) });
}

/** Keep a chat's new summary and tell whoever watches the list. */
export function putSummary(world: World, summary: ChatSummary): ChatSummary {
  const chat = world.chats.get(summary.id);
  world.chats.set(summary.id, { messages: [], leafId: null, ...chat, summary });
  world.listChanges.publish('change', { kind: 'upserted', chat: summary });
  return summary;
}

/** Add or replace a message and tell whoever watches its chat. */
function comparedIn({ compared }: Chat): Pick<Chat, 'compared'> {
  return compared === undefined ? {} : { compared };
}

export function putMessage(world: World, message: Message, leafId: MessageId): void {
  const chat = world.chats.get(message.chatId);
  if (chat === undefined) return;
  const messages = [...chat.messages.filter((other) => other.id !== message.id), message];
  world.chats.set(message.chatId, { ...chat, messages, leafId });
  world.chatChanges.publish(message.chatId, { kind: 'message', message, leafId, ...comparedIn(chat) });
}
