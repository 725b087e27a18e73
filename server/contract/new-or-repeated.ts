// The answer to a write that may be repeated: 201 when it was done now, 200 when it had been done before.
import { z } from 'zod';

export function newOrRepeated<T extends z.ZodType>(body: T) {
  return z.discriminatedUnion('status', [
    z.object({ status: z.literal(201), body }),
    z.object({ status: z.literal(200), body }),
  ]);
}
