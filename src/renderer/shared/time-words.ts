// Moments in words a person would use: "at 09:00", "tomorrow at 09:00", "on 3 May".

/** `at` and `now` in epoch milliseconds; the local calendar decides what tomorrow is. */
export function sayWhen(at: number, now: number, locale?: string): string {
  const time = new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit' }).format(at);
  const days = daysBetween(now, at);
  if (days === 0) return `at ${time}`;
  if (days === 1) return `tomorrow at ${time}`;
  if (days === -1) return `yesterday at ${time}`;
  return `on ${new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long' }).format(at)}`;
}

/** "3 May 2026" */
export function sayDay(at: number, locale?: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium' }).format(at);
}

/** "3 May 2026, 14:32" */
export function sayMoment(at: number, locale?: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }).format(at);
}

/** Whole local calendar days from one moment to another; a day with a clock change counts as one. */
export function daysBetween(from: number, to: number): number {
  return Math.round((startOfDay(to) - startOfDay(from)) / 86_400_000);
}

function startOfDay(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0);
}
