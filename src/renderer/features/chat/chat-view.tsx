// One chat on the screen: its transcript, or the way to begin, and the composer.
import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import type { ChatId, MessageId } from '../../../preload/contract/ids.ts';
import type { ModelRef } from '../../../preload/contract/models.ts';
import type { Parameters } from '../../../preload/contract/parameters.ts';
import type { Settings } from '../../../preload/contract/settings.ts';
import { useWays } from '../../shared/ways.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { focusFirst, homeOfFocus } from '../../ui/focus-return.ts';
import { Notice } from '../../ui/notice.tsx';
import { Announcer } from './announcer.tsx';
import { leafBelow } from './chat-state.ts';
import { Composer, type ComposerHandle } from './composer.tsx';
import { EmptyChat } from './empty-chat.tsx';
import { LinkGate } from './markdown/link-gate.tsx';
import type { Offer } from './model-ref.ts';
import { OpeningChat } from './opening-chat.tsx';
import { whyNotSend } from './send-bar.ts';
import { TranscriptPart, useFetchedTranscript } from './transcript-part.tsx';
import type { Found } from './transcript.tsx';
import { TurnActionsProvider, type TurnActions } from './turn-actions.tsx';
import { useChat, type OpenChat } from './use-chat.ts';
import { useSharing } from './use-sharing.tsx';
import { useTurns } from './use-turns.ts';
import { createVersionWish } from './version-wish.ts';
import { words } from '../../words.ts';

/** A chat that is not there yet gets another id at each start; there is one draft for the next of them. */
const newChatDraft = 'new';

/** Give it `key={chatId}`: a chat keeps nothing of another. */
export type ChatViewProps = {
  readonly chatId: ChatId;
  /** Not created yet; the first message creates it. */
  readonly isNew: boolean;
  /** The model that answers next. */
  readonly model: ModelRef | null;
  readonly offer: Offer;
  /** The server that may be sent this chat; null: nobody was asked. */
  readonly sharedWith: string | null;
  readonly sendKey: Settings['sendKey'];
  /** What the first message of a new chat brings; null: nothing was chosen. */
  readonly parameters: Parameters | null;
  /** What stands under the composer's field. */
  readonly beneath: ReactNode;
  readonly onCreated: () => void;
  /** Another one for each time the composer is to have the keyboard. */
  readonly wish: object | null;
  /** A message to be shown first. */
  readonly found: Found | null;
};

export function ChatView(props: ChatViewProps) {
  const { chatId, isNew, model, offer, sharedWith, sendKey, parameters, beneath, onCreated, wish, found } = props;
  const { newChat } = useWays();
  const chat = useChat(chatId, isNew);
  const { agree, dialog } = useSharing(sharedWith, offer.hosted);
  const turns = useTurns({ chatId, isNew, model, parameters, chat, agree, onCreated });
  const composer = useRef<ComposerHandle>(null);
  const [versionWish] = useState(createVersionWish);
  const [unsent] = useState((): Map<MessageId, string> => new Map());
  useEffect(() => {
    if (wish !== null) composer.current?.focus();
  }, [wish]);
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    // In a dialog or menu above the chat, which React counts as inside it, Escape closes that instead.
    const isHere = event.target instanceof Node && event.currentTarget.contains(event.target);
    if (event.key === 'Escape' && isHere && !event.nativeEvent.isComposing) turns.stop();
  };

  const { messages, showBranch } = chat;
  const actions = useMemo(
    (): TurnActions => ({
      onAskOtherwise: turns.askOtherwise,
      // Its button goes away while the answer is written; one writes on, or stops it.
      onAnswerAgain: (answer, another) => {
        turns.answerAgain(answer, another);
        focusFirst([homeOfFocus()]);
      },
      unsent,
      onShowVersion: (id) => showBranch(leafBelow(messages, id)),
      versionWish,
      model,
      offer,
    }),
    [turns, messages, showBranch, versionWish, unsent, model, offer],
  );
  useFoundBranch(chat, found);

  if (chat.phase === 'removed' || chat.phase === 'gone') {
    return (
      <EmptyState
        isPage
        className="my-auto"
        title={words.chat.deleted.title}
        actions={<Button onClick={newChat}>{words.chat.newChat}</Button>}
      >
        {words.chat.deleted.text}
      </EmptyState>
    );
  }
  const last = chat.path.at(-1);
  return (
    <LinkGate>
      {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- it only hears Escape on its way up; nothing here is clicked */}
      <div onKeyDown={onKeyDown} className="flex min-h-0 flex-1 flex-col">
        <TurnActionsProvider actions={actions}>
          <Body
            chat={chat}
            model={model}
            offer={offer}
            found={found}
            onSuggest={(text) => composer.current?.suggest(text)}
          />
        </TurnActionsProvider>
        <Trouble chat={chat} />
        <Composer
          ref={composer}
          draftKey={isNew ? newChatDraft : chatId}
          sendKey={sendKey}
          isAnswering={chat.active !== null}
          barred={whyNotSend(offer, model)}
          onSend={turns.ask}
          onStop={turns.stop}
          beneath={beneath}
        />
        <Announcer last={last?.role === 'assistant' ? last : null} />
        {dialog}
      </div>
    </LinkGate>
  );
}

/** A message found on another branch brings its branch into view, once for each wish. */
function useFoundBranch({ messages, path, showBranch }: OpenChat, found: Found | null): void {
  const shown = useRef<Found | null>(null);
  useEffect(() => {
    if (found === null || shown.current === found || !messages.has(found.messageId)) return;
    shown.current = found;
    if (!path.some((message) => message.id === found.messageId)) showBranch(leafBelow(messages, found.messageId));
  }, [messages, path, showBranch, found]);
}

function Body({
  chat,
  model,
  offer,
  found,
  onSuggest,
}: {
  readonly chat: OpenChat;
  readonly found: Found | null;
  readonly model: ModelRef | null;
  readonly offer: Offer;
  readonly onSuggest: (text: string) => void;
}) {
  useFetchedTranscript(chat.phase === 'loading');
  if (chat.phase === 'loading') return <OpeningChat />;
  return chat.path.length === 0 ? (
    <EmptyChat model={model} offer={offer} onSuggest={onSuggest} />
  ) : (
    <TranscriptPart chat={chat} found={found} />
  );
}

function Trouble({ chat }: { readonly chat: OpenChat }) {
  if (chat.trouble === null) return null;
  return (
    <div className="mx-auto w-full max-w-column px-3 pb-2 sm:px-6">
      <Notice
        tone="warning"
        role="alert"
        actions={
          <Button
            size="sm"
            onClick={() => {
              focusFirst([homeOfFocus()]);
              chat.dismissTrouble();
            }}
          >
            {words.chat.dismiss}
          </Button>
        }
      >
        {chat.trouble}
      </Notice>
    </div>
  );
}
