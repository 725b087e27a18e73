// How the rows of chats, messages and runs are read.
import { z } from 'zod';
import { ChatId, MessageId, RunId } from '../../../preload/contract/ids.ts';
import {
  AnswerNote,
  AnswerState,
  Charge,
  Counts,
  type AnswerMessage,
  type ChatSummary,
  type Message,
  type UserMessage,
} from '../../../preload/contract/message.ts';
import { Place, Venue } from '../../../preload/contract/models.ts';
import { RunEvent } from '../../../preload/contract/run-event.ts';
import { jsonColumn } from '../store/json-column.ts';

/** Empty in the file where a chat has none. */
export const Title = z.string().transform((title) => (title === '' ? null : title));

export const SummaryRow = z
  .object({
    id: ChatId,
    title: Title,
    model: z.string().nullable(),
    venue: Venue,
    shared_with: z.string().nullable(),
    active_run_id: RunId.nullable(),
    created_at: z.int(),
    updated_at: z.int(),
  })
  .transform((row): ChatSummary => ({
    id: row.id,
    title: row.title,
    model: row.model,
    venue: row.venue,
    sharedWith: row.shared_with,
    activeRunId: row.active_run_id,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }));

const base = { id: MessageId, chat_id: ChatId, parent_id: MessageId.nullable(), text: z.string(), created_at: z.int() };

const UserRow = z.object({ ...base, role: z.literal('user') });

const AnswerRow = z.object({
  ...base,
  role: z.literal('assistant'),
  run_id: RunId,
  model: z.string(),
  place: Place.nullable(),
  host: z.string().nullable(),
  notes: jsonColumn(z.array(AnswerNote)),
  thinking: z.string(),
  state: jsonColumn(AnswerState),
  counts: jsonColumn(Counts).nullable(),
  charge: jsonColumn(Charge),
});

export const MessageRow = z
  .discriminatedUnion('role', [UserRow, AnswerRow])
  .transform((row): Message => (row.role === 'user' ? toUser(row) : toAnswer(row)));

export const UserMessageRow = UserRow.transform(toUser);
export const AnswerMessageRow = AnswerRow.transform(toAnswer);

export const EventRow = z.object({ event: jsonColumn(RunEvent) }).transform((row) => row.event);

function shared(row: z.infer<typeof UserRow> | z.infer<typeof AnswerRow>) {
  return { id: row.id, chatId: row.chat_id, parentId: row.parent_id, text: row.text, createdAt: row.created_at };
}

function toUser(row: z.infer<typeof UserRow>): UserMessage {
  return { ...shared(row), role: 'user' };
}

function toAnswer(row: z.infer<typeof AnswerRow>): AnswerMessage {
  return {
    ...shared(row),
    role: 'assistant',
    runId: row.run_id,
    model: row.model,
    place: row.place,
    host: row.host,
    notes: row.notes,
    thinking: row.thinking,
    state: row.state,
    counts: row.counts,
    charge: row.charge,
  };
}
