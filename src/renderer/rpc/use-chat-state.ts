// One chat as the core tells it, for components that look at all of it or at one thing beside its messages. The core is asked once.
import { useCallback, useMemo, useSyncExternalStore } from 'react';
import type { Beside } from '../../preload/contract/chats.ts';
import type { ChatId } from '../../preload/contract/ids.ts';
import type { ChatState } from './chat-state.ts';
import { useCoreAccess } from './core-context.tsx';
import type { Watched } from './watched.ts';

const loading: Watched<ChatState> = { kind: 'loading', value: null };
const nobody = (): void => undefined;

/** A new chat is not there to be watched until its first message is sent. */
export function useChatState(chatId: ChatId, isNew: boolean): Watched<ChatState> {
  return useLook(chatId, isNew, (watched) => watched);
}

/** null: not known yet. Drawn again only when it has changed. */
export function useBeside<Part extends keyof Beside>(chatId: ChatId, isNew: boolean, part: Part): Beside[Part] | null {
  return useLook(chatId, isNew, ({ value }) => (value?.kind === 'open' ? (value.beside?.[part] ?? null) : null));
}

/** `look` gives the same as long as nothing has changed. */
function useLook<Seen>(chatId: ChatId, isNew: boolean, look: (watched: Watched<ChatState>) => Seen): Seen {
  const access = useCoreAccess();
  // Held: while the next chat is already asked for, this one must not be asked for again.
  const watch = useMemo(() => (isNew ? null : access.chat(chatId)), [access, chatId, isNew]);
  const subscribe = useCallback((listener: () => void) => watch?.subscribe(listener) ?? nobody, [watch]);
  return useSyncExternalStore(subscribe, () => look(watch?.current() ?? loading));
}
