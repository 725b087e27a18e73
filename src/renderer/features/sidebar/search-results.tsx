// What the search found, with the matched words marked.
import type { ReactNode } from 'react';
import type { SearchHit } from '../../../preload/contract/chats.ts';
import type { ChatId, MessageId } from '../../../preload/contract/ids.ts';
import { useAsked } from '../../rpc/core-context.tsx';
import { Button } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { groupHits, type HitGroup } from './group-hits.ts';
import { useRows } from './use-rows.ts';
import { useSettled } from '../../shared/use-settled.ts';
import { words } from '../../words.ts';

/** Long enough to skip most keystrokes, short enough not to be felt. */
const settleMs = 120;

type SearchResultsProps = {
  readonly query: string;
  readonly activeChatId: ChatId | null;
  readonly onOpen: (chatId: ChatId, messageId: MessageId | null) => void;
};

export function SearchResults({ query, activeChatId, onOpen }: SearchResultsProps): ReactNode {
  const settled = useSettled(query, settleMs);
  const { tabStop, handlers } = useRows();
  const asked = useAsked(settled, (core, signal) => core.chats.search({ query: settled }, { signal }));
  if (asked.kind === 'failed') {
    return (
      <EmptyState
        size="sm"
        title={words.sidebar.searchFailed}
        actions={
          <Button size="sm" onClick={asked.again}>
            {words.sidebar.tryAgain}
          </Button>
        }
      />
    );
  }
  if (asked.kind === 'asking' && asked.before === null) return null;
  const hits = asked.kind === 'answered' ? asked.answer : (asked.before ?? []);
  if (hits.length === 0) {
    return (
      <EmptyState size="sm" title={words.sidebar.noResults}>
        {words.sidebar.noMatch(query)}
      </EmptyState>
    );
  }
  const groups = groupHits(hits);
  const stop = tabStop(
    groups.flatMap((group) => [group.chatId, ...group.places.map(rowKey)]),
    null,
  );
  return (
    // Arrow keys move between the buttons inside; the box itself is nothing to press.
    <div {...handlers}>
      <div role="status" className="px-3 pt-4 pb-1">
        <h2 className="text-xs font-medium text-ink-3">{words.sidebar.results(hits.length)}</h2>
      </div>
      <ul>
        {groups.map((group) => (
          <Group
            key={group.chatId}
            group={group}
            isActive={group.chatId === activeChatId}
            tabStop={stop}
            onOpen={onOpen}
          />
        ))}
      </ul>
    </div>
  );
}

const rowKey = (place: SearchHit, index: number): string => `${place.messageId ?? place.chatId} ${index}`;

const rowLook = 'block w-full rounded-md px-3 text-left hover:bg-hover focus-visible:-outline-offset-2';

function Group({
  group,
  isActive,
  tabStop,
  onOpen,
}: {
  readonly group: HitGroup;
  readonly isActive: boolean;
  /** The row at which the Tab key stops. */
  readonly tabStop: string | null;
  readonly onOpen: SearchResultsProps['onOpen'];
}): ReactNode {
  return (
    <li className="pb-2">
      <button
        type="button"
        dir="auto"
        data-row={group.chatId}
        tabIndex={group.chatId === tabStop ? 0 : -1}
        aria-current={isActive ? 'page' : undefined}
        onClick={() => onOpen(group.chatId, null)}
        className={cx(rowLook, 'truncate py-1.5 font-medium', isActive && 'bg-press')}
      >
        <Marked parts={group.title} />
      </button>
      {group.places.map((place, index) => (
        <button
          key={rowKey(place, index)}
          type="button"
          data-row={rowKey(place, index)}
          tabIndex={rowKey(place, index) === tabStop ? 0 : -1}
          onClick={() => onOpen(group.chatId, place.messageId)}
          className={cx(rowLook, 'py-1 text-sm text-ink-2')}
        >
          <span dir="auto" className="line-clamp-2 border-s-2 border-line-strong ps-2.5 [overflow-wrap:anywhere]">
            <Marked parts={place.parts} />
          </span>
        </button>
      ))}
    </li>
  );
}

function Marked({ parts }: { readonly parts: SearchHit['parts'] }): ReactNode {
  return parts.map((part, index) =>
    part.isMatch ? (
      <mark key={index} className="rounded-[3px] bg-select text-ink">
        {part.text}
      </mark>
    ) : (
      part.text
    ),
  );
}
