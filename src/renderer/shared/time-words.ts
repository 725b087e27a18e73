// Moments in words a person would use: "at 09:00", "tomorrow at 09:00", "on 3 May".
import type { Words } from '../../words/words.ts';
import { words } from '../words.ts';

/** `at` and `now` in epoch milliseconds; the local calendar decides what tomorrow is. */
export function sayWhen(at: number, now: number, { moments }: Words = words): string {
  switch (daysBetween(now, at)) {
    case 0:
      return moments.at(at);
    case 1:
      return moments.tomorrowAt(at);
    case -1:
      return moments.yesterdayAt(at);
    default:
      return moments.on(at);
  }
}

/** "3 May 2026" */
export function sayDay(at: number, { formats }: Words = words): string {
  return formats.date(at);
}

/** "3 May 2026, 14:32" */
export function sayMoment(at: number, { formats }: Words = words): string {
  return formats.dateAndTime(at);
}

/** Whole local calendar days from one moment to another; a day with a clock change counts as one. */
export function daysBetween(from: number, to: number): number {
  return Math.round((startOfDay(to) - startOfDay(from)) / 86_400_000);
}

function startOfDay(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0);
}
