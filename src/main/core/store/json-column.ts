// A column that holds JSON, parsed where its row leaves the database.
import { z } from 'zod';

export function jsonColumn<T extends z.ZodType>(content: T) {
  return z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        context.addIssue({ code: 'custom' });
        return z.NEVER;
      }
    })
    .pipe(content);
}
