// What images and files contain, once each, under the hash of their content. What no message names any more goes after a while.
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { keptMs } from '../../../preload/contract/file-limits.ts';
import { FileId } from '../../../preload/contract/file-part.ts';
import type { Clock, FileContents } from '../ports.ts';
import type { WritableDb } from '../store/db.ts';

export type Files = FileContents & {
  put(this: void, content: Uint8Array): FileId;
  /** Keeps them for longer, and gives those that are not there. */
  keep(this: void, ids: readonly FileId[]): FileId[];
  /** Deletes what no message names, waiting or sent, and no draft has asked to keep. Gives how many there were. */
  sweep(this: void): number;
  /** Sweeps now and then, until `close`. */
  keepHouse(this: void, reportDefect: (error: unknown) => void): void;
  close(): Promise<void>;
};

const housekeepingMs = 6 * 3600 * 1000;

export function createFiles({ db, clock }: { readonly db: WritableDb; readonly clock: Clock }): Files {
  const life = new AbortController();

  const bytes = (id: FileId): Uint8Array | null =>
    db.get(ContentRow, 'SELECT content FROM files WHERE id = @id', { id })?.content ?? null;

  function sweep(): number {
    return db.run(
      `DELETE FROM files WHERE kept_until < @now
       AND NOT EXISTS (SELECT 1 FROM message_files WHERE message_files.file_id = files.id)
       AND NOT EXISTS (SELECT 1 FROM queued_files WHERE queued_files.file_id = files.id)`,
      { now: clock.now() },
    );
  }

  return {
    bytes,
    text: (id) => {
      const found = bytes(id);
      return found === null ? null : new TextDecoder().decode(found);
    },
    put(content) {
      const id = FileId.parse(createHash('sha256').update(content).digest('hex'));
      db.transact('durable', () =>
        db.run(
          `INSERT INTO files (id, kept_until, content) VALUES (@id, @until, @content)
           ON CONFLICT (id) DO UPDATE SET kept_until = max(kept_until, excluded.kept_until)`,
          { id, until: clock.now() + keptMs, content },
        ),
      );
      return id;
    },
    keep: (ids) =>
      db.transact('relaxed', () =>
        ids.filter(
          (id) =>
            db.run('UPDATE files SET kept_until = max(kept_until, @until) WHERE id = @id', {
              id,
              until: clock.now() + keptMs,
            }) === 0,
        ),
      ),
    sweep,
    keepHouse(reportDefect) {
      const loop = async (): Promise<void> => {
        while (!life.signal.aborted) {
          sweep();
          await clock.wait(housekeepingMs, life.signal);
        }
      };
      loop().catch((error: unknown) => {
        if (!life.signal.aborted) reportDefect(error);
      });
    },
    close() {
      life.abort();
      return Promise.resolve();
    },
  };
}

const ContentRow = z.object({ content: z.instanceof(Uint8Array) });
