// Chats and their runs: what the page may ask of them.
import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { titleMax } from './chat-limits.ts';
import { ContextState } from './context.ts';
import { ChatId, MessageId, RunId } from './ids.ts';
import { AnswerMessage, Chat, ChatSummary, Compared, Message, UserMessage } from './message.ts';
import { modelFields } from './models.ts';
import { QuestionParts, ToolCallId } from './part.ts';
import { Parameters } from './parameters.ts';
import { QueuedMessages } from './queue.ts';
import { RunEvent } from './run-event.ts';
import { LeftOutTools } from './tools.ts';

const gone = { chat_not_found: {} };

/** Counts as the first event of `chats.watch`, then changes. */
export const ChatsEvent = z.discriminatedUnion('kind', [
  /** `unlisted`: how many chats cannot be read so far that they could be opened; left out: none. */
  z.object({ kind: z.literal('snapshot'), chats: z.array(ChatSummary), unlisted: z.int().min(1).optional() }),
  z.object({ kind: z.literal('upserted'), chat: ChatSummary }),
  z.object({ kind: z.literal('removed'), id: ChatId }),
]);
export type ChatsEvent = z.infer<typeof ChatsEvent>;

/** What stands beside the messages of a chat: how its models are asked, what they see of it, and what waits in it, the first to be asked first. */
export const Beside = z.object({ parameters: Parameters, context: ContextState, queue: QueuedMessages });
export type Beside = z.infer<typeof Beside>;

/**
 * First a snapshot of the chat, then every message as it is added or settled, and what stands beside them when any of it has changed, from
 * whatever window. Deltas come by runs.watch.
 * A long chat begins with its end instead, so that it can be shown at once: the last messages of the branch shown, and after them
 * all messages of all branches, the newest first, those told already among them (docs/decisions/0042).
 */
export const ChatEvent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('snapshot'), chat: Chat, beside: Beside }),
  z.object({ kind: z.literal('end'), chat: Chat, beside: Beside }),
  /** Older than those before; within it the oldest comes first. `isLast`: the chat is whole with it. */
  z.object({
    kind: z.literal('earlier'),
    messages: z.array(Message),
    isLast: z.boolean(),
    unshown: z.int().min(1).optional(),
  }),
  z.object({
    kind: z.literal('message'),
    message: z.discriminatedUnion('role', [UserMessage, AnswerMessage]),
    leafId: MessageId,
    compared: Compared.optional(),
  }),
  z.object({ kind: z.literal('beside'), beside: Beside }),
  z.object({ kind: z.literal('removed') }),
]);
export type ChatEvent = z.infer<typeof ChatEvent>;

export const SearchHit = z.object({
  chatId: ChatId,
  title: z.string().nullable(),
  messageId: MessageId.nullable(),
  /** Text around the match, split so that nothing has to be parsed: matched parts are marked. */
  parts: z.array(z.object({ text: z.string(), isMatch: z.boolean() })),
});
export type SearchHit = z.infer<typeof SearchHit>;

export const chats = {
  watch: oc.output(eventIterator(ChatsEvent)),
  /** Watches one chat; see ChatEvent. */
  open: oc
    .input(z.object({ id: ChatId }))
    .output(eventIterator(ChatEvent))
    .errors(gone),
  rename: oc
    .input(z.object({ id: ChatId, title: z.string().trim().min(1).max(titleMax) }))
    .output(ChatSummary)
    .errors(gone),
  setModel: oc
    .input(z.object({ id: ChatId, ...modelFields }))
    .output(ChatSummary)
    .errors(gone),
  /** Choose which branch is shown: the path to this leaf. */
  setLeaf: oc
    .input(z.object({ id: ChatId, leafId: MessageId }))
    .output(ChatSummary)
    .errors(gone),
  /** Which two answers stand side by side from now on, one of them perhaps still on its way; null: none. */
  setCompared: oc
    .input(z.object({ id: ChatId, compared: Compared.nullable() }))
    .output(ChatSummary)
    .errors(gone),
  /** Can be taken back with `restore` for 30 days; a run in it is stopped. */
  remove: oc
    .input(z.object({ id: ChatId }))
    .output(z.object({ id: ChatId }))
    .errors(gone),
  restore: oc
    .input(z.object({ id: ChatId }))
    .output(ChatSummary)
    .errors(gone),
  /** At most 50 hits: titles, then messages, newest first. An unfinished word matches as a prefix from its second letter on. */
  search: oc.input(z.object({ query: z.string().max(200) })).output(z.array(SearchHit)),
};

const runErrors = {
  ...gone,
  message_not_found: {},
  chat_busy: {},
  /** An image or a file of the question is not in the store, as where a draft was left for too long. */
  file_not_found: {},
  /** The Ollama that was to answer is no longer in the list. Nothing is sent to another. */
  ollama_gone: {},
  /** The chat has not been agreed to be sent to this server, or another one has been chosen since. */
  sharing_not_agreed: {},
  /** The question cannot be read, and so no model can be asked it again. */
  message_unreadable: {},
  /** The answer is whole, says nothing yet, is as long as answers get, was made by a hosted model, or cannot be read. */
  cannot_continue: {},
};
/** With a hosted model: the server that the person has just agreed to send this chat to. It is kept with the chat. */
const sharesWith = z.string().max(500).optional();
const RunStarted = z.object({ user: UserMessage.nullable(), answer: AnswerMessage });
const Question = z.object({
  runId: RunId,
  chatId: ChatId,
  parentId: MessageId.nullable(),
  messageId: MessageId,
  answerId: MessageId,
  parts: QuestionParts,
  /** Of the chat that this question makes; left out: those of the default preset. */
  parameters: Parameters.optional(),
  /** What it does not offer its models, of the chat that this question makes. */
  toolsLeftOut: LeftOutTools.optional(),
  ...modelFields,
  sharesWith,
});

export const chat = {
  /**
   * Store a question and an empty answer in one transaction and start the run; returns at once.
   * A question at the top of a chat that is not there makes the chat, in the same transaction.
   * The same runId gives the stored pair again. `parentId`: the message this one follows, null at the top;
   * naming an earlier message makes a new branch, which is how a question is edited.
   */
  send: oc.input(Question).output(RunStarted).errors(runErrors),
  /**
   * The same, answered by two models: question and both answers are stored in one transaction. They are made at once where neither
   * takes anything from the other, else the second waits for the end of the first. The chat goes on with the first unless told otherwise.
   */
  compare: oc
    .input(Question.extend({ second: z.object({ runId: RunId, answerId: MessageId, ...modelFields }) }))
    .output(z.object({ user: UserMessage.nullable(), answers: z.tuple([AnswerMessage, AnswerMessage]) }))
    .errors(runErrors),
  /** Another answer to the same question, beside the first. */
  regenerate: oc
    .input(
      z.object({
        runId: RunId,
        chatId: ChatId,
        questionId: MessageId,
        answerId: MessageId,
        ...modelFields,
        sharesWith,
      }),
    )
    .output(RunStarted)
    .errors(runErrors),
  /** Another version of an answer that was cut, by the same model: it begins with what that one says, and goes on from there. */
  resume: oc
    .input(z.object({ runId: RunId, chatId: ChatId, cutId: MessageId, answerId: MessageId }))
    .output(RunStarted)
    .errors(runErrors),
};

/** An answer in which a call of a tool waits for the person's word. */
export const WaitingCall = z.object({ chatId: ChatId, answerId: MessageId });
export type WaitingCall = z.infer<typeof WaitingCall>;

export const runs = {
  /** Of all chats, whoever shows them; the one that has waited longest comes first. */
  waiting: oc.output(eventIterator(z.array(WaitingCall))),
  /**
   * Every event after number `after`, then live until the run has ended and its charge is settled or handed to the outbox.
   * An ended run whose journal is gone gives each part as one event, then the `charge` and the `ended` event, numbered from 1, so a fold from the empty answer is always right.
   * A first event whose number is not `after` + 1 starts over: fold it from the empty answer. So it is after a crash, and for an `after` that no event has.
   */
  watch: oc
    .input(z.object({ runId: RunId, after: z.int().min(0) }))
    .output(eventIterator(RunEvent))
    .errors({ run_not_found: {} }),
  /**
   * The person's word on a call that is `asked`. `chat`: in this chat from now on; `always`: in every chat. Both are about the
   * tool as it was shown, and count for the other calls of the run as well. `gone`: the call does not wait for anybody.
   */
  decide: oc
    .input(z.object({ runId: RunId, callId: ToolCallId, decision: z.enum(['once', 'chat', 'always', 'refuse']) }))
    .output(z.object({ kind: z.enum(['done', 'gone']) })),
  /** Harmless when the run has ended. */
  stop: oc.input(z.object({ runId: RunId })).output(z.object({ runId: RunId })),
};
