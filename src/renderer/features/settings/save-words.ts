// Why a setting was not kept, in words.
import { ORPCError } from '@orpc/client';

export function sayRefused(error: unknown): string {
  if (error instanceof ORPCError && error.code === 'BAD_REQUEST')
    return 'This value isn’t valid, so nothing was changed. Correct it and try again.';
  return 'Couldn’t save. Your changes are still here; try again.';
}
