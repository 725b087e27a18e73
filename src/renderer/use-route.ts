// Which chat is open. It stands in the address, so that a reload and the way back find it.
import { useCallback, useEffect, useState } from 'react';
import { ChatId, type MessageId } from '../preload/contract/ids.ts';
import { newChatId } from './rpc/new-id.ts';

/** `isNew`: an id made here for a chat that its first message will create. */
type Place = {
  readonly chatId: ChatId;
  readonly isNew: boolean;
  /** A message to be shown first, such as one that a search found; an object of its own for each wish. */
  readonly found?: { readonly messageId: MessageId; readonly isWaiting?: boolean };
  /** The new chat that is already open was asked for again; an object of its own for each wish. */
  readonly wish?: object;
};

export type Route = Place & {
  readonly openChat: (id: ChatId, messageId?: MessageId | null) => void;
  /** At the call that waits for the person in this answer. */
  readonly openWaiting: (id: ChatId, answerId: MessageId) => void;
  readonly newChat: () => void;
  /** The new chat is there now. */
  readonly created: () => void;
};

export function useRoute(): Route {
  const [place, setPlace] = useState<Place>(() => placeIn(location.hash));
  useEffect(() => {
    const follow = (): void =>
      setPlace((now) => {
        const next = placeIn(location.hash);
        return next.isNew ? (now.isNew ? now : next) : next.chatId === now.chatId ? now : next;
      });
    window.addEventListener('hashchange', follow);
    return () => window.removeEventListener('hashchange', follow);
  }, []);
  const openChat = useCallback((chatId: ChatId, messageId: MessageId | null = null) => {
    setPlace({ chatId, isNew: false, ...(messageId === null ? {} : { found: { messageId } }) });
    location.hash = hashOf(chatId);
  }, []);
  const openWaiting = useCallback((chatId: ChatId, messageId: MessageId) => {
    setPlace({ chatId, isNew: false, found: { messageId, isWaiting: true } });
    location.hash = hashOf(chatId);
  }, []);
  const newChat = useCallback(() => {
    setPlace((now) => (now.isNew ? { ...now, wish: {} } : { chatId: newChatId(), isNew: true }));
    if (location.hash !== '') history.pushState(null, '', location.pathname + location.search);
  }, []);
  const created = useCallback(() => {
    setPlace((now) => {
      history.replaceState(null, '', hashOf(now.chatId));
      return { chatId: now.chatId, isNew: false };
    });
  }, []);
  return { ...place, openChat, openWaiting, newChat, created };
}

const form = /^#\/chat\/(.+)$/;

function placeIn(hash: string): Place {
  const id = ChatId.safeParse(form.exec(hash)?.[1]);
  return id.success ? { chatId: id.data, isNew: false } : { chatId: newChatId(), isNew: true };
}

const hashOf = (id: ChatId): string => `#/chat/${id}`;
