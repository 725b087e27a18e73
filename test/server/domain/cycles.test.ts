// The cycles of usage plans: months and weeks by the clocks of a zone, whatever its summer time and however long its months are.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCalendar } from '../../../server/domain/plans/calendar.ts';
import { cycleAfter, cycleAround } from '../../../server/domain/plans/cycles.ts';

const zones = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/Havana',
  'America/Sao_Paulo',
  'Asia/Kathmandu',
  'Asia/Beirut',
  'Asia/Shanghai',
  'Australia/Lord_Howe',
  'Pacific/Auckland',
  'Pacific/Apia',
] as const;
const zone = fc.constantFrom(...zones);
const instant = fc.integer({ min: Date.UTC(2012, 0, 1), max: Date.UTC(2034, 0, 1) });
const every = fc.constantFrom('monthly' as const, 'weekly' as const);
const dayMs = 86_400_000;
const calendar = createCalendar();

/** Another way of reading the clocks than the one under test. */
const date = (at: number, name: string) =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: name, dateStyle: 'short' }).format(at);

/** From the first cycle on, so many, each beginning where the one before it ended. */
function cyclesFrom(
  anchor: number,
  terms: { readonly zone: string; readonly every: 'monthly' | 'weekly' },
  count: number,
) {
  const all = [cycleAround({ anchor, ...terms }, anchor, calendar)];
  while (all.length < count) all.push(cycleAround({ anchor, ...terms }, all.at(-1)?.endsAt ?? 0, calendar));
  return all;
}

describe('the cycles of a plan', () => {
  it('follow each other without a gap, and whenever one asks within one, it is that one', () => {
    fc.assert(
      fc.property(instant, zone, every, fc.nat({ max: 1000 }), (anchor, name, each, share) => {
        const all = cyclesFrom(anchor, { zone: name, every: each }, 15);
        expect(all[0]?.startsAt).toBe(anchor);
        for (const [index, { startsAt, endsAt }] of all.entries()) {
          expect(endsAt).toBeGreaterThan(startsAt);
          expect(all[index + 1]?.startsAt ?? endsAt).toBe(endsAt);
          const within = startsAt + Math.floor(((endsAt - 1 - startsAt) * share) / 1000);
          expect(cycleAround({ anchor, zone: name, every: each }, within, calendar)).toEqual({ startsAt, endsAt });
        }
      }),
      { numRuns: 300 },
    );
  });

  it('of a month begin on the same day of each, or on the last of one that has no such day', () => {
    fc.assert(
      fc.property(instant, zone, (anchor, name) => {
        const day = Number(date(anchor, name).slice(8));
        const all = cyclesFrom(anchor, { zone: name, every: 'monthly' }, 15);
        for (const [index, { startsAt, endsAt }] of all.entries()) {
          const [year = 0, month = 0, begun] = date(startsAt, name).split('-').map(Number);
          const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
          expect(begun).toBe(Math.min(day, last));
          // The first minute that the clocks show of that day: the one before it was another.
          if (index > 0) expect(date(startsAt - 60_000, name)).not.toBe(date(startsAt, name));
          const months = new Date(Date.UTC(year, month, 1)).toISOString().slice(0, 7);
          expect(date(endsAt, name).slice(0, 7)).toBe(months);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('of a week have seven days of the calendar, also where a day has 23 or 25 hours', () => {
    fc.assert(
      fc.property(instant, zone, (anchor, name) => {
        for (const { startsAt, endsAt } of cyclesFrom(anchor, { zone: name, every: 'weekly' }, 60).slice(1)) {
          const days = (Date.parse(date(endsAt, name)) - Date.parse(date(startsAt, name))) / dayMs;
          // A date that a zone left out altogether, as Samoa did, is begun with the next one.
          expect(Math.abs(days - 7)).toBeLessThanOrEqual(name === 'Pacific/Apia' ? 1 : 0);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('go from the 31st of January to the 28th of February and back to the 31st of March', () => {
    const all = cyclesFrom(Date.UTC(2026, 0, 31, 14, 5), { zone: 'Europe/Berlin', every: 'monthly' }, 4);
    expect(all.map(({ endsAt }) => new Date(endsAt).toISOString())).toEqual([
      '2026-02-27T23:00:00.000Z',
      '2026-03-30T22:00:00.000Z',
      '2026-04-29T22:00:00.000Z',
      '2026-05-30T22:00:00.000Z',
    ]);
  });
});

it('a cycle begins where the one before it ended, also where the zone or the length was changed meanwhile', () => {
  fc.assert(
    fc.property(instant, zone, every, zone, every, fc.nat({ max: 14 }), (anchor, name, each, name2, each2, count) => {
      const from = cyclesFrom(anchor, { zone: name, every: each }, 15)[count]?.endsAt ?? anchor;
      const terms = { anchor, zone: name2, every: each2 };
      const after = cycleAfter(terms, from, calendar);
      expect(after.startsAt).toBe(from);
      // It ends where one of the new terms does, and those are followed as ever.
      expect(cycleAround(terms, after.endsAt, calendar).startsAt).toBe(after.endsAt);
      const whole = (each2 === 'weekly' ? 7 : 30) * 86_400_000;
      expect(after.endsAt - from).toBeGreaterThan(whole * 0.4);
      expect(after.endsAt - from).toBeLessThan(whole * 1.6);
    }),
  );
});
