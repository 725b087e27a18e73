// Arrow keys through a list of rows: up, down, to either end. Rows carry data-row; focus moves, nothing else does.
import type { KeyboardEvent } from 'react';

export type RowMove = 'next' | 'previous' | 'first' | 'last';

const moves: Readonly<Record<string, RowMove>> = { ArrowDown: 'next', ArrowUp: 'previous', Home: 'first', End: 'last' };

export function rowMove(key: string): RowMove | null {
  return moves[key] ?? null;
}

/** The index to go to, or null when there is none that way. `at` -1: focus is outside. */
export function rowAfter(move: RowMove, at: number, count: number): number | null {
  if (count === 0) return null;
  switch (move) {
    case 'first':
      return 0;
    case 'last':
      return count - 1;
    case 'next':
      return at + 1 < count ? at + 1 : null;
    case 'previous':
      return at > 0 ? at - 1 : null;
  }
}

/** For onKeyDown of the list's container. Keys inside a text field are left alone. */
export function moveBetweenRows(event: KeyboardEvent<HTMLElement>): void {
  const move = rowMove(event.key);
  if (move === null || event.target instanceof HTMLInputElement) return;
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-row]')];
  const at = rows.findIndex((row) => row === document.activeElement);
  const next = rowAfter(move, at, rows.length);
  event.preventDefault();
  if (next !== null) rows[next]?.focus();
  else if (move === 'previous') document.querySelector<HTMLElement>('[data-chat-search]')?.focus();
}
