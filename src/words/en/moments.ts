// Moments as people speak of them.
import type { Formats } from '../formats.ts';

/** `at`: epoch milliseconds. */
export const moments = ({ clock, dayOfYear }: Formats) => ({
  at: (at: number) => `at ${clock(at)}`,
  tomorrowAt: (at: number) => `tomorrow at ${clock(at)}`,
  yesterdayAt: (at: number) => `yesterday at ${clock(at)}`,
  on: (at: number) => `on ${dayOfYear(at)}`,
  /** How long a wait still is, whole and rounded up. */
  seconds: (count: number) => `${String(count)} s`,
  minutes: (count: number) => `${String(count)} min`,
  hours: (count: number) => `${String(count)} h`,
});
