// What the search found, with the matched words marked.
import type { ReactNode } from 'react';
import type { SearchHit } from '../../../preload/contract/chats.ts';
import type { ChatId, MessageId } from '../../../preload/contract/ids.ts';
import { useAsked } from '../../rpc/core-context.tsx';
import { Button } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { groupHits, type HitGroup } from './group-hits.ts';
import { moveBetweenRows } from './list-keys.ts';
import { useSettled } from './use-settled.ts';

/** Long enough to skip most keystrokes, short enough not to be felt. */
const settleMs = 120;

type SearchResultsProps = {
  readonly query: string;
  readonly activeChatId: ChatId | null;
  readonly onOpen: (chatId: ChatId, messageId: MessageId | null) => void;
};

export function SearchResults({ query, activeChatId, onOpen }: SearchResultsProps): ReactNode {
  const settled = useSettled(query, settleMs);
  const asked = useAsked(settled, (core, signal) => core.chats.search({ query: settled }, { signal }));
  if (asked.kind === 'failed') {
    return (
      <EmptyState
        size="sm"
        title="The search did not work"
        actions={
          <Button size="sm" onClick={asked.again}>
            Try again
          </Button>
        }
      />
    );
  }
  if (asked.kind === 'asking' && asked.before === null) return null;
  const hits = asked.kind === 'answered' ? asked.answer : (asked.before ?? []);
  if (hits.length === 0) {
    return (
      <EmptyState size="sm" title="Nothing found">
        No chat holds “{query}”. Try fewer or other words.
      </EmptyState>
    );
  }
  return (
    // Arrow keys move between the buttons inside; the box itself is nothing to press.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div onKeyDown={moveBetweenRows}>
      <h2 role="status" className="px-3 pt-4 pb-1 text-xs font-medium text-ink-3">
        {hits.length === 1 ? '1 place' : `${hits.length} places`}
      </h2>
      <ul>
        {groupHits(hits).map((group) => (
          <Group key={group.chatId} group={group} isActive={group.chatId === activeChatId} onOpen={onOpen} />
        ))}
      </ul>
    </div>
  );
}

const rowLook = 'block w-full rounded-md px-3 text-left hover:bg-hover focus-visible:-outline-offset-2';

function Group({
  group,
  isActive,
  onOpen,
}: {
  readonly group: HitGroup;
  readonly isActive: boolean;
  readonly onOpen: SearchResultsProps['onOpen'];
}): ReactNode {
  return (
    <li className="pb-2">
      <button
        type="button"
        dir="auto"
        data-row={group.chatId}
        aria-current={isActive ? 'page' : undefined}
        onClick={() => onOpen(group.chatId, null)}
        className={cx(rowLook, 'truncate py-1.5 font-medium', isActive && 'bg-press')}
      >
        <Marked parts={group.title} />
      </button>
      {group.places.map((place, index) => (
        <button
          key={`${place.messageId ?? ''}${index}`}
          type="button"
          data-row={place.messageId ?? ''}
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
