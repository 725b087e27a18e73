// What people are told of their free messages: the least that any of their keys has, and when that one starts again.
import { expect, it } from 'vitest';
import {
  type AllowanceSeen,
  allowanceLeft,
  bucketKey,
  clientKey,
  giveMessageBack,
  takeMessage,
} from '../../../server/domain/holds/allowance.ts';

const rule = { limit: 3, windowMs: 1_000 };
const now = 10_000;
const bucket = bucketKey('b');
const client = clientKey('c');

function seen(key: typeof bucket, count: { readonly startedAt: number; readonly used: number } | null): AllowanceSeen {
  return { key, count: count === null ? null : { key, ...count } };
}

it('a network and a client of one name are counted apart, and so are any two of either', () => {
  const keys = ['a', 'b'].flatMap((name) => [bucketKey(name), clientKey(name)]);
  expect(new Set(keys).size).toBe(4);
});

it('of two keys the one with less left is told, in whatever order they stand', () => {
  const more = seen(bucket, { startedAt: 9_900, used: 1 });
  const less = seen(client, { startedAt: 9_500, used: 2 });
  for (const keys of [
    [more, less],
    [less, more],
  ])
    expect(allowanceLeft(keys, rule, now)).toEqual({ left: 1, resetsAt: 10_500 });
});

it('of two keys with as little left the later start is told', () => {
  const early = seen(bucket, { startedAt: 9_500, used: 3 });
  const late = seen(client, { startedAt: 9_900, used: 3 });
  for (const keys of [
    [early, late],
    [late, early],
  ]) {
    expect(allowanceLeft(keys, rule, now)).toEqual({ left: 0, resetsAt: 10_900 });
    expect(takeMessage(keys, rule, now)).toEqual({ kind: 'exhausted', key: client, resetsAt: 10_900 });
  }
});

it('before the first message everything is left, and nothing is about to start again', () => {
  expect(allowanceLeft([seen(bucket, null), seen(client, null)], rule, now)).toEqual({ left: 3, resetsAt: null });
});

it('a window that was given back whole still says when it ends', () => {
  expect(allowanceLeft([seen(bucket, { startedAt: 9_900, used: 0 })], rule, now)).toEqual({
    left: 3,
    resetsAt: 10_900,
  });
});

it('a window ends at its time, and as long before its start', () => {
  const at = (startedAt: number) => allowanceLeft([seen(bucket, { startedAt, used: 3 })], rule, now).left;
  expect([at(9_000), at(9_001), at(10_999), at(11_000)]).toEqual([3, 0, 0, 3]);
});

it('a message goes back to each key under which its own window still counts, and to no other', () => {
  const counted = [
    { key: bucket, startedAt: 9_500, used: 1 },
    { key: client, startedAt: 9_500, used: 1 },
  ];
  const back = giveMessageBack(counted, [
    seen(bucket, { startedAt: 9_500, used: 2 }),
    seen(client, { startedAt: 9_900, used: 3 }),
  ]);
  expect(back).toEqual([{ key: bucket, startedAt: 9_500, used: 1 }]);
  expect(giveMessageBack(counted, [])).toEqual([]);
});

it('a message that was never counted cannot go back', () => {
  const counted = [{ key: bucket, startedAt: 9_500, used: 1 }];
  expect(giveMessageBack(counted, [seen(bucket, { startedAt: 9_500, used: 0 })])).toEqual([]);
});
