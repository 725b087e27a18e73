// A chat is a tree of messages; an answer's state says all that may be shown of it.
import { z } from 'zod';
import { Failure, Refusal } from './failure.ts';
import { ChatId, MessageId, OllamaId, RunId } from './ids.ts';
import { Place, Venue } from './models.ts';
import { Part } from './part.ts';

/** Ollama's own figures for one answer: tokens, and durations in nanoseconds as it reports them. */
export const Counts = z.object({
  promptTokens: z.int().min(0),
  completionTokens: z.int().min(0),
  totalNs: z.int().min(0),
  loadNs: z.int().min(0),
  promptNs: z.int().min(0),
  completionNs: z.int().min(0),
});
export type Counts = z.infer<typeof Counts>;

/** Where the message's price stands. `grace`: no server could be reached; counted locally. */
export const Charge = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none') }),
  z.object({ kind: z.literal('reserving') }),
  z.object({ kind: z.literal('held'), source: z.enum(['pro', 'free', 'plan']) }),
  z.object({ kind: z.literal('captured'), source: z.enum(['pro', 'free', 'plan']), microcredits: z.int().min(0) }),
  z.object({ kind: z.literal('released') }),
  z.object({ kind: z.literal('grace') }),
  /** The work is over, but the server has not yet heard of it; it will. */
  z.object({ kind: z.literal('unsettled') }),
]);
export type Charge = z.infer<typeof Charge>;

/**
 * streaming covers everything before the end; which words are there already says the rest. `after`: the run whose end it waits for,
 * since Ollama does not hold both models in memory; nothing is asked of its model until then.
 */
export const AnswerState = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('streaming'), after: RunId.optional() }),
  z.object({ kind: z.literal('done'), reason: z.enum(['stop', 'length', 'other']) }),
  z.object({ kind: z.literal('stopped') }),
  /** The app ended in the middle; what had been journalled is kept. */
  z.object({ kind: z.literal('interrupted') }),
  z.object({ kind: z.literal('failed'), failure: Failure }),
  z.object({ kind: z.literal('refused'), refusal: Refusal }),
]);
export type AnswerState = z.infer<typeof AnswerState>;

/** What else is to be said of an answer. `asked`: the model that was asked for; the answer's own is the one that made it. */
export const AnswerNote = z.discriminatedUnion('kind', [
  /** The operator kept it to so many tokens, since the credits allow no more. */
  z.object({ kind: z.literal('shortened'), tokens: z.int().min(1) }),
  /** The plan's day is used up, and the operator answered with another model of theirs. */
  z.object({ kind: z.literal('other_model'), asked: z.string() }),
  /** The plan's day is used up, and the person's own Ollama answered. */
  z.object({ kind: z.literal('own_model'), asked: z.string() }),
  /** A form was asked for. `where`: the place in the JSON that differs from the schema, such as "/city/0". */
  z.object({ kind: z.literal('structured'), outcome: z.enum(['fits', 'not_json', 'differs']), where: z.string() }),
  /** It called tools again and again, and was not asked on. */
  z.object({ kind: z.literal('tool_rounds'), rounds: z.int().min(1) }),
]);
export type AnswerNote = z.infer<typeof AnswerNote>;

/** As the person called it when it answered; empty where they gave it no name. */
export const AnsweringOllama = z.object({ id: OllamaId, name: z.string() });
export type AnsweringOllama = z.infer<typeof AnsweringOllama>;

const base = {
  id: MessageId,
  chatId: ChatId,
  parentId: MessageId.nullable(),
  parts: z.array(Part),
  createdAt: z.int(),
  /** Some of what is stored of it cannot be read: here is the rest, and no model is sent any of it. Left out: this is all of it. */
  unreadable: z.literal(true).optional(),
};

export const UserMessage = z.object({ ...base, role: z.literal('user') });
export type UserMessage = z.infer<typeof UserMessage>;

export const AnswerMessage = z.object({
  ...base,
  role: z.literal('assistant'),
  runId: RunId,
  model: z.string(),
  /** Where the model runs that was asked; null: not known. */
  place: Place.nullable(),
  /** What the operator of the server that was asked calls themselves; null: none was asked, or not known. */
  host: z.string().nullable(),
  /** Which of the person's Ollamas answered; null: none did, or it was the only one that there could be. */
  ollama: AnsweringOllama.nullable(),
  notes: z.array(AnswerNote),
  state: AnswerState,
  counts: Counts.nullable(),
  /** From the start of the run to the first token that was shown, thoughts included; null: none came, or not known. */
  firstTokenMs: z.int().min(0).nullable(),
  charge: Charge,
});
export type AnswerMessage = z.infer<typeof AnswerMessage>;

export const Message = z.discriminatedUnion('role', [UserMessage, AnswerMessage]);
export type Message = z.infer<typeof Message>;

export const ChatSummary = z.object({
  id: ChatId,
  /** null: nobody has named it, and no question of it shows a word. */
  title: z.string().nullable(),
  model: z.string().nullable(),
  /** Of `model`. */
  venue: Venue,
  /** Of a local `model`. It may have been removed since. */
  ollama: OllamaId,
  /** The server that may be sent this chat, as the person agreed to; null: nobody was asked. */
  sharedWith: z.string().nullable(),
  /** The answer being written just now, of two the first; null when the chat rests. */
  activeRunId: RunId.nullable(),
  createdAt: z.int(),
  updatedAt: z.int(),
  /** Some of what is stored of it cannot be read, and is not told here; its messages are read apart from it. */
  unreadable: z.literal(true).optional(),
});
export type ChatSummary = z.infer<typeof ChatSummary>;

/** Two answers that stand side by side until one is chosen. */
export const Compared = z.tuple([MessageId, MessageId]);
export type Compared = z.infer<typeof Compared>;

/** All branches of a chat; the page shows the path that ends at `leafId`. `compared`: left out where no two answers are. */
export const Chat = z.object({
  summary: ChatSummary,
  messages: z.array(Message),
  leafId: MessageId.nullable(),
  compared: Compared.optional(),
  /** How many messages cannot be read so far that they had a place among these; left out: none, or not told yet. */
  unshown: z.int().min(1).optional(),
});
export type Chat = z.infer<typeof Chat>;
