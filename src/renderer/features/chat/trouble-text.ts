// Why a wish did not reach the core, in words. What went wrong inside an answer is said by the contract's failure texts instead.
import { ORPCError } from '@orpc/client';
import { words } from '../../words.ts';
import { Disconnected } from '../../rpc/disconnected.ts';

export function sayTrouble(error: unknown): string {
  const say = words.chat.trouble;
  if (error instanceof Disconnected) return `${say.notResponding} ${say.kept}`;
  if (!(error instanceof ORPCError)) return `${say.failed} ${say.kept}`;
  switch (error.code) {
    case 'chat_busy':
      return say.busy;
    case 'chat_not_found':
      return `${say.chatGone} ${say.kept}`;
    case 'sharing_not_agreed':
      return `${say.notShared} ${say.kept}`;
    case 'message_not_found':
      return `${say.messageGone} ${say.kept}`;
    case 'message_unreadable':
      return say.questionUnreadable;
    case 'ollama_gone':
      return `${say.ollamaGone} ${say.kept}`;
    case 'file_not_found':
      return `${say.fileGone} ${say.kept}`;
    case 'queue_full':
      return `${say.queueFull} ${say.kept}`;
    case 'cannot_continue':
      return say.cannotContinue;
    case 'store_failed': {
      const { title, remedy } = words.failures.store_failed;
      return `${title}. ${remedy} ${say.kept}`;
    }
    default:
      return `${say.failed} ${say.kept}`;
  }
}
