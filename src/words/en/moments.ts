// Moments as people speak of them.
import type { Formats } from '../formats.ts';
import { pluralsOf } from '../plurals.ts';

const many = pluralsOf('en');

/** `at`: epoch milliseconds. */
export const moments = ({ clock, count, dayOfYear }: Formats) => ({
  at: (at: number) => `at ${clock(at)}`,
  tomorrowAt: (at: number) => `tomorrow at ${clock(at)}`,
  yesterdayAt: (at: number) => `yesterday at ${clock(at)}`,
  on: (at: number) => `on ${dayOfYear(at)}`,
  /** How long a wait still is, whole and rounded up. */
  seconds: (seconds: number) => `${String(seconds)} s`,
  minutes: (minutes: number) => `${String(minutes)} min`,
  hours: (hours: number) => `${String(hours)} h`,
  days: (days: number) => many(days, { one: '1 day', other: `${count(days)} days` }),
});
