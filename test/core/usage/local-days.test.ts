// Every half hour of a year belongs to the day that the system's own calendar gives it, in places whose clocks change in many ways.
import { expect, test } from 'vitest';
import { dayMs, dayName, localDay, stretchesOf } from '../../../src/main/core/usage/local-days.ts';

const from = Date.UTC(2026, 0, 1);
const to = Date.UTC(2027, 0, 1);

test.each([
  ['UTC', 1],
  ['Asia/Kathmandu', 1],
  ['Europe/Berlin', 3],
  ['America/St_Johns', 3],
  // Clocks that go forward at midnight, so that a day begins at one o'clock.
  ['Asia/Beirut', 3],
  // Half an hour.
  ['Australia/Lord_Howe', 3],
  // Back for the month of fasting.
  ['Africa/Casablanca', 3],
] as const)('%s', (timeZone, count) => {
  const stretches = stretchesOf(timeZone, from, to);
  expect(stretches.length).toBeGreaterThanOrEqual(count);
  const calendar = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  const wrong: string[] = [];
  let at = from;
  for (const stretch of stretches) {
    expect(stretch.from).toBe(at);
    for (; at < stretch.to; at += 1_800_000) {
      const day = dayName(Math.floor((at + stretch.offsetMs) / dayMs));
      if (day !== calendar.format(at)) wrong.push(`${new Date(at).toISOString()}: ${day}`);
    }
  }
  expect(at).toBe(to);
  expect(wrong).toEqual([]);
  expect(dayName(localDay(timeZone, to - 1))).toBe(calendar.format(to - 1));
});
