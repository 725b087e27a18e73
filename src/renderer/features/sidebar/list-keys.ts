// Keys through a list of rows: up, down, a page, either end, or the first letters of a row. Pure.

export type RowMove = 'next' | 'previous' | 'page_down' | 'page_up' | 'first' | 'last';

const moves: Readonly<Record<string, RowMove>> = {
  ArrowDown: 'next',
  ArrowUp: 'previous',
  PageDown: 'page_down',
  PageUp: 'page_up',
  Home: 'first',
  End: 'last',
};

const pageLength = 10;

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
    case 'page_down':
      return Math.min(count - 1, at + pageLength);
    case 'page_up':
      return Math.max(0, at - pageLength);
  }
}

/** The row that begins with what was typed. One letter, also repeated, goes on to the next such row; more letters stay while they still fit. */
export function rowByLetters(titles: readonly string[], at: number, typed: string): number | null {
  const lower = typed.toLocaleLowerCase();
  const wanted = new Set(lower).size === 1 ? lower.slice(0, 1) : lower;
  const from = wanted.length === 1 ? at + 1 : Math.max(0, at);
  for (let step = 0; step < titles.length; step += 1) {
    const index = (from + step) % titles.length;
    if (titles[index]?.trim().toLocaleLowerCase().startsWith(wanted) === true) return index;
  }
  return null;
}
