// Questions that a person wrote while an answer was being written: they wait, can be changed and taken away, and are asked in turn.
import { oc } from '@orpc/contract';
import { z } from 'zod';
import { ChatId, MessageId, RunId } from './ids.ts';
import { Venue } from './models.ts';
import { QuestionParts } from './part.ts';
import { queuedMax } from './queue-limits.ts';

/** `id`, `runId` and `answerId` are those it has once it is sent. */
const Wish = z.object({
  id: MessageId,
  chatId: ChatId,
  runId: RunId,
  answerId: MessageId,
  parts: QuestionParts,
  model: z.string().min(1).max(200),
  venue: Venue,
  sharesWith: z.string().max(500).optional(),
});

/** `unreadable`: what it says cannot be read, so it has no parts here and is never sent; it waits until the person removes it. */
export const QueuedMessage = Wish.omit({ sharesWith: true }).extend({
  parts: z.union([QuestionParts, z.tuple([])]),
  unreadable: z.literal(true).optional(),
  createdAt: z.int(),
});
export type QueuedMessage = z.infer<typeof QueuedMessage>;

const errors = { chat_not_found: {}, queue_full: {}, file_not_found: {} };
const one = z.object({ chatId: ChatId, id: MessageId });
/** Those of one chat, the first to be asked first. */
export const QueuedMessages = z.array(QueuedMessage).max(queuedMax);

export const queue = {
  /**
   * Asked as soon as the answer before has ended well, and at once where the chat rests on such an answer and nothing else waits to be asked. The
   * same id again changes nothing.
   */
  put: oc.input(Wish).output(QueuedMessages).errors(errors),
  /** Nothing happens to one that is sent already, or cannot be read. */
  change: oc
    .input(one.extend({ parts: QuestionParts }))
    .output(QueuedMessages)
    .errors(errors),
  remove: oc.input(one).output(QueuedMessages).errors(errors),
  /** `before`: the one that it is to be asked before; null: it is asked last. Nothing happens where either is sent already. */
  move: oc
    .input(one.extend({ before: MessageId.nullable() }))
    .output(QueuedMessages)
    .errors(errors),
};
