// Where a window stands in the table: one item for each owner and month, so that the month, the day and the minute of a message are
// counted by one conditional update.
import type { CounterWindow } from '../../../domain/plans/plan.ts';

/** The table's keys, as they stand in its Terraform file. */
export type ItemKey = { readonly owner: string; readonly month: string };

export type Slot = 'month_count' | 'day_count' | 'minute_count' | 'other_count';

export type Placed<Window extends CounterWindow> = { readonly slot: Slot; readonly window: Window };

export type Group<Window extends CounterWindow> = {
  readonly item: ItemKey;
  readonly placed: readonly Placed<Window>[];
};

/** Windows of one message have one owner, or two where the minute is counted for somebody else. */
export function groupsOf<Window extends CounterWindow>(windows: readonly Window[]): readonly Group<Window>[] {
  const byOwner = Map.groupBy(windows.map(placeOf), ({ owner }) => owner);
  return [...byOwner].map(([owner, placed]) => {
    const month = placed.find(({ slot }) => slot === 'month_count')?.startsAt;
    return { item: { owner, month: month === undefined ? (placed[0]?.alone ?? '') : monthName(month) }, placed };
  });
}

type Place<Window extends CounterWindow> = Placed<Window> & {
  readonly owner: string;
  readonly startsAt?: number;
  /** The item's second key where no month is counted. */
  readonly alone: string;
};

function placeOf<Window extends CounterWindow>(window: Window): Place<Window> {
  const [, kind, startsAt, subject] = /^(month|day):(-?\d+):(.+)$/s.exec(window.key) ?? [];
  if (subject !== undefined) {
    const slot = kind === 'month' ? 'month_count' : 'day_count';
    return { slot, window, owner: subject, startsAt: Number(startsAt), alone: `day ${startsAt}` };
  }
  const [, who] = /^minute:(.+)$/s.exec(window.key) ?? [];
  if (who !== undefined) return { slot: 'minute_count', window, owner: who, alone: 'minute' };
  return { slot: 'other_count', window, owner: window.key, alone: 'other' };
}

/** `2026-11` for a month of UTC; in any other zone the moment at which the month begins. */
function monthName(startsAt: number): string {
  const moment = new Date(startsAt).toISOString();
  return moment.endsWith('-01T00:00:00.000Z') ? moment.slice(0, 7) : moment;
}
