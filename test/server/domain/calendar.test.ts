// The months and days of a plan against an oracle that walks the time line minute by minute and reads the clocks.
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { createCalendar, minuteOf } from '../../../server/domain/plans/calendar.ts';

/** The oracle reads the clocks some thousand times a run, and Intl takes its time. */
const runs = Number(process.env['CALENDAR_RUNS'] ?? 10);

const minuteMs = 60_000;
const dayMs = 86_400_000;

/** Half-hour offsets, DST of half an hour, DST at midnight, no DST, both hemispheres, both ends of the date line. */
const zones = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/Havana',
  'America/Sao_Paulo',
  'America/St_Johns',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Asia/Beirut',
  'Africa/Cairo',
  'Australia/Lord_Howe',
  'Pacific/Auckland',
  'Pacific/Apia',
  'Pacific/Kiritimati',
] as const;

const zone = fc.constantFrom(...zones);
const instant = fc.integer({ min: Date.UTC(2012, 0, 1), max: Date.UTC(2036, 0, 1) });
const time = fc
  .tuple(fc.nat({ max: 23 }), fc.nat({ max: 59 }))
  .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'));

/** Another way of reading the clocks than the one under test: "2026-11-01 00:30". */
const readers = new Map(
  zones.map((name) => [
    name,
    new Intl.DateTimeFormat('sv-SE', { timeZone: name, dateStyle: 'short', timeStyle: 'short' }),
  ]),
);
const reading = (at: number, name: (typeof zones)[number]) => readers.get(name)?.format(at) ?? '';

it('a month begins with the first minute that the clocks show of it and ends with the first of the next', () => {
  fc.assert(
    fc.property(instant, zone, (now, name) => {
      const { startsAt, endsAt } = createCalendar().month(now, name);
      const month = (at: number) => reading(at, name).slice(0, 7);
      expect(startsAt <= now && now < endsAt).toBe(true);
      expect([month(startsAt), month(endsAt - 1)]).toEqual([month(now), month(now)]);
      expect(month(startsAt - 1) < month(now) && month(endsAt) > month(now)).toBe(true);
    }),
    { numRuns: 20 * runs },
  );
});

/** The first instant of each day, in four days around `now`, at which the clocks show a time. */
function resetsAround(now: number, name: (typeof zones)[number], at: string): readonly number[] {
  const first = Math.floor(now / minuteMs) * minuteMs - 2 * dayMs;
  const resets = new Map<string, number>();
  for (let minute = first; minute < first + 4 * dayMs; minute += minuteMs) {
    const shown = reading(minute, name);
    if (shown.endsWith(at) && !resets.has(shown)) resets.set(shown, minute);
  }
  return [...resets.values()];
}

it('a day runs from one reset to the next, with neither gap nor overlap, through a year of every zone', () => {
  fc.assert(
    fc.property(zone, time, fc.integer({ min: 2020, max: 2030 }), (name, at, year) => {
      const calendar = createCalendar();
      let now = Date.UTC(year, 0, 1);
      for (let day = 0; day < 370; day += 1) {
        const { startsAt, endsAt } = calendar.day(now, name, at);
        expect(startsAt <= now && now < endsAt).toBe(true);
        // 23 to 25 hours, half hours included: one reset a day, whatever the clocks do.
        expect(Math.abs(endsAt - startsAt - dayMs)).toBeLessThanOrEqual(60 * minuteMs);
        expect(calendar.day(endsAt - 1, name, at)).toEqual({ startsAt, endsAt });
        now = endsAt;
      }
    }),
    { numRuns: runs },
  );
});

it('a day begins when the clocks first show the reset time, wherever they show it', () => {
  fc.assert(
    fc.property(instant, zone, time, (now, name, at) => {
      const { startsAt, endsAt } = createCalendar().day(now, name, at);
      const shown = resetsAround(now, name, at);
      const last = shown.filter((reset) => reset <= now).at(-1);
      const next = shown.find((reset) => reset > now);
      // Where the clocks skipped the reset the oracle has none to show, and the window may begin between two of its own.
      const isShown = (instant: number) => reading(instant, name).endsWith(at);
      // Where the clocks skip the reset the oracle has none to show, and the window begins or ends between two of its own.
      expect(last).toBe(isShown(startsAt) ? startsAt : last);
      expect(next).toBe(isShown(endsAt) ? endsAt : next);
      expect(startsAt >= (last ?? startsAt) && endsAt <= (next ?? endsAt)).toBe(true);
    }),
    { numRuns: runs },
  );
});

it('a reset that the clocks skip in spring comes as late after the jump as it lies in the gap', () => {
  // Berlin, 29 March 2026: 02:00 becomes 03:00.
  const { startsAt } = createCalendar().day(Date.UTC(2026, 2, 29, 12), 'Europe/Berlin', '02:30');
  expect(new Date(startsAt).toISOString()).toBe('2026-03-29T01:30:00.000Z');
});

it('a reset that the clocks show twice in autumn happens the first time', () => {
  // Berlin, 25 October 2026: 03:00 becomes 02:00.
  const { startsAt, endsAt } = createCalendar().day(Date.UTC(2026, 9, 25, 12), 'Europe/Berlin', '02:30');
  expect(new Date(startsAt).toISOString()).toBe('2026-10-25T00:30:00.000Z');
  expect(new Date(endsAt).toISOString()).toBe('2026-10-26T01:30:00.000Z');
});

it('a day that has begun does not end again when the clocks go back over midnight', () => {
  // St John's, 7 November 2010: 00:01 became 23:01 of the day before.
  const { startsAt, endsAt } = createCalendar().day(Date.UTC(2010, 10, 7, 3), 'America/St_Johns', '00:00');
  expect(new Date(startsAt).toISOString()).toBe('2010-11-07T02:30:00.000Z');
  expect(new Date(endsAt).toISOString()).toBe('2010-11-08T03:30:00.000Z');
});

it('February of a leap year has its 29th day', () => {
  const { startsAt, endsAt } = createCalendar().month(Date.UTC(2028, 1, 29, 23), 'UTC');
  expect((endsAt - startsAt) / dayMs).toBe(29);
});

it('a minute is one of the clock', () => {
  expect(minuteOf(61_234)).toEqual({ startsAt: 60_000, endsAt: 120_000 });
  expect(minuteOf(120_000)).toEqual({ startsAt: 120_000, endsAt: 180_000 });
});

it('a calendar that was asked before answers as one that never was, also when the clock is put back', () => {
  const near = fc.integer({ min: Date.UTC(2026, 2, 1), max: Date.UTC(2026, 3, 1) });
  const question = fc.record({
    now: near,
    name: fc.constantFrom('UTC', 'Asia/Kolkata'),
    at: fc.constantFrom('00:00', '04:00'),
  });
  fc.assert(
    fc.property(fc.array(question, { minLength: 2, maxLength: 6 }), (all) => {
      const calendar = createCalendar();
      for (const { now, name, at } of all) {
        expect(calendar.month(now, name)).toEqual(createCalendar().month(now, name));
        expect(calendar.day(now, name, at)).toEqual(createCalendar().day(now, name, at));
      }
    }),
    { numRuns: 3 * runs },
  );
});

it('a moment belongs to the window of its own time and zone, whatever was asked for before', () => {
  const calendar = createCalendar();
  const [january, february] = [Date.UTC(2026, 0, 1), Date.UTC(2026, 1, 1)];
  const months = [february, february - 1, february].map((now) => calendar.month(now, 'UTC').startsAt);
  expect(months).toEqual([february, january, february]);
  const days = (['UTC', 'Asia/Kolkata'] as const).flatMap((name) =>
    ['00:00', '04:00'].map((at) => calendar.day(february, name, at).startsAt),
  );
  // Kolkata's clocks are five and a half hours ahead.
  expect(days.map((startsAt) => (february - startsAt) / minuteMs)).toEqual([0, 1_200, 330, 90]);
});
