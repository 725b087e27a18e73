// One chat on the screen: its transcript, or the way to begin, and the composer.
import { useCallback, useEffect, useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import type { ChatId } from '../../../preload/contract/ids.ts';
import type { ModelRef } from '../../../preload/contract/models.ts';
import type { Parameters } from '../../../preload/contract/parameters.ts';
import type { Attachment } from '../../../preload/contract/parts.ts';
import type { Settings } from '../../../preload/contract/settings.ts';
import { useWays } from '../../shared/ways.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Announcer } from './announcer.tsx';
import { ChatTrouble } from './chat-trouble.tsx';
import { SecondPicker } from './comparing/second-picker.tsx';
import { sightOfBoth, whyNotAsk } from './comparing/second.ts';
import { leafBelow } from './message-tree.ts';
import { useCompared, type Compared } from './comparing/use-compared.ts';
import { useSecond } from './comparing/use-second.ts';
import { Composer, type ComposerHandle } from './composer.tsx';
import { ContextArea } from './context/context-area.tsx';
import { SeenProvider } from './context/seen-provider.tsx';
import { writerOf, type Situation } from './context/situation.ts';
import { CarriedLine } from './context/unseen-lines.tsx';
import { useSeen } from './context/use-context.ts';
import { EmptyChat } from './empty-chat.tsx';
import { DropSign } from './files/drop-sign.tsx';
import { useDrop } from './files/use-drop.ts';
import { LinkGate } from './markdown/link-gate.tsx';
import { sayNameAndPlace, type Offer } from './model-ref.ts';
import { OpeningChat } from './opening-chat.tsx';
import { readPlace } from './reading-place.ts';
import { QueuedList } from './queue/queued-list.tsx';
import { useQueue } from './queue/use-queue.ts';
import { CallAnnouncer } from './tools/call-announcer.tsx';
import { OfferedTools } from './tools/offered-tools.tsx';
import { useLeftOut } from './tools/use-left-out.ts';
import { TranscriptPart, useFetchedTranscript } from './transcript-part.tsx';
import type { Found } from './transcript.tsx';
import { TurnActionsProvider } from './turn-actions.tsx';
import { UnreadableChat } from './unreadable-chat.tsx';
import { useChat, type OpenChat } from './use-chat.ts';
import { useEdits } from './use-edits.ts';
import { useOwnActions } from './use-own-actions.ts';
import { useSharing } from './use-sharing.tsx';
import { useTurns } from './use-turns.ts';
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
  readonly onChooseModel: (model: ModelRef) => void;
  /** The server that may be sent this chat; null: nobody was asked. */
  readonly sharedWith: string | null;
  /** Some of what is stored about the chat itself cannot be read. */
  readonly isUnreadable: boolean;
  readonly sendKey: Settings['sendKey'];
  /** What the first message of a new chat brings; null: nothing was chosen. */
  readonly parameters: Parameters | null;
  /** What stands under the composer's field. */
  readonly beneath: ReactNode;
  /** The window that the chat asks for, in tokens; null: it leaves it to Ollama. */
  readonly numCtx: number | null;
  readonly onNumCtx: (numCtx: number) => void;
  readonly onOpenChat: (id: ChatId) => void;
  readonly onCreated: () => void;
  /** Another one for each time the composer is to have the keyboard. */
  readonly wish: object | null;
  /** A message to be shown first. */
  readonly found: Found | null;
};

export function ChatView(props: ChatViewProps) {
  const {
    chatId,
    isNew,
    model,
    offer,
    onChooseModel,
    sharedWith,
    isUnreadable,
    sendKey,
    parameters,
    beneath,
    numCtx,
    onNumCtx,
    onOpenChat,
    onCreated,
    wish,
    found,
  } = props;
  const { newChat } = useWays();
  const chat = useChat(chatId, isNew);
  const { agree, dialog } = useSharing(sharedWith, offer.hosted);
  const toolChoice = useLeftOut(chatId, isNew);
  const { chosen: toolsLeftOut } = toolChoice;
  const turns = useTurns({ chatId, isNew, model, parameters, toolsLeftOut, chat, agree, onCreated });
  const questions = useQueue(chatId, chat.beside?.queue ?? null);
  const { compared, expect, compare, replace } = useCompared(chatId, chat);
  const { second, setSecond, askTwo } = useSecond({ model, offer, turns, expect });
  const edits = useEdits(chatId);
  const seen = useSeen(chatId, chat.beside?.context ?? null, chat.path);
  const [isContextOpen, setContextOpen] = useState(false);
  const seenActions = useMemo(() => ({ ...seen, openChoices: () => setContextOpen(true) }), [seen]);
  const composer = useRef<ComposerHandle>(null);
  const isDropping = useDrop((files) => composer.current?.attach(files));
  const { path } = chat;
  const sight = useCallback(
    (draft: readonly Attachment[]) => sightOfBoth({ offer, model, path }, second, draft),
    [offer, model, path, second],
  );
  useEffect(() => {
    if (wish !== null) composer.current?.focus();
  }, [wish]);
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    // In a dialog or menu above the chat, which React counts as inside it, Escape closes that instead.
    const isHere = event.target instanceof Node && event.currentTarget.contains(event.target);
    if (event.key === 'Escape' && isHere) turns.stop();
  };

  const actions = useOwnActions({
    chat,
    turns,
    comparing: { compare, replace },
    edits,
    model,
    offer,
    onQuote: (quote) => composer.current?.quote(quote),
    onChooseModel,
  });
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
  const situation: Omit<Situation, 'window'> = {
    chatId,
    path: chat.path,
    seen,
    model,
    writer: writerOf(model, offer),
    onFits: () => {
      if (last?.role === 'assistant' && last.state.kind === 'failed') turns.answerAgain(last, null);
    },
    onWindow: onNumCtx,
    onOpenChat,
  };
  return (
    <LinkGate>
      {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- it only hears Escape on its way up; nothing here is clicked */}
      <div onKeyDown={onKeyDown} className="flex min-h-0 flex-1 flex-col">
        <SeenProvider seen={seenActions}>
          <TurnActionsProvider actions={actions}>
            <Body
              chat={chat}
              model={model}
              offer={offer}
              found={found}
              compared={compared}
              onSuggest={(text) => composer.current?.suggest(text)}
            />
          </TurnActionsProvider>
        </SeenProvider>
        <UnreadableChat isUnreadable={isUnreadable} unshown={chat.unshown} />
        <ChatTrouble chat={chat} />
        <QueuedList
          questions={questions}
          edits={edits}
          isSent={(id) => chat.messages.has(id)}
          isAnswering={chat.isBusy}
          answeredBy={model === null ? null : sayNameAndPlace(model, offer)}
          onSend={turns.askWaiting}
        />
        <Composer
          ref={composer}
          draftKey={isNew ? newChatDraft : chatId}
          sendKey={sendKey}
          isAnswering={chat.isBusy}
          stopLabel={chat.writing.length > 1 ? words.compare.stopBoth : words.chat.composer.stop}
          barred={whyNotNext(chat) ?? (compared === null ? whyNotAsk(offer, model, second) : words.compare.chooseFirst)}
          onSend={second === null ? turns.ask : askTwo}
          onQueue={turns.askNext}
          onStop={turns.stop}
          beneath={
            <>
              {beneath}
              {chat.isBusy || compared !== null ? null : (
                <SecondPicker offer={offer} model={model} second={second} onChoose={setSecond} />
              )}
              <OfferedTools model={model} offer={offer} choice={toolChoice} numCtx={numCtx} />
              <ContextArea
                situation={situation}
                offer={offer}
                numCtx={numCtx}
                isOpen={isContextOpen}
                onOpenChange={setContextOpen}
              />
            </>
          }
          sightOf={sight}
          onChooseModel={onChooseModel}
        />
        <Announcer last={compared?.[0] ?? (last?.role === 'assistant' ? last : null)} isOneOfTwo={compared !== null} />
        {compared === null ? null : <Announcer key={compared[1].id} last={compared[1]} isOneOfTwo />}
        {chat.runs.map((run) => (
          <CallAnnouncer key={run.runId} run={run} />
        ))}
        {dialog}
        {isDropping ? <DropSign /> : null}
      </div>
    </LinkGate>
  );
}

/** What waits goes on from the answer that is being written: not where another version of the chat is shown. null: nothing bars it. */
function whyNotNext({ path, writing }: OpenChat): string | null {
  const isElsewhere = writing.length > 0 && !writing.some(({ id }) => path.some((message) => message.id === id));
  return isElsewhere ? words.chat.composer.otherVersion : null;
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
  compared,
  onSuggest,
}: {
  readonly chat: OpenChat;
  readonly found: Found | null;
  readonly compared: Compared;
  readonly model: ModelRef | null;
  readonly offer: Offer;
  readonly onSuggest: (text: string) => void;
}) {
  const isHere = isThere(chat, found);
  useFetchedTranscript(chat.phase === 'loading');
  if (chat.phase === 'loading' || !isHere) return <OpeningChat />;
  return chat.path.length === 0 ? (
    <>
      <div className="mx-auto w-full max-w-column px-4 sm:px-6">
        <CarriedLine />
      </div>
      <EmptyChat model={model} offer={offer} onSuggest={onSuggest} />
    </>
  ) : (
    <TranscriptPart chat={chat} found={found} compared={compared} />
  );
}

/** Whether what is to be shown first is here: the end of a long chat comes before the rest. */
function isThere({ isWhole, messages, path }: OpenChat, found: Found | null): boolean {
  const chatId = path[0]?.chatId;
  if (isWhole || chatId === undefined) return true;
  if (found !== null) return messages.has(found.messageId);
  const left = readPlace(sessionStorage, chatId);
  return left.kind === 'end' || messages.has(left.messageId);
}
