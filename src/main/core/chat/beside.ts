// What stands beside the messages of a chat, as whoever has it open is told. A row of it that cannot be read costs that part, and not
// the chat: its messages are shown all the same.
import type { Beside } from '../../../preload/contract/chats.ts';
import type { ChatId } from '../../../preload/contract/ids.ts';
import { plainParameters } from '../../../preload/contract/parameters.ts';
import { CodedFailure } from '../coded-failure.ts';
import type { ChatContext, ChatParameters } from '../ports.ts';

type BesideParts = {
  readonly parameters: Pick<ChatParameters, 'of'>;
  readonly context: ChatContext;
  readonly queue: { of(id: ChatId): Beside['queue'] };
  readonly reportDefect: (error: unknown) => void;
};

export function readBeside({ parameters, context, queue, reportDefect }: BesideParts, id: ChatId): Beside {
  /** Throws where the disk is at fault: then it is read again. */
  function readable<T>(read: () => T, otherwise: T): T {
    try {
      return read();
    } catch (error) {
      if (error instanceof CodedFailure) throw error;
      reportDefect(error);
      return otherwise;
    }
  }

  return {
    parameters: readable(() => parameters.of(id), plainParameters),
    context: readable(() => context.of(id), { leftOut: [], summaries: [], changedAt: 0 }),
    queue: readable(() => queue.of(id), []),
  };
}
