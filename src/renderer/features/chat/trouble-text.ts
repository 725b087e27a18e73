// Why a wish did not reach the core, in words. What went wrong inside an answer is said by the contract's failure texts instead.
import { ORPCError } from '@orpc/client';
import { sayFailure } from '../../../preload/contract/failure-text.ts';
import { Disconnected } from '../../rpc/disconnected.ts';

export function sayTrouble(error: unknown): string {
  if (error instanceof Disconnected)
    return 'The app’s own engine does not answer just now. Your words are kept; try again in a moment.';
  if (!(error instanceof ORPCError)) return 'That did not work. Your words are kept; try again.';
  switch (error.code) {
    case 'chat_busy':
      return 'This chat is still answering. Stop it or wait for its end, then try again.';
    case 'chat_not_found':
      return 'This chat is no longer there. Your words are kept; copy them into a new chat.';
    case 'message_not_found':
      return 'The message you answer to is no longer there. Your words are kept.';
    case 'store_failed': {
      const { title, remedy } = sayFailure('store_failed');
      return `${title}. ${remedy} Your words are kept.`;
    }
    default:
      return 'That did not work. Your words are kept; try again.';
  }
}
