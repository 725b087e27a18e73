// Why a wish did not reach the core, in words. What went wrong inside an answer is said by the contract's failure texts instead.
import { ORPCError } from '@orpc/client';
import { words } from '../../words.ts';
import { Disconnected } from '../../rpc/disconnected.ts';

const kept = 'Your message is still in the box.';

export function sayTrouble(error: unknown): string {
  if (error instanceof Disconnected) return `The app isn’t responding. Try again in a moment. ${kept}`;
  if (!(error instanceof ORPCError)) return `That didn’t work. Try again. ${kept}`;
  switch (error.code) {
    case 'chat_busy':
      return 'The model is still answering in this chat. Stop it or wait, then try again.';
    case 'chat_not_found':
      return `This chat was deleted. Copy your message into a new chat. ${kept}`;
    case 'message_not_found':
      return `The message you’re replying to was deleted. ${kept}`;
    case 'store_failed': {
      const { title, remedy } = words.failures['store_failed'];
      return `${title}. ${remedy} ${kept}`;
    }
    default:
      return `That didn’t work. Try again. ${kept}`;
  }
}
