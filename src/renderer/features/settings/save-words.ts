// Why a setting was not kept, in words.
import { ORPCError } from '@orpc/client';
import { words } from '../../words.ts';

export function sayRefused(error: unknown): string {
  if (error instanceof ORPCError && error.code === 'BAD_REQUEST') return words.settings.refused.invalid;
  return words.settings.refused.notSaved;
}
