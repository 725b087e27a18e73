// Small messages for the tests of the chat.
import { v7 } from 'uuid';
import { ChatId, MessageId, RunId } from '../../../src/preload/contract/ids.ts';
import type { AnswerMessage, UserMessage } from '../../../src/preload/contract/message.ts';
import { textParts } from '../../../src/preload/contract/parts.ts';

export const chatId = ChatId.parse(v7());

export function question(parentId: MessageId | null, createdAt: number, text = 'Why?'): UserMessage {
  return { id: MessageId.parse(v7()), chatId, parentId, parts: textParts(text), createdAt, role: 'user' };
}

export function answer(
  parentId: MessageId | null,
  createdAt: number,
  change: Partial<AnswerMessage> = {},
): AnswerMessage {
  return {
    id: MessageId.parse(v7()),
    chatId,
    parentId,
    parts: [],
    createdAt,
    role: 'assistant',
    runId: RunId.parse(v7()),
    model: 'gemma3',
    place: null,
    host: null,
    firstTokenMs: null,
    ollama: null,
    notes: [],
    state: { kind: 'streaming' },
    counts: null,
    charge: { kind: 'none' },
    ...change,
  };
}
