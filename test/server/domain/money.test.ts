// Amounts are whole, exact and never below nothing; whoever asks for anything else has made a mistake and is told.
import { expect, it } from 'vitest';
import {
  gain,
  lesser,
  loss,
  microcredits,
  microcreditsDelta,
  roomAbove,
  roundUp,
  share,
  subtract,
  inCents,
  wholeWorth,
  worth,
} from '../../../server/domain/money.ts';
import { one, toRate } from '../../../server/domain/rate.ts';

const ten = microcredits(10);

it.each([-1, 0.5, Number.NaN, Infinity, 2 ** 53])('%s is no amount', (amount) => {
  expect(() => microcredits(amount)).toThrow(`not an amount in microcredits: ${amount}`);
});

it.each([0.5, Number.NaN, -Infinity, -(2 ** 53)])('%s is no change of an amount', (change) => {
  expect(() => microcreditsDelta(change)).toThrow(`not a change in microcredits: ${change}`);
});

it('nothing has no sign', () => {
  expect([microcredits(-0), microcreditsDelta(-0), loss(microcredits(0)), gain(microcredits(0))]).toEqual([0, 0, 0, 0]);
});

it('no more can be taken than there is', () => {
  expect(subtract(ten, ten)).toBe(0);
  expect(() => subtract(ten, microcredits(11))).toThrow('not an amount');
});

it('the lesser of two is never the greater', () => {
  expect([lesser(ten, microcredits(9)), lesser(microcredits(9), ten)]).toEqual([9, 9]);
});

it.each([
  [-1, 3, 'not a part: -1'],
  [0.5, 3, 'not a part: 0.5'],
  [1, 0, 'not a whole: 0'],
  [1, -3, 'not a whole: -3'],
  [1, 1.5, 'not a whole: 1.5'],
])('there is no share of %s in %s', (part, whole, words) => {
  expect(() => share(ten, { part, whole })).toThrow(words);
});

it('a share of nothing is nothing, and is rounded down', () => {
  expect([share(ten, { part: 0, whole: 3 }), share(ten, { part: 2, whole: 3 })]).toEqual([0, 6]);
});

it('what fits on top of an amount is all that a number can hold exactly', () => {
  expect(ten + roomAbove(ten)).toBe(Number.MAX_SAFE_INTEGER);
  expect(roomAbove(microcredits(Number.MAX_SAFE_INTEGER))).toBe(0);
});

it('a sum is rounded up to whole microcredits, and a part of one is one', () => {
  expect([0n, 1n, one - 1n, one, one + 1n].map((sum) => roundUp(sum))).toEqual([0, 1, 1, 1, 2]);
  expect([5n, 6n].map((sum) => roundUp(sum, 3n))).toEqual([2, 2]);
  expect(roundUp(one * 10n ** 20n)).toBe(Number.MAX_SAFE_INTEGER);
});

it('cents are worth exactly what the credit rate says, and whole amounts are rounded down', () => {
  const rate = toRate('500000.5');
  expect(worth(toRate('0.000015'), rate)).toBe(toRate('7.5000075'));
  expect([0, 1, 2, 3].map((cents) => wholeWorth(cents, rate))).toEqual([0, 500_000, 1_000_001, 1_500_001]);
  expect(wholeWorth(1_000_000_000, toRate('999999999999'))).toBe(Number.MAX_SAFE_INTEGER);
});

it('says what credits come to in cents, to the nearest, and of a loss the same with a minus', () => {
  const half = toRate('500000');
  expect([0, 249_999, 250_000, 749_999, 750_000].map((amount) => inCents(amount, half))).toEqual([0, 0, 1, 1, 2]);
  expect([-249_999, -250_000, -1_000_000].map((amount) => inCents(amount, half))).toEqual([0, -1, -2]);
  expect(Object.is(inCents(-1, half), 0)).toBe(true);
  const third = toRate('333333.333333');
  expect([1, 7, 1_000_003].map((cents) => inCents(wholeWorth(cents, third), third))).toEqual([1, 7, 1_000_003]);
  expect(inCents(Number.MAX_SAFE_INTEGER, toRate('0.000001'))).toBe(9.007199254740991e21);
});
