// Downloads and removals as they are stored.
import { z } from 'zod';
import { OllamaId } from '../../../preload/contract/ids.ts';
import { DownloadTrouble, type Download } from '../../../preload/contract/downloads.ts';
import type { Readable, WritableDb } from '../store/db.ts';
import { jsonColumn } from '../store/json-column.ts';

const DownloadRow = z
  .object({
    ollama: OllamaId,
    name: z.string(),
    asked_at: z.int(),
    state: z.enum(['queued', 'paused', 'failed']),
    trouble: jsonColumn(DownloadTrouble).nullable(),
    completed_bytes: z.int(),
    total_bytes: z.int(),
  })
  .transform((row): Download => ({
    ollama: row.ollama,
    name: row.name,
    askedAt: row.asked_at,
    completedBytes: row.completed_bytes,
    totalBytes: row.total_bytes,
    state:
      row.trouble !== null
        ? { kind: 'failed', trouble: row.trouble }
        : { kind: row.state === 'paused' ? 'paused' : 'queued' },
  }));

export function storedDownloads(db: WritableDb): Readable<Download> {
  return db.readable(DownloadRow, 'SELECT * FROM downloads ORDER BY asked_at, rowid');
}

/** What was running goes on after a restart; what is done is not stored. */
export function storeDownload(db: WritableDb, download: Download): void {
  const { ollama, name, askedAt, completedBytes, totalBytes, state } = download;
  const isResting = state.kind === 'paused' || state.kind === 'failed';
  db.run(
    `INSERT INTO downloads (ollama, name, asked_at, state, trouble, completed_bytes, total_bytes)
     VALUES (@ollama, @name, @askedAt, @state, @trouble, @completedBytes, @totalBytes)
     ON CONFLICT (ollama, name) DO UPDATE SET state = @state, trouble = @trouble,
       completed_bytes = @completedBytes, total_bytes = @totalBytes`,
    {
      ollama,
      name,
      askedAt,
      completedBytes,
      totalBytes,
      state: isResting ? state.kind : 'queued',
      trouble: state.kind === 'failed' ? JSON.stringify(state.trouble) : null,
    },
  );
}

/** A model of one Ollama. */
export type ModelPlace = { readonly ollama: OllamaId; readonly name: string };

export function forgetDownload(db: WritableDb, { ollama, name }: ModelPlace): void {
  db.run('DELETE FROM downloads WHERE ollama = @ollama AND name = @name', { ollama, name });
}

const RemovalRow = z
  .object({ ollama: OllamaId, name: z.string(), goes_at: z.int(), state: z.enum(['waiting', 'going']) })
  .transform(({ goes_at: goesAt, ...row }) => ({ ...row, goesAt }));
export type StoredRemoval = z.infer<typeof RemovalRow>;

export function storedRemovals(db: WritableDb): Readable<StoredRemoval> {
  return db.readable(RemovalRow, 'SELECT * FROM model_removals ORDER BY goes_at, name');
}

export function storeRemoval(db: WritableDb, { ollama, name, goesAt, state }: StoredRemoval): void {
  db.run(
    `INSERT INTO model_removals (ollama, name, goes_at, state) VALUES (@ollama, @name, @goesAt, @state)
     ON CONFLICT (ollama, name) DO UPDATE SET goes_at = @goesAt, state = @state`,
    { ollama, name, goesAt, state },
  );
}

/** Gives whether there was one. */
export function forgetRemoval(db: WritableDb, { ollama, name }: ModelPlace): boolean {
  return db.run('DELETE FROM model_removals WHERE ollama = @ollama AND name = @name', { ollama, name }) > 0;
}
