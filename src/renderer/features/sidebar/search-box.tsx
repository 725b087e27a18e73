// The field that searches all chats. Down goes into what it found, Escape empties it.
import { Search, X } from 'lucide-react';
import { useEffect, useRef, type ReactNode } from 'react';
import { fieldFrame } from '../../ui/field.tsx';
import { cx } from '../../ui/cx.ts';
import { words } from '../../words.ts';

type SearchBoxProps = { readonly query: string; readonly onChange: (query: string) => void; readonly wish: number };

export function SearchBox({ query, onChange, wish }: SearchBoxProps): ReactNode {
  const field = useRef<HTMLInputElement>(null);
  const seenWish = useRef(0);
  useEffect(() => {
    if (wish === seenWish.current) return;
    seenWish.current = wish;
    field.current?.focus();
    field.current?.select();
  }, [wish]);
  return (
    <div className={cx(fieldFrame, 'h-9 gap-2 border-line-strong px-3')}>
      <Search aria-hidden="true" className="size-4 shrink-0 text-ink-3" />
      <input
        ref={field}
        type="search"
        data-chat-search
        aria-label={words.sidebar.search}
        placeholder={words.sidebar.search}
        maxLength={200}
        value={query}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && query !== '') {
            event.preventDefault();
            event.stopPropagation();
            onChange('');
          }
          if (event.key === 'ArrowDown') {
            event.preventDefault();
            firstRow()?.focus();
          }
          if (event.key === 'Enter' && query.trim() !== '') firstRow()?.click();
        }}
        className="h-full min-w-0 flex-1 bg-transparent outline-none [&::-webkit-search-cancel-button]:hidden"
      />
      {query === '' ? null : (
        <button
          type="button"
          aria-label={words.sidebar.clearSearch}
          className="-mr-1.5 inline-flex size-6 items-center justify-center rounded-sm text-ink-3 hover:bg-hover hover:text-ink"
          onClick={() => {
            onChange('');
            field.current?.focus();
          }}
        >
          <X aria-hidden="true" className="size-4" />
        </button>
      )}
    </div>
  );
}

function firstRow(): HTMLElement | null {
  return document.querySelector<HTMLElement>('[data-row]');
}
