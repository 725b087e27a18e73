// What a person can start in a chat: ask, ask otherwise, have it answered again, stop.
import { useCallback, useLayoutEffect, useMemo, useRef } from 'react';
import type { ChatId, MessageId } from '../../../preload/contract/ids.ts';
import type { AnswerMessage, UserMessage } from '../../../preload/contract/message.ts';
import type { ModelRef } from '../../../preload/contract/models.ts';
import type { QuestionPart } from '../../../preload/contract/part.ts';
import { attachmentsOf, type Attachment } from '../../../preload/contract/parts.ts';
import type { Parameters } from '../../../preload/contract/parameters.ts';
import type { QueuedMessage } from '../../../preload/contract/queue.ts';
import type { LeftOutTool } from '../../../preload/contract/tools.ts';
import { useCore } from '../../rpc/core-context.tsx';
import { newMessageId, newRunId } from '../../rpc/new-id.ts';
import { useToast } from '../../ui/toast.tsx';
import { pathTo } from './message-tree.ts';
import { fieldsOf, madeBy } from './model-ref.ts';
import { sayTrouble } from './trouble-text.ts';
import type { OpenChat } from './use-chat.ts';
import { waitingAnswer, waitingTurn } from './waiting-turn.ts';
import { words } from '../../words.ts';

export type Turns = {
  /** Resolves to false when it did not reach the core; the words are then still the caller's. `onLeaving`: they are on their way. */
  readonly ask: (parts: readonly QuestionPart[], onLeaving: () => void) => Promise<boolean>;
  /** The same of two models. `onLeaving`: the two answers, which are on their way. */
  readonly compare: (
    parts: readonly QuestionPart[],
    second: ModelRef,
    onLeaving: (first: MessageId, second: MessageId) => void,
  ) => Promise<boolean>;
  /** For after the answer that is being written; resolves as `ask` does. */
  readonly askNext: (parts: readonly QuestionPart[], onLeaving: () => void) => Promise<boolean>;
  /** Asks what waited, at the end of the branch that is shown. */
  readonly askWaiting: (message: QueuedMessage) => void;
  readonly askOtherwise: (
    question: UserMessage,
    parts: readonly QuestionPart[],
    onLeaving: () => void,
  ) => Promise<boolean>;
  /** `model`: null takes the one that answers next. `onLeaving`: the new answer, which is on its way. */
  readonly answerAgain: (answer: AnswerMessage, model: ModelRef | null, onLeaving?: (id: MessageId) => void) => void;
  /** Has an answer that was cut go on, by the model that began it. `onLeaving`: as above. */
  readonly goOn: (answer: AnswerMessage, onLeaving?: (id: MessageId) => void) => void;
  /** All that is being written. */
  readonly stop: () => void;
};

/** `sharesWith`: the server that the person has agreed to just now. */
export type Agreement = { readonly sharesWith?: string };

type Attempt = {
  readonly key: string;
  readonly runId: ReturnType<typeof newRunId>;
  readonly messageId: MessageId;
  readonly answerId: MessageId;
  /** Of the second of two answers. */
  readonly other: { readonly runId: ReturnType<typeof newRunId>; readonly answerId: MessageId };
};

/** `second`: who else answers; null: nobody. */
type Asking = {
  readonly parentId: MessageId | null;
  readonly parts: readonly QuestionPart[];
  readonly second: ModelRef | null;
  readonly onLeaving: (first: MessageId, second: MessageId) => void;
};

export function useTurns({
  chatId,
  isNew,
  model,
  parameters,
  toolsLeftOut,
  chat,
  agree,
  onCreated,
}: {
  readonly chatId: ChatId;
  readonly isNew: boolean;
  readonly model: ModelRef | null;
  /** Of a new chat; null: nothing was chosen. */
  readonly parameters: Parameters | null;
  /** Of a new chat. */
  readonly toolsLeftOut: readonly LeftOutTool[];
  readonly chat: OpenChat;
  /** Whether what is asked of this model may leave; null: it may not. */
  readonly agree: (model: ModelRef, attachments: readonly Attachment[]) => Promise<Agreement | null>;
  readonly onCreated: () => void;
}): Turns {
  const core = useCore();
  const toast = useToast();
  const failed = useRef<Attempt | null>(null);
  /** Whether the chat is there, once its first question has reached the core. */
  const making = useRef<Promise<boolean>>(Promise.resolve(false));
  const latest = useRef({ isNew, model, parameters, toolsLeftOut, chat, agree, onCreated });
  useLayoutEffect(() => {
    latest.current = { isNew, model, parameters, toolsLeftOut, chat, agree, onCreated };
  });

  const askAt = useCallback(
    async ({ parentId, parts, second, onLeaving }: Asking) => {
      const chosen = latest.current.model;
      if (chosen === null || latest.current.chat.isBusy) return false;
      // Who is asked whether it may leave is told of every file in it.
      await latest.current.chat.whenWhole();
      const files = filesUpTo(latest.current.chat, parentId, parts);
      const ofFirst = await latest.current.agree(chosen, files);
      const agreement =
        ofFirst === null || second === null ? ofFirst : together(ofFirst, await latest.current.agree(second, files));
      const { isNew: isFirst, parameters: chosenParameters, chat: open, onCreated: created } = latest.current;
      const leftOut = [...latest.current.toolsLeftOut];
      if (agreement === null || open.isBusy) return false;
      // The same words once more keep their ids: had the first try arrived after all, nothing is asked twice.
      const key = JSON.stringify([chatId, parentId, chosen, second, parts]);
      const attempt = failed.current?.key === key ? failed.current : newAttempt(key);
      const { runId, messageId, answerId, other } = attempt;
      onLeaving(answerId, other.answerId);
      const now = Date.now();
      const turn = waitingTurn({ runId, answerId, messageId, chatId, parentId, parts, model: chosen, now });
      const beside =
        second === null ? {} : { second: waitingAnswer({ ...other, chatId, model: second, now: now + 1 }, messageId) };
      making.current = open.perform({ ...turn, ...beside }, async () => {
        const question = {
          runId,
          chatId,
          parentId,
          messageId,
          answerId,
          parts: [...parts],
          ...(isFirst && chosenParameters !== null ? { parameters: chosenParameters } : {}),
          ...(isFirst && leftOut.length > 0 ? { toolsLeftOut: leftOut } : {}),
          ...fieldsOf(chosen),
          ...agreement,
        };
        if (second === null) await core.chat.send(question);
        else await core.chat.compare({ ...question, second: { ...other, ...fieldsOf(second) } });
        if (isFirst) created();
      });
      const isDone = await making.current;
      failed.current = isDone ? null : attempt;
      return isDone;
    },
    [core, chatId],
  );

  const answerAgain = useCallback(
    async (answer: AnswerMessage, wished: ModelRef | null, onLeaving?: (id: MessageId) => void) => {
      const { parentId } = answer;
      const chosen = wished ?? latest.current.model ?? madeBy(answer);
      if (parentId === null || latest.current.chat.isBusy) return;
      await latest.current.chat.whenWhole();
      const agreement = await latest.current.agree(chosen, filesUpTo(latest.current.chat, parentId, []));
      const { chat: open } = latest.current;
      if (agreement === null || open.isBusy) return;
      const ids = { runId: newRunId(), chatId, answerId: newMessageId() };
      const waiting = waitingAnswer({ ...ids, model: chosen, now: Date.now() }, parentId);
      onLeaving?.(ids.answerId);
      await open.perform({ user: null, answer: waiting }, () =>
        core.chat.regenerate({
          ...ids,
          questionId: parentId,
          ...fieldsOf(chosen),
          ...agreement,
        }),
      );
    },
    [core, chatId],
  );

  const askNext = useCallback(
    async (parts: readonly QuestionPart[], onLeaving: () => void) => {
      const { model: chosen, chat: open } = latest.current;
      if (chosen === null) return false;
      const agreement = await latest.current.agree(chosen, filesUpTo(open, open.path.at(-1)?.id ?? null, parts));
      // A chat that is only now being made cannot keep it yet.
      if (agreement === null || (latest.current.isNew && !(await making.current))) return false;
      onLeaving();
      const ids = { id: newMessageId(), runId: newRunId(), answerId: newMessageId() };
      try {
        await core.queue.put({
          ...ids,
          chatId,
          parts: [...parts],
          model: chosen.name,
          venue: chosen.venue,
          ...agreement,
        });
        return true;
      } catch (error) {
        toast.show({ text: sayTrouble(error) });
        return false;
      }
    },
    [core, toast, chatId],
  );

  const askWaiting = useCallback(
    async ({ id: messageId, runId, answerId, parts }: QueuedMessage) => {
      const { model: chosen, chat: open } = latest.current;
      if (chosen === null || open.isBusy) return;
      const parentId = open.path.at(-1)?.id ?? null;
      const agreement = await latest.current.agree(chosen, filesUpTo(open, parentId, parts));
      if (agreement === null || latest.current.chat.isBusy) return;
      const ids = { runId, chatId, parentId, messageId, answerId, parts };
      await latest.current.chat.perform(waitingTurn({ ...ids, model: chosen, now: Date.now() }), () =>
        core.chat.send({ ...ids, ...fieldsOf(chosen), ...agreement }),
      );
    },
    [core, chatId],
  );

  const goOn = useCallback(
    async (cut: AnswerMessage, onLeaving?: (id: MessageId) => void) => {
      const { chat: open } = latest.current;
      if (cut.parentId === null || open.isBusy) return;
      const ids = { runId: newRunId(), chatId, answerId: newMessageId() };
      onLeaving?.(ids.answerId);
      const empty = waitingAnswer({ ...ids, model: madeBy(cut), now: Date.now() }, cut.parentId);
      await open.perform({ user: null, answer: { ...empty, parts: cut.parts } }, () =>
        core.chat.resume({ ...ids, cutId: cut.id }),
      );
    },
    [core, chatId],
  );

  return useMemo(
    () => ({
      ask: (parts, onLeaving) => askAt({ parentId: lastOf(latest.current.chat), parts, second: null, onLeaving }),
      compare: (parts, second, onLeaving) => askAt({ parentId: lastOf(latest.current.chat), parts, second, onLeaving }),
      askNext,
      askWaiting: (message) => void askWaiting(message),
      askOtherwise: ({ parentId }, parts, onLeaving) => askAt({ parentId, parts, second: null, onLeaving }),
      answerAgain: (answer, wished, onLeaving) => void answerAgain(answer, wished, onLeaving),
      goOn: (answer, onLeaving) => void goOn(answer, onLeaving),
      stop() {
        // The second first: where it waits for the other, it must not begin at that one's end.
        for (const { runId } of latest.current.chat.writing.toReversed())
          core.runs.stop({ runId }).catch(() => toast.show({ text: words.chat.trouble.notStopped }));
      },
    }),
    [askAt, askNext, askWaiting, answerAgain, goOn, core, toast],
  );
}

function lastOf({ path }: OpenChat): MessageId | null {
  return path.at(-1)?.id ?? null;
}

function newAttempt(key: string): Attempt {
  const other = { runId: newRunId(), answerId: newMessageId() };
  return { key, runId: newRunId(), messageId: newMessageId(), answerId: newMessageId(), other };
}

/** Both go to the one server, where they go to any. null: one of them may not leave. */
function together(one: Agreement, other: Agreement | null): Agreement | null {
  return other === null ? null : { ...one, ...other };
}

/** What would leave besides words: of the messages up to here, and of the next one. */
function filesUpTo(chat: OpenChat, leafId: MessageId | null, parts: readonly QuestionPart[]): readonly Attachment[] {
  return [...pathTo(chat.messages, leafId).flatMap((message) => attachmentsOf(message.parts)), ...attachmentsOf(parts)];
}
