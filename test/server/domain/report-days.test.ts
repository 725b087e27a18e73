// The days of reports, in every zone: one after the other without a gap, each under its own date.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createCalendar } from '../../../server/domain/plans/calendar.ts';
import { createDayReader } from '../../../server/domain/reports/report-days.ts';

const days = createDayReader(createCalendar());
const hour = 3_600_000;
const dateText = (at: number) => new Date(at).toISOString().slice(0, 10);

it('a day in summer time that begins or ends has 23 or 25 hours, and belongs to one date', () => {
  const lengths = (from: string, to: string) =>
    days.between(from, to, 'Europe/Berlin').map(({ date, startsAt, endsAt }) => [date, (endsAt - startsAt) / hour]);
  expect(lengths('2026-03-28', '2026-03-30')).toEqual([
    ['2026-03-28', 24],
    ['2026-03-29', 23],
    ['2026-03-30', 24],
  ]);
  expect(lengths('2026-10-25', '2026-10-25')).toEqual([['2026-10-25', 25]]);
});

it('a day whose midnight the clocks skip begins an hour later', () => {
  const [day] = days.between('2026-09-06', '2026-09-06', 'America/Santiago');
  expect(day).toMatchObject({ date: '2026-09-06', startsAt: Date.parse('2026-09-06T04:00Z') });
});

it('a date that the clocks of a zone skipped has no day', () => {
  expect(days.between('2011-12-29', '2011-12-31', 'Pacific/Apia').map(({ date }) => date)).toEqual([
    '2011-12-29',
    '2011-12-31',
  ]);
  expect(days.between('2011-12-30', '2011-12-30', 'Pacific/Apia')).toEqual([]);
});

it('dates that no ledger reaches have no days, and are not looked for', () => {
  expect(days.between('0000-01-01', '0000-12-31', 'Asia/Shanghai')).toEqual([]);
  expect(days.between('0050-01-01', '0050-01-01', 'Asia/Shanghai')).toEqual([]);
  expect(days.between('9999-12-31', '9999-12-31', 'Asia/Shanghai')).toEqual([]);
  expect(days.between('0001-01-01', '1970-01-02', 'America/New_York').map(({ date }) => date)).toEqual([
    '1970-01-01',
    '1970-01-02',
  ]);
});

it('days follow one another without a gap, whatever the zone', () => {
  const zone = fc.constantFrom(...Intl.supportedValuesOf('timeZone'));
  const from = fc.integer({ min: Date.UTC(2015, 0, 1), max: Date.UTC(2035, 0, 1) }).map(dateText);
  fc.assert(
    fc.property(zone, from, fc.integer({ min: 0, max: 40 }), (name, first, length) => {
      const last = dateText(Date.parse(first) + length * 24 * hour);
      const found = days.between(first, last, name);
      expect(found).toHaveLength(length + 1);
      expect([found[0]?.date, found.at(-1)?.date]).toEqual([first, last]);
      for (const [at, day] of found.entries()) {
        expect(days.at(day.startsAt, name)).toEqual(day);
        expect(days.at(day.endsAt - 1, name)).toEqual(day);
        if (at > 0) expect(day.startsAt).toBe(found[at - 1]?.endsAt);
      }
      const noon = (found.at(-1)?.startsAt ?? 0) + 12 * hour;
      expect(days.last(found.length, noon, name)).toEqual(found);
    }),
    { numRuns: 60 },
  );
});
