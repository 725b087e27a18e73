// What was used, added up in the database by the days of one stretch without a change of the clocks.
import { z } from 'zod';
import { Place } from '../../../preload/contract/models.ts';
import type { ReadableDb } from '../store/db.ts';
import type { Stretch } from './local-days.ts';

const DayRow = z.object({
  day: z.int(),
  model: z.string(),
  place: z.string().transform((place) => Place.safeParse(place).data ?? null),
  /** The id of the one that answered; empty: not known, or none did. */
  ollama: z.string(),
  ollama_name: z.string(),
  messages: z.int(),
  uncounted: z.int(),
  prompt_tokens: z.int(),
  completion_tokens: z.int(),
  microcredits: z.int(),
});
export type DayRow = z.infer<typeof DayRow>;

/** `day`: the number of the local day. Answers that failed or were refused are none; those of deleted chats are among them. */
export function usedIn(db: ReadableDb, { from, to, offsetMs }: Stretch): DayRow[] {
  return db.all(DayRow, usedSql, { from, to, offsetMs });
}

// The driver binds every number as a real one, by which a division would not come to whole days.
const usedSql = `SELECT day, model, place, ollama, ollama_name, sum(messages) AS messages, sum(uncounted) AS uncounted,
  sum(prompt_tokens) AS prompt_tokens, sum(completion_tokens) AS completion_tokens, sum(microcredits) AS microcredits
  FROM (
    SELECT (ended_at + CAST(@offsetMs AS INTEGER)) / 86400000 AS day, model, coalesce(place, '') AS place,
      coalesce(ollama, '') AS ollama, coalesce(ollama_name, '') AS ollama_name, count(*) AS messages,
      sum(completion_tokens IS NULL) AS uncounted, coalesce(sum(max(prompt_tokens, 0)), 0) AS prompt_tokens,
      coalesce(sum(max(completion_tokens, 0)), 0) AS completion_tokens, coalesce(sum(max(microcredits, 0)), 0) AS microcredits
    FROM answers INDEXED BY answers_by_end
    WHERE ended_at >= @from AND ended_at < @to AND outcome NOT IN ('failed', 'refused')
    GROUP BY 1, 2, 3, 4, 5
    UNION ALL
    SELECT (ended_at + CAST(@offsetMs AS INTEGER)) / 86400000, model, place, ollama, ollama_name, messages, uncounted, prompt_tokens, completion_tokens, microcredits
    FROM usage_of_deleted WHERE ended_at >= @from AND ended_at < @to
  )
  GROUP BY day, model, place, ollama, ollama_name ORDER BY day, model, place, ollama, ollama_name`;

/** When the oldest answer ended; null: there is none. */
export function firstUse(db: ReadableDb): number | null {
  return (
    db.get(
      FirstRow,
      `SELECT min(at) AS at FROM (
         SELECT min(ended_at) AS at FROM answers INDEXED BY answers_by_end WHERE ended_at IS NOT NULL
         UNION ALL SELECT min(ended_at) FROM usage_of_deleted)`,
    )?.at ?? null
  );
}

const FirstRow = z.object({ at: z.int().nullable() });
