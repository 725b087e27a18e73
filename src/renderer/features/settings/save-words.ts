// Why a setting was not kept, in words.
import { ORPCError } from '@orpc/client';

export function sayRefused(error: unknown): string {
  if (error instanceof ORPCError && error.code === 'BAD_REQUEST')
    return 'This value is not possible, so nothing was changed. Correct it and try again.';
  return 'It could not be kept just now. What you wrote is still here; try again.';
}
