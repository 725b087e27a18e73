// What a person can start in a chat: ask, ask otherwise, have it answered again, stop.
import { useCallback, useLayoutEffect, useMemo, useRef } from 'react';
import type { ChatId, MessageId } from '../../../preload/contract/ids.ts';
import type { AnswerMessage, UserMessage } from '../../../preload/contract/message.ts';
import { useCore } from '../../rpc/core-context.tsx';
import { newMessageId, newRunId } from '../../rpc/new-id.ts';
import { useToast } from '../../ui/toast.tsx';
import type { OpenChat } from './use-chat.ts';
import { waitingAnswer, waitingTurn } from './waiting-turn.ts';
import { words } from '../../words.ts';

export type Turns = {
  /** Resolves to false when it did not reach the core; the words are then still the caller's. */
  readonly ask: (text: string) => Promise<boolean>;
  readonly askOtherwise: (question: UserMessage, text: string) => Promise<boolean>;
  readonly answerAgain: (answer: AnswerMessage) => void;
  readonly stop: () => void;
};

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
  chat,
  onCreated,
}: {
  readonly chatId: ChatId;
  readonly isNew: boolean;
  readonly model: string | null;
  readonly chat: OpenChat;
  readonly onCreated: () => void;
}): Turns {
  const core = useCore();
  const toast = useToast();
  const failed = useRef<Attempt | null>(null);
  const latest = useRef({ isNew, model, chat, onCreated });
  useLayoutEffect(() => {
    latest.current = { isNew, model, chat, onCreated };
  });

  const askAt = useCallback(
    async (parentId: MessageId | null, text: string) => {
      const { isNew: isFirst, model: chosen, chat: open, onCreated: created } = latest.current;
      if (chosen === null || open.active !== null) return false;
      // The same words once more keep their ids: had the first try arrived after all, nothing is asked twice.
      const key = JSON.stringify([chatId, parentId, chosen, text]);
      const attempt =
        failed.current?.key === key
          ? failed.current
          : { key, runId: newRunId(), messageId: newMessageId(), answerId: newMessageId() };
      const turn = waitingTurn({ ...attempt, chatId, parentId, text, model: chosen, now: Date.now() });
      const isDone = await open.perform(turn, async () => {
        await core.chat.send({
          runId: attempt.runId,
          chatId,
          parentId,
          messageId: attempt.messageId,
          answerId: attempt.answerId,
          text,
          model: chosen,
        });
        if (isFirst) created();
      });
      failed.current = isDone ? null : attempt;
      return isDone;
    },
    [core, chatId],
  );

  return useMemo(
    () => ({
      ask: (text) => askAt(latest.current.chat.path.at(-1)?.id ?? null, text),
      askOtherwise: (question, text) => askAt(question.parentId, text),
      answerAgain(answer) {
        const { chat: open } = latest.current;
        const { parentId } = answer;
        if (parentId === null || open.active !== null) return;
        const ids = {
          runId: newRunId(),
          chatId,
          answerId: newMessageId(),
          model: latest.current.model ?? answer.model,
        };
        void open.perform({ user: null, answer: waitingAnswer({ ...ids, now: Date.now() }, parentId) }, () =>
          core.chat.regenerate({ ...ids, questionId: parentId }),
        );
      },
      stop() {
        const { active } = latest.current.chat;
        if (active !== null)
          core.runs.stop({ runId: active.runId }).catch(() => toast.show({ text: words.chat.trouble.notStopped }));
      },
    }),
    [askAt, chatId, core, toast],
  );
}
