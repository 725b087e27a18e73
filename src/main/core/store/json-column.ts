// A column that holds JSON, parsed where its row leaves the database.
import { z } from 'zod';

export function jsonColumn<T extends z.ZodType>(content: T) {
  return z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(content);
}
