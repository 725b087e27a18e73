// What the chat's commands answer when they cannot: expected, and told apart by kind.
import type { AnswerMessage, ChatSummary, UserMessage } from '../../../preload/contract/message.ts';

export type Started = { readonly kind: 'started'; readonly user: UserMessage | null; readonly answer: AnswerMessage };
export type Compared = {
  readonly kind: 'compared';
  readonly user: UserMessage | null;
  readonly answers: [AnswerMessage, AnswerMessage];
};
export type StartRefusal =
  | { readonly kind: 'chat_not_found' }
  | { readonly kind: 'message_not_found' }
  | { readonly kind: 'message_unreadable' }
  | { readonly kind: 'chat_busy' }
  | { readonly kind: 'file_not_found' }
  | { readonly kind: 'ollama_gone' }
  | { readonly kind: 'sharing_not_agreed' }
  | { readonly kind: 'cannot_continue' };
export type StartAnswer = Started | StartRefusal;
export type CompareAnswer = Compared | StartRefusal;
export type ChatAnswer = { readonly kind: 'ok'; readonly chat: ChatSummary } | { readonly kind: 'chat_not_found' };
