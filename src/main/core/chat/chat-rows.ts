// How the rows of chats, messages and runs are read.
import { z } from 'zod';
import { ChatId, firstOllama, MessageId, OllamaId, RunId } from '../../../preload/contract/ids.ts';
import {
  AnswerNote,
  AnswerState,
  Charge,
  Counts,
  type ChatSummary,
  type Message,
} from '../../../preload/contract/message.ts';
import { Place, Venue } from '../../../preload/contract/models.ts';
import { FilePart, ImagePart } from '../../../preload/contract/file-part.ts';
import {
  ToolCallPart,
  ToolResultPart,
  type Part,
  type TextPart,
  type ThinkingPart,
} from '../../../preload/contract/part.ts';
import { RunEvent } from '../../../preload/contract/run-event.ts';
import { jsonColumn } from '../store/json-column.ts';

/** Empty in the file where a chat has none. */
export const Title = z.string().transform((title) => (title === '' ? null : title));

const ReadableSummaryRow = z.object({
  id: ChatId,
  title: Title,
  model: z.string().nullable(),
  venue: Venue,
  ollama: OllamaId,
  shared_with: z.string().nullable(),
  active_run_id: RunId.nullable(),
  created_at: z.int(),
  updated_at: z.int(),
});

/** What cannot be read of it counts as not told: then nobody has named the chat, chosen its model or shared it. */
const UnreadableSummaryRow = z
  .object({
    ...ReadableSummaryRow.shape,
    title: ReadableSummaryRow.shape.title.catch(null),
    model: ReadableSummaryRow.shape.model.catch(null),
    venue: ReadableSummaryRow.shape.venue.catch('local'),
    ollama: ReadableSummaryRow.shape.ollama.catch(firstOllama),
    shared_with: ReadableSummaryRow.shape.shared_with.catch(null),
    active_run_id: ReadableSummaryRow.shape.active_run_id.catch(null),
    created_at: ReadableSummaryRow.shape.created_at.catch(0),
    updated_at: ReadableSummaryRow.shape.updated_at.catch(0),
  })
  .transform((row) => ({ ...row, unreadable: true }) as const);

export const SummaryRow = z.union([ReadableSummaryRow, UnreadableSummaryRow]).transform((row): ChatSummary => ({
  id: row.id,
  title: row.title,
  model: row.model,
  venue: row.venue,
  ollama: row.ollama,
  sharedWith: row.shared_with,
  activeRunId: row.active_run_id,
  createdAt: row.created_at,
  updatedAt: row.updated_at === 0 ? row.created_at : row.updated_at,
  ...('unreadable' in row ? { unreadable: row.unreadable } : {}),
}));

const base = { seq: z.int(), id: MessageId, chat_id: ChatId, parent_id: MessageId.nullable(), created_at: z.int() };

const UserRow = z.object({ ...base, role: z.literal('user') });

const AnswerRow = z.object({
  ...base,
  role: z.literal('assistant'),
  run_id: RunId,
  model: z.string(),
  place: Place.nullable(),
  host: z.string().nullable(),
  ollama: OllamaId.nullable(),
  ollama_name: z.string().nullable(),
  notes: jsonColumn(z.array(AnswerNote)),
  state: jsonColumn(AnswerState),
  counts: jsonColumn(Counts).nullable(),
  first_token_ms: z.int().nullable(),
  charge: jsonColumn(Charge),
});

const ended: AnswerState = { kind: 'done', reason: 'other' };

/** What cannot be read of it counts as not told. How it ended is then not known, and nothing is said of it. */
const UnreadableRow = z
  .object({
    ...base,
    parent_id: base.parent_id.optional().catch(undefined),
    created_at: base.created_at.catch(0),
    role: z.enum(['user', 'assistant']).nullable().catch(null),
    run_id: RunId.nullable().catch(null),
    model: z.string().catch(''),
    place: AnswerRow.shape.place.catch(null),
    host: AnswerRow.shape.host.catch(null),
    ollama: AnswerRow.shape.ollama.catch(null),
    ollama_name: AnswerRow.shape.ollama_name.catch(null),
    notes: AnswerRow.shape.notes.catch([]),
    state: AnswerRow.shape.state.catch(ended),
    counts: AnswerRow.shape.counts.catch(null),
    first_token_ms: AnswerRow.shape.first_token_ms.catch(null),
    charge: AnswerRow.shape.charge.catch({ kind: 'none' }),
  })
  .transform(({ role, run_id, state, ...row }) => {
    const unreadable = true as const;
    if (role === 'user' || (role === null && run_id === null)) return { ...row, role: 'user' as const, unreadable };
    const answer = { ...row, role: 'assistant' as const, unreadable };
    // There is no run of this id, and so none that anybody could wait for.
    if (run_id === null)
      return { ...answer, run_id: RunId.parse(row.id), state: state.kind === 'streaming' ? ended : state };
    return { ...answer, run_id, state };
  });

/**
 * A message without its parts, which stand in rows of their own. `parent_id`: undefined where it cannot be read. null: its own id
 * cannot be, so that nothing can follow it or be asked of it.
 */
export const MessageRow = z.union([
  z.discriminatedUnion('role', [UserRow, AnswerRow]),
  UnreadableRow,
  z.unknown().transform(() => null),
]);
export type MessageRow = NonNullable<z.infer<typeof MessageRow>>;

/** Long texts stand in a column of their own, so that nothing has to be taken out of JSON. */
const ReadablePartRow = z
  .discriminatedUnion('kind', [
    z.object({ message_seq: z.int(), kind: z.literal('text'), text: z.string() }),
    z.object({ message_seq: z.int(), kind: z.literal('thinking'), text: z.string(), ms: z.int().nullable() }),
    z.object({ message_seq: z.int(), kind: z.literal('image'), body: jsonColumn(ImagePart) }),
    z.object({ message_seq: z.int(), kind: z.literal('file'), body: jsonColumn(FilePart) }),
    z.object({ message_seq: z.int(), kind: z.literal('tool_call'), body: jsonColumn(ToolCallPart) }),
    z.object({ message_seq: z.int(), kind: z.literal('tool_result'), body: jsonColumn(ToolResultPart) }),
  ])
  .transform((row) => ({ messageSeq: row.message_seq, part: toPart(row) }));

/** `part`: null where it cannot be read. */
export const PartRow = z.union([
  ReadablePartRow,
  z.object({ message_seq: z.int() }).transform((row) => ({ messageSeq: row.message_seq, part: null })),
]);

export const EventRow = z.object({ event: jsonColumn(RunEvent) }).transform((row) => row.event);

type RowOfPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'thinking'; readonly text: string; readonly ms: number | null }
  | {
      readonly kind: 'image' | 'file' | 'tool_call' | 'tool_result';
      readonly body: Exclude<Part, TextPart | ThinkingPart>;
    };

function toPart(row: RowOfPart): Part {
  switch (row.kind) {
    case 'text':
      return { kind: 'text', text: row.text };
    case 'thinking':
      return { kind: 'thinking', text: row.text, ms: row.ms };
    case 'image':
    case 'file':
    case 'tool_call':
    case 'tool_result':
      return row.body;
  }
}

/** `stored`: null stands for a part that cannot be read. */
export function toMessage(row: MessageRow, stored: readonly (Part | null)[]): Message {
  const parts = stored.filter((part) => part !== null);
  const isUnreadable = 'unreadable' in row || parts.length < stored.length;
  const shared = {
    id: row.id,
    chatId: row.chat_id,
    parentId: row.parent_id ?? null,
    parts,
    createdAt: row.created_at,
    ...(isUnreadable ? { unreadable: true as const } : {}),
  };
  if (row.role === 'user') return { ...shared, role: 'user' };
  return {
    ...shared,
    role: 'assistant',
    runId: row.run_id,
    model: row.model,
    place: row.place,
    host: row.host,
    ollama: row.ollama === null ? null : { id: row.ollama, name: row.ollama_name ?? '' },
    notes: row.notes,
    state: row.state,
    counts: row.counts,
    firstTokenMs: row.first_token_ms,
    charge: row.charge,
  };
}
