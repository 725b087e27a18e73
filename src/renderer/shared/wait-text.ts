// How long until another try can succeed, in words. Pure.
import { words } from '../words.ts';

/** `ms` until then; null when it is not ahead. Rounded up, so that the end of the wait is never promised too early. */
export function sayWait(ms: number): string | null {
  if (ms <= 0) return null;
  const seconds = Math.ceil(ms / 1000);
  if (seconds < 90) return words.moments.seconds(seconds);
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 90) return words.moments.minutes(minutes);
  const hours = Math.ceil(minutes / 60);
  return hours < 48 ? words.moments.hours(hours) : words.moments.days(Math.ceil(hours / 24));
}

/** Milliseconds after which the words change. */
export function nextTickMs(ms: number): number {
  const step = ms <= 90_000 ? 1000 : 60_000;
  return Math.max(1, ms % step || step);
}
