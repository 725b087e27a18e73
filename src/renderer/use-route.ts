// Which chat is open. It stands in the address, so that a reload and the way back find it.
import { useCallback, useEffect, useState } from 'react';
import { ChatId, type MessageId } from '../preload/contract/ids.ts';
import { useCoreAccess } from './rpc/core-context.tsx';
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
  const access = useCoreAccess();
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
  const open = useCallback(
    (chatId: ChatId, found: NonNullable<Place['found']> | null) => {
      // The core reads the chat while the page makes room for it, which then looks at the same watch.
      access.chat(chatId).subscribe(nobody)();
      // What was just asked is only sent once nothing else runs, and drawing would come first.
      afterwards(() => {
        setPlace({ chatId, isNew: false, ...(found === null ? {} : { found }) });
        location.hash = hashOf(chatId);
      });
    },
    [access],
  );
  const openChat = useCallback(
    (chatId: ChatId, messageId: MessageId | null = null) => open(chatId, messageId === null ? null : { messageId }),
    [open],
  );
  const openWaiting = useCallback(
    (chatId: ChatId, messageId: MessageId) => open(chatId, { messageId, isWaiting: true }),
    [open],
  );
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

const nobody = (): void => undefined;

const form = /^#\/chat\/(.+)$/;

function placeIn(hash: string): Place {
  const id = ChatId.safeParse(form.exec(hash)?.[1]);
  return id.success ? { chatId: id.data, isNew: false } : { chatId: newChatId(), isNew: true };
}

const hashOf = (id: ChatId): string => `#/chat/${id}`;

/** As a task of its own, without the wait of a timer. */
function afterwards(work: () => void): void {
  const { port1, port2 } = new MessageChannel();
  port1.addEventListener('message', () => {
    port1.close();
    work();
  });
  port1.start();
  port2.postMessage(null);
}
