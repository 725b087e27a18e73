// An answer before its first word. Pure.
import type { ChatId, MessageId, RunId } from '../../../preload/contract/ids.ts';
import type { AnsweringOllama, AnswerMessage } from '../../../preload/contract/message.ts';
import type { Place } from '../../../preload/contract/models.ts';

/** Where it will be made. `answering`: null: by none of the person's own. */
export type Made = {
  readonly place: Place;
  readonly host: string | null;
  readonly answering: AnsweringOllama | null;
};

type Beginning = Made & {
  readonly runId: RunId;
  readonly chatId: ChatId;
  readonly questionId: MessageId;
  readonly answerId: MessageId;
  readonly model: string;
};

export function emptyAnswer(again: Beginning, now: number): AnswerMessage {
  return {
    id: again.answerId,
    chatId: again.chatId,
    parentId: again.questionId,
    role: 'assistant',
    parts: [],
    createdAt: now,
    runId: again.runId,
    model: again.model,
    place: again.place,
    host: again.host,
    ollama: again.answering,
    notes: [],
    state: { kind: 'streaming' },
    counts: null,
    firstTokenMs: null,
    charge: { kind: 'reserving' },
  };
}
