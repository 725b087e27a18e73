// Reads the body of a hosted route by its schema; what does not fit is refused as it is everywhere else.
import { ValidationError } from '@orpc/contract';
import type { z } from 'zod';
import { fieldNoOf } from '../field-no.ts';
import { refusal } from '../problem.ts';

/** Throws a refusal that names the first field which is wrong. */
export function readRequest<T>(schema: z.ZodType<T>, body: unknown): T {
  const read = schema.safeParse(body);
  if (read.success) return read.data;
  const { issues } = read.error;
  const no = fieldNoOf(new ValidationError({ message: 'validation failed', issues, data: body }));
  throw refusal('invalid_request', no ?? { reason: 'unexpected_form' });
}
