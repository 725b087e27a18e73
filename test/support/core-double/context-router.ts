// What models see of the double's chats: left out, summarised and carried over as the core does it, with a summary that stands here.
import { implement } from '@orpc/server';
import { context, type ContextState, type ContextSummary } from '../../../src/preload/contract/context.ts';
import type { ChatId } from '../../../src/preload/contract/ids.ts';
import { plainContext, putSummary, tellBeside, type World } from './world.ts';

const os = implement({ context });
const text = 'The person asked what a tally stick was. It recorded a debt in wood and was split in two.';

export function contextRouter(world: World) {
  const of = (id: ChatId): ContextState => world.contexts.get(id) ?? plainContext;
  const put = (id: ChatId, patch: Partial<ContextState>): ContextState => {
    const next = { ...of(id), ...patch, changedAt: Date.now() };
    world.contexts.set(id, next);
    tellBeside(world, id);
    return next;
  };
  const made = (id: string, more: Partial<ContextSummary>): ContextSummary => ({
    id,
    uptoId: null,
    kind: 'summary',
    text,
    model: null,
    createdAt: Date.now(),
    ...more,
  });
  return {
    context: {
      leaveOut: os.context.leaveOut.handler(({ input }) => {
        const rest = of(input.chatId).leftOut.filter((id) => !input.messageIds.includes(id));
        return put(input.chatId, { leftOut: input.isLeftOut ? [...rest, ...input.messageIds] : rest });
      }),
      summarise: os.context.summarise.handler(({ input }) => {
        const { id, uptoId, model } = input;
        put(input.chatId, { summaries: [...of(input.chatId).summaries, made(id, { uptoId, model })] });
        return { kind: 'ok' };
      }),
      forget: os.context.forget.handler(({ input }) =>
        put(input.chatId, { summaries: of(input.chatId).summaries.filter(({ id }) => id !== input.id) }),
      ),
      carryOver: os.context.carryOver.handler(({ input, errors }) => {
        const chat = world.chats.get(input.chatId);
        if (chat === undefined) throw errors.chat_not_found();
        putSummary(world, { ...chat.summary, id: input.newChatId, title: null, updatedAt: Date.now() });
        put(input.newChatId, { summaries: [made(input.id, { kind: input.turns === null ? 'summary' : 'turns' })] });
        return { kind: 'ok' };
      }),
    },
  };
}
