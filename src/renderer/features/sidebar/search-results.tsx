// What the search found, with the matched words marked.
import type { ReactNode } from 'react';
import type { SearchHit } from '../../../preload/contract/chats.ts';
import type { ChatId, MessageId } from '../../../preload/contract/ids.ts';
import { useAsked } from '../../rpc/core-context.tsx';
import { Button } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { moveBetweenRows } from './list-keys.ts';
import { useSettled } from './use-settled.ts';

/** Long enough to skip most keystrokes, short enough not to be felt. */
const settleMs = 120;

type SearchResultsProps = { readonly query: string; readonly activeChatId: ChatId | null; readonly onOpen: (chatId: ChatId, messageId: MessageId | null) => void };

export function SearchResults({ query, activeChatId, onOpen }: SearchResultsProps): ReactNode {
  const settled = useSettled(query, settleMs);
  const asked = useAsked(settled, (core, signal) => core.chats.search({ query: settled }, { signal }));
  if (asked.kind === 'failed') {
    return (
      <EmptyState size="sm" title="The search did not work" actions={<Button size="sm" onClick={asked.again}>Try again</Button>} />
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
    <div onKeyDown={moveBetweenRows}>
      <h2 role="status" className="px-3 pt-4 pb-1 text-xs font-medium text-ink-3">
        {hits.length === 1 ? '1 place' : `${hits.length} places`}
      </h2>
      <ul>
        {hits.map((hit, index) => (
          <Hit key={`${hit.chatId}${hit.messageId ?? ''}${index}`} hit={hit} isActive={hit.chatId === activeChatId} onOpen={onOpen} />
        ))}
      </ul>
    </div>
  );
}

function Hit({ hit, isActive, onOpen }: { readonly hit: SearchHit; readonly isActive: boolean; readonly onOpen: SearchResultsProps['onOpen'] }): ReactNode {
  const snippet = hit.parts.map((part, index) =>
    part.isMatch ? (
      <mark key={index} className="rounded-[3px] bg-select text-ink">
        {part.text}
      </mark>
    ) : (
      part.text
    ),
  );
  return (
    <li>
      <button type="button" data-row={hit.chatId} onClick={() => onOpen(hit.chatId, hit.messageId)} className={cx('flex w-full flex-col gap-0.5 rounded-md px-3 py-2 text-left focus-visible:-outline-offset-2', isActive ? 'bg-press' : 'hover:bg-hover')}>
        <span className="w-full truncate font-medium">{hit.messageId === null ? snippet : hit.title}</span>
        {hit.messageId === null ? null : <span className="line-clamp-2 w-full text-sm text-ink-2 [overflow-wrap:anywhere]">{snippet}</span>}
      </button>
    </li>
  );
}
