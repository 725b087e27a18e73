// How long an invoice can still be paid: on a clock to look at, and in words at the few moments worth speaking.
import { words } from '../../../words.ts';

/** "14:32", or "1:05:09" from an hour on; never below zero. */
export function clockOf(leftMs: number): string {
  const seconds = Math.max(0, Math.ceil(leftMs / 1_000));
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60];
  const end = `${String(minutes).padStart(hours > 0 ? 2 : 1, '0')}:${String(seconds % 60).padStart(2, '0')}`;
  return hours > 0 ? `${hours}:${end}` : end;
}

/** Changes only three times, so that a screen reader is not interrupted at each second. Empty: nothing to say yet. */
export function announceLeft(leftMs: number): string {
  if (leftMs <= 0) return words.buying.invoice.timeOver;
  if (leftMs <= 60_000) return words.buying.invoice.oneMinute;
  return leftMs <= 300_000 ? words.buying.invoice.fiveMinutes : '';
}

/** The last minutes are drawn so that one sees it. */
export function isShort(leftMs: number): boolean {
  return leftMs <= 60_000;
}
