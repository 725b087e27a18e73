// Messages and answers in the database.
import { z } from 'zod';
import { RunId, type ChatId, type MessageId } from '../../../preload/contract/ids.ts';
import type { AnswerMessage, Charge, Message, UserMessage } from '../../../preload/contract/message.ts';
import type { Part } from '../../../preload/contract/part.ts';
import { attachmentsOf, fileIdsIn, textOf } from '../../../preload/contract/parts.ts';
import type { FileContents } from '../ports.ts';
import type { ReadableDb, WritableDb } from '../store/db.ts';
import { wordsIn } from './file-block.ts';
import { readChat, readMessages, type ReadMessages } from './message-reading.ts';
import { toIndexed } from './search-text.ts';

/** All branches, oldest first. */
export function messagesOf(db: ReadableDb, chatId: ChatId): Message[] {
  return readChat(db, chatId).messages;
}

const SeqRow = z.object({ seq: z.int() });

/** The next `count` messages of a chat, of whatever branch, that were stored before `before`; they end where `before` is null. */
export function earlierOf(
  db: ReadableDb,
  chatId: ChatId,
  { before, count }: { readonly before: number; readonly count: number },
): ReadMessages & { readonly before: number | null } {
  const [oldest] = db.all(
    SeqRow,
    `SELECT min(seq) AS seq FROM (
       SELECT seq FROM messages WHERE chat_id = @chatId AND seq < @before ORDER BY seq DESC LIMIT @count) HAVING seq IS NOT NULL`,
    { chatId, before, count },
  );
  if (oldest === undefined) return { messages: [], unshown: 0, before: null };
  const { seq: from } = oldest;
  const step = readMessages(
    db,
    `chosen (seq, place) AS (
       SELECT seq, seq FROM messages WHERE chat_id = @chatId AND seq >= @from AND seq < @before)`,
    { chatId, from, before },
  );
  return { ...step, before: step.messages.length + step.unshown < count ? null : from };
}

/** Whether a chat has more messages than `count`, of whatever branch. */
export function hasMoreThan(db: ReadableDb, chatId: ChatId, count: number): boolean {
  const sql = 'SELECT 1 FROM messages WHERE chat_id = @chatId LIMIT 1 OFFSET @count';
  return db.get(z.unknown(), sql, { chatId, count }) !== null;
}

export function findMessage(db: ReadableDb, chatId: ChatId, id: MessageId): Message | null {
  const sql = 'chosen (seq, place) AS (SELECT seq, seq FROM messages WHERE id = @id AND chat_id = @chatId)';
  return readMessages(db, sql, { id, chatId }).messages[0] ?? null;
}

export function hasMessages(db: ReadableDb, chatId: ChatId): boolean {
  return db.get(z.unknown(), 'SELECT 1 FROM messages WHERE chat_id = @chatId LIMIT 1', { chatId }) !== null;
}

export function findUserMessage(db: ReadableDb, id: MessageId): UserMessage | null {
  const sql = 'chosen (seq, place) AS (SELECT seq, seq FROM messages WHERE id = @id)';
  const [found] = readMessages(db, sql, { id }).messages;
  return found?.role === 'user' ? found : null;
}

export function findAnswer(db: ReadableDb, runId: RunId): AnswerMessage | null {
  const [found] = readMessages(
    db,
    `chosen (seq, place) AS (
       SELECT m.seq, m.seq FROM answers a JOIN messages m ON m.id = a.message_id WHERE a.run_id = @runId)`,
    { runId },
  ).messages;
  return found?.role === 'assistant' ? found : null;
}

/** Whether an answer is being written, in whatever chat. */
export function isAnythingWritten(db: ReadableDb): boolean {
  return db.get(z.unknown(), 'SELECT 1 FROM answers WHERE is_streaming = 1 LIMIT 1') !== null;
}

/** Whose answers an earlier core left unfinished, where that can be read. */
export function unfinishedRuns(db: ReadableDb): RunId[] {
  return db.readable(RunRow, 'SELECT run_id FROM answers WHERE is_streaming = 1').rows.map((row) => row.run_id);
}

const RunRow = z.object({ run_id: RunId });

/** `contents`: of the files that it names, which are found by their words, too. */
export function insertQuestion(db: WritableDb, question: UserMessage, contents: FileContents | null = null): void {
  insertMessage(db, question);
  indexQuestion(db, question, contents);
}

/** `side`: of two answers that are made to one question, which; a chat has one of each being written at most. */
export function insertAnswer(db: WritableDb, answer: AnswerMessage, side: 0 | 1 = 0): void {
  insertMessage(db, answer);
  db.run(
    `INSERT INTO answers (message_id, chat_id, run_id, model, place, host, ollama, ollama_name, notes, state, side, is_streaming, counts, charge)
     VALUES (@id, @chatId, @runId, @model, @place, @host, @ollama, @ollamaName, @notes, @state, @side, 1, NULL, @charge)`,
    {
      side,
      id: answer.id,
      chatId: answer.chatId,
      runId: answer.runId,
      model: answer.model,
      place: answer.place,
      host: answer.host,
      ...ollamaColumns(answer),
      notes: JSON.stringify(answer.notes),
      state: JSON.stringify(answer.state),
      charge: JSON.stringify(answer.charge),
    },
  );
}

/** Its turn has come: its model is about to be asked. */
export function beginAnswer(db: WritableDb, runId: RunId): void {
  const state: AnswerMessage['state'] = { kind: 'streaming' };
  const sql = 'UPDATE answers SET state = @state WHERE run_id = @runId AND is_streaming = 1';
  db.run(sql, { runId, state: JSON.stringify(state) });
}

/** The answer's final save: parts, state, counts, who made it, and its price as far as that is known. */
export function endAnswer(db: WritableDb, answer: AnswerMessage, now: number): void {
  for (const table of ['parts', 'message_files'])
    db.run(`DELETE FROM ${table} WHERE message_seq = (SELECT seq FROM messages WHERE id = @id)`, { id: answer.id });
  insertParts(db, answer);
  db.run(
    `UPDATE answers SET model = @model, place = @place, ollama = @ollama, ollama_name = @ollamaName,
     notes = @notes, state = @state, is_streaming = 0, counts = @counts,
     first_token_ms = @firstTokenMs,
     charge = @charge, ended_at = @now WHERE message_id = @id`,
    {
      id: answer.id,
      model: answer.model,
      place: answer.place,
      ...ollamaColumns(answer),
      notes: JSON.stringify(answer.notes),
      state: JSON.stringify(answer.state),
      counts: answer.counts === null ? null : JSON.stringify(answer.counts),
      firstTokenMs: answer.firstTokenMs,
      charge: JSON.stringify(answer.charge),
      now,
    },
  );
  indexAnswer(db, answer);
}

/** A result of a tool holds its words itself. */
const noContents: FileContents = { bytes: () => null, text: () => null };

function ollamaColumns({ ollama }: AnswerMessage) {
  return { ollama: ollama?.id ?? null, ollamaName: ollama?.name ?? null };
}

/** Only the parts of an answer that cannot be read are kept. */
export function endUnreadableAnswer(
  db: WritableDb,
  { runId, charge, now }: { readonly runId: RunId; readonly charge: Charge; readonly now: number },
): void {
  db.run(
    `UPDATE answers SET notes = '[]', state = '{"kind":"interrupted"}', is_streaming = 0, counts = NULL, charge = @charge,
     ended_at = @now WHERE run_id = @runId`,
    { runId, charge: JSON.stringify(charge), now },
  );
}

/** Ends whatever is still unfinished: answers of runs that nobody can name. Gives how many there were. */
export function endNamelessAnswers(db: WritableDb, now: number): number {
  return db.run(
    `UPDATE answers SET state = '{"kind":"interrupted"}', is_streaming = 0, charge = '{"kind":"none"}', ended_at = @now
     WHERE is_streaming = 1`,
    { now },
  );
}

/** What an answer cost that was not settled at its end. Gives false where there is no such answer. */
export function settleAnswer(db: WritableDb, runId: RunId, charge: Charge): boolean {
  const sql = `UPDATE answers SET charge = @charge WHERE run_id = @runId AND charge ->> '$.kind' = 'unsettled'`;
  return db.run(sql, { runId, charge: JSON.stringify(charge) }) > 0;
}

function insertMessage(db: WritableDb, row: Message): void {
  db.run(
    'INSERT INTO messages (id, chat_id, parent_id, role, created_at) VALUES (@id, @chatId, @parentId, @role, @createdAt)',
    {
      id: row.id,
      chatId: row.chatId,
      parentId: row.parentId,
      role: row.role,
      createdAt: row.createdAt,
    },
  );
  insertParts(db, row);
}

function insertParts(db: WritableDb, { id, parts }: Message): void {
  parts.forEach((part, position) => {
    db.run(
      `INSERT INTO parts (message_seq, position, kind, text, ms, body)
       SELECT seq, @position, @kind, @text, @ms, @body FROM messages WHERE id = @id`,
      { id, position, kind: part.kind, ...columnsOf(part) },
    );
  });
  for (const fileId of new Set(fileIdsIn(parts)))
    db.run('INSERT INTO message_files (message_seq, file_id) SELECT seq, @fileId FROM messages WHERE id = @id', {
      id,
      fileId,
    });
}

function columnsOf(part: Part) {
  switch (part.kind) {
    case 'text':
      return { text: part.text, ms: null, body: null };
    case 'thinking':
      return { text: part.text, ms: part.ms, body: null };
    case 'image':
    case 'file':
    case 'tool_call':
    case 'tool_result':
      return { text: null, ms: null, body: JSON.stringify(part) };
  }
}

/** The `count` messages of whatever chats that were stored before `before`; `from` is the first of them, null: there is none. */
export function stretchOf(
  db: ReadableDb,
  before: number,
  count: number,
): { readonly messages: Message[]; readonly from: number | null } {
  const [oldest] = db.all(
    SeqRow,
    `SELECT min(seq) AS seq FROM (
       SELECT seq FROM messages WHERE seq < @before ORDER BY seq DESC LIMIT @count) HAVING seq IS NOT NULL`,
    { before, count },
  );
  if (oldest === undefined) return { messages: [], from: null };
  const from = oldest.seq;
  const chosen = 'chosen (seq, place) AS (SELECT seq, seq FROM messages WHERE seq >= @from AND seq < @before)';
  return { messages: readMessages(db, chosen, { from, before }).messages, from };
}

/** As when it was stored. */
export function indexAgain(db: WritableDb, message: Message, contents: FileContents): void {
  if (message.role === 'user') indexQuestion(db, message, contents);
  else indexAnswer(db, message);
}

function indexQuestion(db: WritableDb, question: UserMessage, contents: FileContents | null): void {
  const files = contents === null ? [] : attachmentsOf(question.parts).flatMap((part) => wordsIn(part, contents));
  indexMessage(db, question, files);
}

function indexAnswer(db: WritableDb, answer: AnswerMessage): void {
  const results = answer.parts.filter((part) => part.kind === 'tool_result');
  indexMessage(
    db,
    answer,
    results.flatMap((part) => wordsIn(part, noContents)),
  );
}

/** `more`: what is found with it, beside its own text. */
function indexMessage(db: WritableDb, row: Message, more: readonly string[]): void {
  db.run('DELETE FROM message_index_before WHERE rowid = (SELECT seq FROM messages WHERE id = @id)', { id: row.id });
  db.run('INSERT OR REPLACE INTO message_index (rowid, text) SELECT seq, @text FROM messages WHERE id = @id', {
    id: row.id,
    text: [textOf(row.parts), ...more].map(toIndexed).join('\n'),
  });
}
