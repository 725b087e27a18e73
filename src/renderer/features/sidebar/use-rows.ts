// A list of rows as one stop of the Tab key: arrows, Home, End and letters move within it. Rows carry data-row with a key of their own.
import { useCallback, useRef, useState, type FocusEvent, type KeyboardEvent } from 'react';
import { rowAfter, rowByLetters, rowMove } from './list-keys.ts';

/** Letters typed within this time belong together. */
const letterGapMs = 700;

type RowHandlers = {
  readonly onFocus: (event: FocusEvent<HTMLElement>) => void;
  readonly onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
};

export type Rows = {
  /** Which of these keys the Tab key stops at: where the focus was last, else the preferred one, else the first. */
  readonly tabStop: (keys: readonly string[], preferred: string | null) => string | null;
  /** For the element around the rows. */
  readonly handlers: RowHandlers;
};

export function useRows(): Rows {
  const [last, setLast] = useState<string | null>(null);
  const typed = useRef({ text: '', at: 0 });
  const onFocus = useCallback((event: FocusEvent<HTMLElement>) => {
    const row = event.target.closest<HTMLElement>('[data-row], [data-row-menu]');
    if (row !== null) setLast(row.dataset['row'] ?? row.dataset['rowMenu'] ?? null);
  }, []);
  const onKeyDown = useCallback((event: KeyboardEvent<HTMLElement>) => {
    // Only on a row itself: its menu and its rename field have keys of their own.
    if (!(event.target instanceof HTMLElement) || event.target.dataset['row'] === undefined) return;
    const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-row]')];
    const at = rows.indexOf(event.target);
    const move = rowMove(event.key);
    if (move !== null) {
      event.preventDefault();
      const next = rowAfter(move, at, rows.length);
      if (next !== null) rows[next]?.focus();
      else if (move === 'previous') document.querySelector<HTMLElement>('[data-chat-search]')?.focus();
      return;
    }
    if (event.key.length !== 1 || event.key === ' ' || event.ctrlKey || event.metaKey || event.altKey) return;
    const before = event.timeStamp - typed.current.at < letterGapMs ? typed.current.text : '';
    typed.current = { text: before + event.key, at: event.timeStamp };
    const titles = rows.map((row) => row.textContent ?? '');
    const found = rowByLetters(titles, at, typed.current.text);
    if (found !== null) rows[found]?.focus();
  }, []);
  const tabStop = useCallback(
    (keys: readonly string[], preferred: string | null) =>
      [last, preferred].find((key) => key !== null && keys.includes(key)) ?? keys[0] ?? null,
    [last],
  );
  return { tabStop, handlers: { onFocus, onKeyDown } };
}
