// The messages of one branch. Only what is near the window is drawn; the reader's place is theirs, and at the end new words carry it along.
import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown } from 'lucide-react';
import { memo, useCallback, useEffectEvent, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { MessageId } from '../../../preload/contract/ids.ts';
import type { AnswerMessage, Message } from '../../../preload/contract/message.ts';
import { Button } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { focusFirst, homeOfFocus } from '../../ui/focus-return.ts';
import { CarriedLine, LineAbove, LineBelow } from './context/unseen-lines.tsx';
import { FoldsContext } from './answer-fold.tsx';
import { AnswerRow } from './answer-row.tsx';
import { Comparison } from './comparing/comparison.tsx';
import { AnswerToolsProvider } from './markdown/answer-tools.tsx';
import { offersJump } from './near-end.ts';
import { QuoteButton } from './quote-button.tsx';
import { QuestionRow } from './question-row.tsx';
import { atEnd } from './reading-place.ts';
import { estimateHeight } from './row-height.ts';
import { LeadContext } from './tools/lead-to-call.ts';
import type { OpenChat } from './use-chat.ts';
import { useReadingPlace } from './use-reading-place.ts';
import { words } from '../../words.ts';

/** A message to be shown first; an object of its own for each wish. `isWaiting`: the call in it that waits for the person. */
export type Found = { readonly messageId: MessageId; readonly isWaiting?: boolean };

type TranscriptProps = {
  readonly chat: OpenChat;
  readonly found: Found | null;
  /** Two answers with one of which the chat ends, to stand side by side. */
  readonly compared: readonly [AnswerMessage, AnswerMessage] | null;
};

const overscanRows = 3;

const waysLook = 'pointer-events-none flex flex-wrap justify-center gap-2';

export function Transcript(props: TranscriptProps) {
  return (
    <AnswerToolsProvider>
      <Rows {...props} />
    </AnswerToolsProvider>
  );
}

function Rows({ chat, found, compared }: TranscriptProps) {
  const { path } = chat;
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const [isJumpOffered, setJumpOffered] = useState(false);
  const [heightOf] = useState(() => createHeights(() => scroller.current?.clientWidth ?? window.innerWidth));
  // The same functions as long as the path is the same: else every row would be laid out again at each render.
  const estimateSize = useCallback(
    (index: number) => heightOf(path[index], index === path.length - 1),
    [heightOf, path],
  );
  const getItemKey = useCallback((index: number) => path[index]?.id ?? index, [path]);
  // Until after it has come.
  const [isGrowing, setGrowing] = useState(!chat.isWhole);
  useLayoutEffect(() => setGrowing(!chat.isWhole), [chat.isWhole]);
  // oxlint-disable-next-line react/incompatible-library -- no compiler memoises here; the rows are memoised by hand
  const rows = useVirtualizer({
    count: path.length,
    getScrollElement: () => scroller.current,
    estimateSize,
    getItemKey,
    // A chat opens at its end; drawing its beginning first would be for nothing.
    initialOffset: () => path.reduce((sum, message, index) => sum + heightOf(message, index === path.length - 1), 0),
    overscan: overscanRows,
    // The rest of a long chat comes before the messages shown, and moves none of them.
    anchorTo: isGrowing ? 'end' : 'start',
    paddingStart: 24,
    paddingEnd: 16,
    // What is scrolled to stands clear of the fading edge.
    scrollPaddingStart: 24,
  });

  const chatId = path[0]?.chatId ?? null;
  const { holdOn, kept, onScroll } = useReadingPlace({ chatId, path, rows, scroller, content });
  const toEnd = (): void => holdOn(atEnd);
  const [ownFolds] = useState(() => ({ whole: new Set<MessageId>(), letGo: () => holdOn({ kind: 'free' }) }));
  const foundId = found?.messageId ?? null;
  const folds = useMemo(() => ({ ...ownFolds, foundId }), [ownFolds, foundId]);
  const [ownLead] = useState(() => ({ followed: new WeakSet<Found>(), letGo: () => holdOn({ kind: 'free' }) }));
  const lead = useMemo(() => ({ ...ownLead, wish: found?.isWaiting === true ? found : null }), [ownLead, found]);
  const lastId = path.at(-1)?.id ?? null;
  const lastQuestionId = path.findLast((message) => message.role === 'user')?.id ?? null;
  const foundIndex = found === null ? -1 : path.findIndex((message) => message.id === found.messageId);
  const foundKey = foundIndex < 0 ? null : found;
  const shownFor = useRef<{ readonly found: Found | null; readonly question: MessageId | null } | null>(null);
  // Opening a chat shows where it was left; opening it at a message shows that one; asking in it shows the end.
  const place = useEffectEvent(() => {
    const before = shownFor.current;
    shownFor.current = { found: foundKey, question: lastQuestionId };
    const isSameQuestion = before?.question === lastQuestionId;
    if (foundKey?.isWaiting === true && before?.found !== foundKey) {
      // It stands at the end of its answer, which is the last.
      toEnd();
    } else if (foundKey !== null && (before?.found !== foundKey || isSameQuestion)) {
      holdOn({ kind: 'free' });
      rows.scrollToIndex(foundIndex, { align: 'start' });
    } else if (before === null || (isSameQuestion && before.found === foundKey)) {
      const left = kept();
      if (left.kind === 'row' && path.some(({ id }) => id === left.messageId)) holdOn(left);
      else toEnd();
    } else if (!isSameQuestion && chat.writing.some(({ id }) => id === lastId)) toEnd();
  });
  useLayoutEffect(() => place(), [lastQuestionId, foundKey]);

  const shown = rows.getVirtualItems();
  const ways = (
    <>
      <QuoteButton within={scroller} />
      {isJumpOffered ? <JumpButton onJump={toEnd} /> : null}
    </>
  );
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="relative min-h-0 flex-1">
        <div
          ref={scroller}
          onScroll={(event) => {
            onScroll(event);
            setJumpOffered(offersJump(event.currentTarget, isJumpOffered));
          }}
          className="h-full overflow-x-hidden overflow-y-auto overscroll-contain outline-offset-[-2px] [overflow-anchor:none]"
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, and must do so by keyboard
          tabIndex={0}
          role="log"
          aria-label={words.chat.conversation}
          aria-live="off"
        >
          <div ref={content} className="relative w-full" style={{ height: rows.getTotalSize() }}>
            {/* Not by a transform: what sticks to the edge within a row would not hear of it. */}
            <div className="absolute inset-x-0" style={{ top: shown[0]?.start ?? 0 }}>
              <FoldsContext value={folds}>
                <LeadContext value={lead}>
                  {shown.map((row) => {
                    const message = path[row.index];
                    return message === undefined ? null : (
                      <div
                        key={row.key}
                        data-index={row.index}
                        ref={rows.measureElement}
                        className={cx(
                          'mx-auto w-full px-4 sm:px-6',
                          compared !== null && row.index === path.length - 1 ? 'max-w-[88rem]' : 'max-w-column',
                          message.id === found?.messageId && found.isWaiting !== true && 'found-row',
                        )}
                      >
                        {message.parentId === null ? <CarriedLine /> : null}
                        <LineAbove message={message} path={path} />
                        <Row
                          message={message}
                          chat={chat}
                          isLast={row.index === path.length - 1}
                          compared={row.index === path.length - 1 ? compared : null}
                          found={message.id === found?.messageId ? found : null}
                        />
                        <LineBelow message={message} path={path} />
                      </div>
                    );
                  })}
                </LeadContext>
              </FoldsContext>
            </div>
          </div>
        </div>
        <div
          aria-hidden="true"
          className="pointer-events-none absolute inset-x-0 top-0 h-4 bg-linear-to-b from-paper to-transparent"
        />
        <div
          aria-hidden="true"
          className="pointer-events-none absolute inset-x-0 bottom-0 h-4 bg-linear-to-t from-paper to-transparent"
        />
        {compared === null ? <div className={cx(waysLook, 'absolute inset-x-0 bottom-3')}>{ways}</div> : null}
      </div>
      {/* In the middle between two answers are the buttons of the second; there they have a line of their own. */}
      {compared === null ? null : <div className={cx(waysLook, 'min-h-10 items-center py-1')}>{ways}</div>}
    </div>
  );
}

/** Gone once it has done its work; the focus then goes back to where it came from. */
function JumpButton({ onJump }: { readonly onJump: () => void }) {
  const cameFrom = useRef<EventTarget | null>(null);
  return (
    <Button
      size="sm"
      icon={<ArrowDown className="size-4" />}
      className="pointer-events-auto animate-rise rounded-full! bg-float! shadow-lift"
      onFocus={(event) => {
        cameFrom.current = event.relatedTarget;
      }}
      onClick={() => {
        focusFirst([cameFrom.current, homeOfFocus()]);
        onJump();
      }}
    >
      {words.chat.jumpToLatest}
    </Button>
  );
}

/** Guesses once for each message, and once more when it is no longer the last. */
function createHeights(widthPx: () => number): (message: Message | undefined, isLast: boolean) => number {
  const guesses = { last: new WeakMap<Message, number>(), before: new WeakMap<Message, number>() };
  return (message, isLast) => {
    if (message === undefined) return 0;
    const known = guesses[isLast ? 'last' : 'before'];
    const guess = known.get(message) ?? estimateHeight(message, widthPx(), isLast);
    known.set(message, guess);
    return guess;
  };
}

/** While an answer grows, the rows are measured again and again, and none but it is drawn. */
const Row = memo(function Row({
  message,
  chat,
  isLast,
  compared,
  found,
}: {
  readonly message: Message;
  readonly chat: OpenChat;
  readonly isLast: boolean;
  readonly compared: TranscriptProps['compared'];
  readonly found: Found | null;
}) {
  const branching = chat.branchings.get(message.id) ?? null;
  const { isBusy, runOf } = chat;
  if (message.role === 'user')
    return <QuestionRow message={message} branching={branching} isBusy={isBusy} found={found} />;
  if (compared !== null) return <Comparison answers={compared} runOf={runOf} isBusy={isBusy} />;
  return <AnswerRow stored={message} run={runOf(message.id)} branching={branching} isLast={isLast} isBusy={isBusy} />;
});
