// Months and days by the clocks of a time zone, as windows of the one time line: DST, month ends and all.
// The rules of the zones come from Intl; no other time library is needed.

/** Epoch milliseconds; `endsAt` is the first one that belongs to the next window. */
export type TimeWindow = { readonly startsAt: number; readonly endsAt: number };

export type Calendar = {
  /** The calendar month that holds `now`. */
  month(now: number, zone: string): TimeWindow;
  /** From the last time that the clocks reached `resetsAt` ("HH:MM") to the next. */
  day(now: number, zone: string, resetsAt: string): TimeWindow;
  /** When a date such as 2026-01-31 begins. */
  startOf(date: string, zone: string): number;
  /** The date that the clocks show. */
  dateAt(instant: number, zone: string): string;
};

const minuteMs = 60_000;
const dayMs = 86_400_000;

/** A fixed minute of the clock, the same in every zone. */
export function minuteOf(now: number): TimeWindow {
  const startsAt = Math.floor(now / minuteMs) * minuteMs;
  return { startsAt, endsAt: startsAt + minuteMs };
}

/** Asking Intl is slow and windows are long, so the last window of each kind and zone is kept. */
export function createCalendar(): Calendar {
  const clocks = new Map<string, WallClock>();
  const kept = new Map<string, TimeWindow>();

  function clockOf(zone: string): WallClock {
    const known = clocks.get(zone);
    if (known !== undefined) return known;
    const made = createWallClock(zone);
    clocks.set(zone, made);
    return made;
  }

  function windowOf(kind: string, now: number, work: () => TimeWindow): TimeWindow {
    const known = kept.get(kind);
    if (known !== undefined && known.startsAt <= now && now < known.endsAt) return known;
    const made = work();
    kept.set(kind, made);
    return made;
  }

  return {
    month: (now, zone) => windowOf(zone, now, () => monthAround(now, clockOf(zone))),
    startOf: (date, zone) => clockOf(zone).instantOf(Date.parse(`${date}T00:00:00Z`)),
    dateAt: (instant, zone) => new Date(clockOf(zone).read(instant)).toISOString().slice(0, 10),
    day: (now, zone, resetsAt) => windowOf(`${zone} ${resetsAt}`, now, () => dayAround(now, clockOf(zone), resetsAt)),
  };
}

function monthAround(now: number, clock: WallClock): TimeWindow {
  const local = new Date(clock.read(now));
  const firstOf = (month: number) => clock.instantOf(Date.UTC(local.getUTCFullYear(), month, 1));
  return around(now, local.getUTCMonth(), firstOf);
}

function dayAround(now: number, clock: WallClock, resetsAt: string): TimeWindow {
  const [hours = 0, minutes = 0] = resetsAt.split(':').map(Number);
  const local = new Date(clock.read(now));
  const resetOn = (day: number) =>
    clock.instantOf(Date.UTC(local.getUTCFullYear(), local.getUTCMonth(), day, hours, minutes));
  return around(now, local.getUTCDate(), resetOn);
}

/** The clocks may be past a beginning that the time line has not reached, or the other way round; a step either way settles it. */
function around(now: number, guess: number, startOf: (step: number) => number): TimeWindow {
  let step = guess + 1;
  while (startOf(step) > now) step -= 1;
  return { startsAt: startOf(step), endsAt: startOf(step + 1) };
}

/** Wall-clock readings, in whole minutes, stand as the epoch milliseconds that UTC has when its clocks show the same. */
type WallClock = {
  read(instant: number): number;
  /** The first instant at which the clocks show this time. If they skip it, the instant as far after the gap as the time is into it. */
  instantOf(reading: number): number;
};

function createWallClock(zone: string): WallClock {
  const format = new Intl.DateTimeFormat('en-US-u-ca-gregory-nu-latn', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  });

  function read(instant: number): number {
    const shown = new Map(format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
    const part = (type: Intl.DateTimeFormatPartTypes) => shown.get(type) ?? 0;
    return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'));
  }

  /** No zone changes its clocks twice in two days, so the offsets of a day before and a day after are all there are. */
  function instantOf(reading: number): number {
    const before = reading - (read(reading - dayMs) - (reading - dayMs));
    const after = reading - (read(reading + dayMs) - (reading + dayMs));
    const fitting = [before, after].filter((instant) => read(instant) === reading);
    return fitting.length > 0 ? Math.min(...fitting) : before;
  }

  return { read, instantOf };
}
