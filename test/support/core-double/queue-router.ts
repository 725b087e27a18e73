// Waiting questions of the double's chats. They are kept, changed and taken away; a question that is sent waits no more.
import { implement } from '@orpc/server';
import type { ChatId, MessageId } from '../../../src/preload/contract/ids.ts';
import { queue, type QueuedMessage } from '../../../src/preload/contract/queue.ts';
import { tellBeside, type World } from './world.ts';

const os = implement({ queue });

export function queueRouter(world: World) {
  const of = (id: ChatId): QueuedMessage[] => world.queues.get(id) ?? [];
  const put = (id: ChatId, next: QueuedMessage[]): QueuedMessage[] => {
    world.queues.set(id, next);
    tellBeside(world, id);
    return next;
  };
  return {
    queue: {
      put: os.queue.put.handler(({ input: { sharesWith: _sharesWith, ...wish } }) =>
        put(wish.chatId, [...of(wish.chatId), { ...wish, createdAt: Date.now() }]),
      ),
      change: os.queue.change.handler(({ input }) =>
        put(
          input.chatId,
          of(input.chatId).map((one) => (one.id === input.id ? { ...one, parts: input.parts } : one)),
        ),
      ),
      remove: os.queue.remove.handler(({ input }) => put(input.chatId, without(of(input.chatId), input.id))),
      move: os.queue.move.handler(({ input }) => {
        const waiting = of(input.chatId);
        const others = without(waiting, input.id);
        const at = input.before === null ? others.length : others.findIndex(({ id }) => id === input.before);
        const moved = waiting.find(({ id }) => id === input.id);
        return put(input.chatId, moved === undefined || at < 0 ? waiting : others.toSpliced(at, 0, moved));
      }),
    },
  };
}

export function without(waiting: readonly QueuedMessage[], id: MessageId): QueuedMessage[] {
  return waiting.filter((one) => one.id !== id);
}
