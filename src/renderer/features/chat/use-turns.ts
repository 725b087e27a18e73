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
import { pathTo } from './chat-state.ts';
import { fieldsOf, madeBy } from './model-ref.ts';
import { sayTrouble } from './trouble-text.ts';
import type { OpenChat } from './use-chat.ts';
import { waitingAnswer, waitingTurn } from './waiting-turn.ts';
import { words } from '../../words.ts';

export type Turns = {
  /** Resolves to false when it did not reach the core; the words are then still the caller's. `onLeaving`: they are on their way. */
  readonly ask: (parts: readonly QuestionPart[], onLeaving: () => void) => Promise<boolean>;
  /** For after the answer that is being written; resolves as `ask` does. */
  readonly askNext: (parts: readonly QuestionPart[], onLeaving: () => void) => Promise<boolean>;
  /** Asks what waited, at the end of the branch that is shown. */
  readonly askWaiting: (message: QueuedMessage) => void;
  readonly askOtherwise: (question: UserMessage, parts: readonly QuestionPart[]) => Promise<boolean>;
  /** `model`: null takes the one that answers next. `onLeaving`: the new answer, which is on its way. */
  readonly answerAgain: (answer: AnswerMessage, model: ModelRef | null, onLeaving?: (id: MessageId) => void) => void;
  /** Has an answer that was cut go on, by the model that began it. */
  readonly goOn: (answer: AnswerMessage) => void;
  readonly stop: () => void;
};

/** `sharesWith`: the server that the person has agreed to just now. */
export type Agreement = { readonly sharesWith?: string };

type Attempt = {
  readonly key: string;
  readonly runId: ReturnType<typeof newRunId>;
  readonly messageId: MessageId;
  readonly answerId: MessageId;
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
  const latest = useRef({ isNew, model, parameters, toolsLeftOut, chat, agree, onCreated });
  useLayoutEffect(() => {
    latest.current = { isNew, model, parameters, toolsLeftOut, chat, agree, onCreated };
  });

  const askAt = useCallback(
    async (parentId: MessageId | null, parts: readonly QuestionPart[], onLeaving: () => void) => {
      const chosen = latest.current.model;
      if (chosen === null || latest.current.chat.active !== null) return false;
      // Who is asked whether it may leave is told of every file in it.
      await latest.current.chat.whenWhole();
      const agreement = await latest.current.agree(chosen, filesUpTo(latest.current.chat, parentId, parts));
      const { isNew: isFirst, parameters: chosenParameters, chat: open, onCreated: created } = latest.current;
      const leftOut = [...latest.current.toolsLeftOut];
      if (agreement === null || open.active !== null) return false;
      // The same words once more keep their ids: had the first try arrived after all, nothing is asked twice.
      const key = JSON.stringify([chatId, parentId, chosen, parts]);
      const attempt =
        failed.current?.key === key
          ? failed.current
          : { key, runId: newRunId(), messageId: newMessageId(), answerId: newMessageId() };
      onLeaving();
      const turn = waitingTurn({ ...attempt, chatId, parentId, parts, model: chosen, now: Date.now() });
      const isDone = await open.perform(turn, async () => {
        await core.chat.send({
          runId: attempt.runId,
          chatId,
          parentId,
          messageId: attempt.messageId,
          answerId: attempt.answerId,
          parts: [...parts],
          ...(isFirst && chosenParameters !== null ? { parameters: chosenParameters } : {}),
          ...(isFirst && leftOut.length > 0 ? { toolsLeftOut: leftOut } : {}),
          ...fieldsOf(chosen),
          ...agreement,
        });
        if (isFirst) created();
      });
      failed.current = isDone ? null : attempt;
      return isDone;
    },
    [core, chatId],
  );

  const answerAgain = useCallback(
    async (answer: AnswerMessage, wished: ModelRef | null, onLeaving?: (id: MessageId) => void) => {
      const { parentId } = answer;
      const chosen = wished ?? latest.current.model ?? madeBy(answer);
      if (parentId === null || latest.current.chat.active !== null) return;
      await latest.current.chat.whenWhole();
      const agreement = await latest.current.agree(chosen, filesUpTo(latest.current.chat, parentId, []));
      const { chat: open } = latest.current;
      if (agreement === null || open.active !== null) return;
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
      if (agreement === null || latest.current.isNew) return false;
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
      if (chosen === null || open.active !== null) return;
      const parentId = open.path.at(-1)?.id ?? null;
      const agreement = await latest.current.agree(chosen, filesUpTo(open, parentId, parts));
      if (agreement === null || latest.current.chat.active !== null) return;
      const ids = { runId, chatId, parentId, messageId, answerId, parts };
      await latest.current.chat.perform(waitingTurn({ ...ids, model: chosen, now: Date.now() }), () =>
        core.chat.send({ ...ids, ...fieldsOf(chosen), ...agreement }),
      );
    },
    [core, chatId],
  );

  const goOn = useCallback(
    async (cut: AnswerMessage) => {
      const { chat: open } = latest.current;
      if (cut.parentId === null || open.active !== null) return;
      const ids = { runId: newRunId(), chatId, answerId: newMessageId() };
      const empty = waitingAnswer({ ...ids, model: madeBy(cut), now: Date.now() }, cut.parentId);
      await open.perform({ user: null, answer: { ...empty, parts: cut.parts } }, () =>
        core.chat.resume({ ...ids, cutId: cut.id }),
      );
    },
    [core, chatId],
  );

  return useMemo(
    () => ({
      ask: (parts, onLeaving) => askAt(latest.current.chat.path.at(-1)?.id ?? null, parts, onLeaving),
      askNext,
      askWaiting: (message) => void askWaiting(message),
      askOtherwise: (question, parts) => askAt(question.parentId, parts, () => undefined),
      answerAgain: (answer, wished, onLeaving) => void answerAgain(answer, wished, onLeaving),
      goOn: (answer) => void goOn(answer),
      stop() {
        const { active } = latest.current.chat;
        if (active !== null)
          core.runs.stop({ runId: active.runId }).catch(() => toast.show({ text: words.chat.trouble.notStopped }));
      },
    }),
    [askAt, askNext, askWaiting, answerAgain, goOn, core, toast],
  );
}

/** What would leave besides words: of the messages up to here, and of the next one. */
function filesUpTo(chat: OpenChat, leafId: MessageId | null, parts: readonly QuestionPart[]): readonly Attachment[] {
  return [...pathTo(chat.messages, leafId).flatMap((message) => attachmentsOf(message.parts)), ...attachmentsOf(parts)];
}
