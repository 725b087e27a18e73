// Where the windows of a message stand in a table of DynamoDB.
import { expect, it } from 'vitest';
import type { CounterKey } from '../../../../server/domain/plans/plan.ts';
import { brand } from '../../../../server/lib/brand.ts';
import { groupsOf } from '../../../../server/storage/counters/dynamo/places.ts';

const november = Date.parse('2026-11-01T00:00:00Z');
const inShanghai = Date.parse('2026-10-31T16:00:00Z');
const placesOf = (...keys: readonly string[]) =>
  groupsOf(keys.map((key) => ({ key: brand<CounterKey>(key), endsAt: 1 }))).map(({ item, placed }) => ({
    ...item,
    slots: placed.map(({ slot }) => slot),
  }));

it('the minute, the month and the day of one message stand in one item', () => {
  expect(placesOf('minute:user:a:b', `month:${november}:user:a:b`, `day:${november}:user:a:b`)).toEqual([
    { owner: 'user:a:b', month: '2026-11', slots: ['minute_count', 'month_count', 'day_count'] },
  ]);
});

it('a month that begins by other clocks has its beginning for a name', () => {
  expect(placesOf(`month:${inShanghai}:org:x`)).toMatchObject([{ owner: 'org:x', month: '2026-10-31T16:00:00.000Z' }]);
});

it('a minute that is counted for somebody else stands in an item of its own', () => {
  expect(placesOf('minute:token:ff', `month:${november}:user:7`)).toEqual([
    { owner: 'token:ff', month: 'minute', slots: ['minute_count'] },
    { owner: 'user:7', month: '2026-11', slots: ['month_count'] },
  ]);
});
