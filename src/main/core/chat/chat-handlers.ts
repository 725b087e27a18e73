// The chat's part of the contract: each call handed to the feature, each no turned into its typed error.
import { implement } from '@orpc/server';
import { chat, chats, runs } from '../../../preload/contract/chats.ts';
import { queue, type QueuedMessage } from '../../../preload/contract/queue.ts';
import type { ChatSummary } from '../../../preload/contract/message.ts';
import { refOf } from './asking.ts';
import type { ChatAnswer, CompareAnswer, Compared, StartAnswer, Started, StartRefusal } from './chat-answers.ts';
import type { QueueAnswer } from './queue.ts';
import type { ChatFeature } from './chat.ts';
import { signalOf } from '../call-signal.ts';

const os = implement({ chat, chats, queue, runs });

export function chatHandlers(feature: ChatFeature) {
  return {
    chats: {
      watch: os.chats.watch.handler(({ signal }) => feature.watchChats(signalOf(signal))),
      open: os.chats.open.handler(({ input, signal, errors }) => {
        const events = feature.openChat(input.id, signalOf(signal));
        if (events === null) throw errors.chat_not_found();
        return events;
      }),
      rename: os.chats.rename.handler(({ input, errors }) =>
        found(feature.rename(input.id, input.title), errors.chat_not_found),
      ),
      setModel: os.chats.setModel.handler(({ input, errors }) =>
        found(feature.setModel(input.id, refOf(input)), errors.chat_not_found),
      ),
      setLeaf: os.chats.setLeaf.handler(({ input, errors }) =>
        found(feature.setLeaf(input.id, input.leafId), errors.chat_not_found),
      ),
      setCompared: os.chats.setCompared.handler(({ input, errors }) =>
        found(feature.setCompared(input.id, input.compared), errors.chat_not_found),
      ),
      remove: os.chats.remove.handler(({ input, errors }) => ({
        id: found(feature.remove(input.id), errors.chat_not_found).id,
      })),
      restore: os.chats.restore.handler(({ input, errors }) => found(feature.restore(input.id), errors.chat_not_found)),
      search: os.chats.search.handler(({ input }) => feature.search(input.query)),
    },
    chat: {
      send: os.chat.send.handler(({ input, errors }) => started(feature.asking.send(input), errors)),
      compare: os.chat.compare.handler(({ input, errors }) => compared(feature.asking.compare(input), errors)),
      resume: os.chat.resume.handler(({ input, errors }) => started(feature.asking.resume(input), errors)),
      regenerate: os.chat.regenerate.handler(({ input, errors }) => started(feature.asking.regenerate(input), errors)),
    },
    queue: {
      put: os.queue.put.handler(({ input, errors }) => queued(feature.queue.put(input), errors)),
      change: os.queue.change.handler(({ input, errors }) =>
        queued(feature.queue.change(input.chatId, input.id, input.parts), errors),
      ),
      remove: os.queue.remove.handler(({ input, errors }) =>
        queued(feature.queue.remove(input.chatId, input.id), errors),
      ),
      move: os.queue.move.handler(({ input, errors }) =>
        queued(feature.queue.move(input.chatId, input.id, input.before), errors),
      ),
    },
    runs: {
      waiting: os.runs.waiting.handler(async function* ({ signal }) {
        for await (const waiting of feature.runs.waiting.watch(signalOf(signal))) yield [...waiting];
      }),
      watch: os.runs.watch.handler(({ input, signal, errors }) => {
        const events = feature.runs.watch(input.runId, input.after, signalOf(signal));
        if (events === null) throw errors.run_not_found();
        return events;
      }),
      decide: os.runs.decide.handler(({ input }) => ({ kind: feature.runs.decide(input) })),
      stop: os.runs.stop.handler(({ input }) => {
        feature.runs.stop(input.runId);
        return { runId: input.runId };
      }),
    },
  };
}

type Errors = Readonly<Record<StartRefusal['kind'], () => Error>>;

function started(answer: StartAnswer, errors: Errors): Omit<Started, 'kind'> {
  if (answer.kind === 'started') return { user: answer.user, answer: answer.answer };
  throw errors[answer.kind]();
}

function compared(answer: CompareAnswer, errors: Errors): Omit<Compared, 'kind'> {
  if (answer.kind === 'compared') return { user: answer.user, answers: answer.answers };
  throw errors[answer.kind]();
}

type QueueErrors = Readonly<Record<Exclude<QueueAnswer['kind'], 'ok'>, () => Error>>;

function queued(answer: QueueAnswer, errors: QueueErrors): QueuedMessage[] {
  if (answer.kind === 'ok') return answer.queue;
  throw errors[answer.kind]();
}

function found(answer: ChatAnswer, notFound: () => Error): ChatSummary {
  if (answer.kind === 'ok') return answer.chat;
  throw notFound();
}
