// What a model sees of a chat: what was summarised, what a person left out, and what was carried over from another chat.
import { oc } from '@orpc/contract';
import { z } from 'zod';
import { Uuid } from '../../../server/contract/uuid.ts';
import { Failure } from './failure.ts';
import { ChatId, MessageId } from './ids.ts';
import { modelFields } from './models.ts';

export const summaryTextMax = 60_000;
/** Turns that a new chat may carry over. */
export const carriedMax = 50;

/** Stands for the messages of a path up to and with `uptoId`. */
export const ContextSummary = z.object({
  id: Uuid,
  /** null: for what was carried over from another chat. */
  uptoId: MessageId.nullable(),
  /** turns: word for word. */
  kind: z.enum(['summary', 'turns']),
  text: z.string().max(summaryTextMax),
  /** Who made it; null: nobody had to. */
  model: z.string().nullable(),
  createdAt: z.int(),
});
export type ContextSummary = z.infer<typeof ContextSummary>;

export const ContextState = z.object({
  leftOut: z.array(MessageId),
  summaries: z.array(ContextSummary),
  /** Epoch milliseconds; 0: nothing was ever changed. */
  changedAt: z.int(),
});
export type ContextState = z.infer<typeof ContextState>;

const chat = z.object({ chatId: ChatId });
const gone = { chat_not_found: {} };
const made = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ok') }),
  z.object({ kind: z.literal('failed'), failure: Failure }),
  /** The model said nothing. */
  z.object({ kind: z.literal('empty') }),
]);
/** One of the person's own models: what it writes here is not charged. */
const { model: name, ollama } = modelFields;
const model = { model: name, ollama };
const errors = { ...gone, message_not_found: {} };

export const context = {
  /** Whole turns: a question with its answers. */
  leaveOut: oc
    .input(chat.extend({ messageIds: z.array(MessageId).min(1).max(10_000), isLeftOut: z.boolean() }))
    .output(ContextState)
    .errors(gone),
  /** The path up to and with this message, by the model; takes as long as the model does. Ends when the caller goes. */
  summarise: oc
    .input(chat.extend({ id: Uuid, uptoId: MessageId, ...model }))
    .output(made)
    .errors(errors),
  /** Sends in full again what it stood for. */
  forget: oc
    .input(chat.extend({ id: Uuid }))
    .output(ContextState)
    .errors(gone),
  /** Makes a chat that begins with the last turns of this path, or with a summary of it. `turns`: how many; null: a summary. */
  carryOver: oc
    .input(
      chat.extend({
        id: Uuid,
        leafId: MessageId,
        newChatId: ChatId,
        turns: z.int().min(1).max(carriedMax).nullable(),
        ...model,
      }),
    )
    .output(made)
    .errors(errors),
};
