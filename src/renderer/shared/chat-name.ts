// What a chat is called where it is shown.
import { words } from '../words.ts';

export function chatName(chat: { readonly title: string | null }): string {
  return chat.title ?? words.sidebar.newChat;
}
