// Which local day a moment belongs to, through every change of the clocks. Days are numbered from 1 January 1970. Pure.

export const dayMs = 86_400_000;

/** A stretch of time without a change of the clocks: `to` is not part of it. */
export type Stretch = { readonly from: number; readonly to: number; readonly offsetMs: number };

/** The parts of the time from `from` up to `to`, in order; together they are all of it. */
export function stretchesOf(timeZone: string, from: number, to: number): readonly Stretch[] {
  const offsetAt = offsetsOf(timeZone);
  const stretches: Stretch[] = [];
  let begin = from;
  let offsetMs = offsetAt(from);
  for (let at = from; at < to;) {
    const next = Math.min(at + dayMs, to);
    if (offsetAt(next) !== offsetMs) {
      const change = firstOther(offsetAt, at, next);
      stretches.push({ from: begin, to: change, offsetMs });
      begin = change;
      offsetMs = offsetAt(change);
      at = change;
    } else at = next;
  }
  if (begin < to) stretches.push({ from: begin, to, offsetMs });
  return stretches;
}

/** The number of the local day of a moment. */
export function localDay(timeZone: string, at: number): number {
  return Math.floor((at + offsetsOf(timeZone)(at)) / dayMs);
}

/** "2026-03-02" */
export function dayName(day: number): string {
  return new Date(day * dayMs).toISOString().slice(0, 10);
}

/** One that is not known counts as this computer's own. */
export function knownZone(timeZone: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone;
  } catch {
    return new Intl.DateTimeFormat('en').resolvedOptions().timeZone;
  }
}

/** The first moment after `before` at which the clocks are not as they were then; they are not at `after`. */
function firstOther(offsetAt: (at: number) => number, before: number, after: number): number {
  const offsetMs = offsetAt(before);
  let [low, high] = [before, after];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle) === offsetMs) low = middle;
    else high = middle;
  }
  return high;
}

/** How far the clocks of a place are ahead of UTC at a moment. */
function offsetsOf(timeZone: string): (at: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  return (at) => {
    const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
    const part = (name: Intl.DateTimeFormatPartTypes): number => parts.get(name) ?? 0;
    const shown = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
    return shown - Math.floor(at / 1000) * 1000;
  };
}
