// Who is at the end of a chat stays there until they move up themselves.
import { expect, it } from 'vitest';
import { staysAtEnd } from '../../../src/renderer/features/chat/near-end.ts';

const before = { scrollTop: 1600, scrollHeight: 2000, clientHeight: 400 };
const stays = (now: Partial<typeof before>, isByHand = false, wasAtEnd = true): boolean =>
  staysAtEnd({ wasAtEnd, before, now: { ...before, ...now }, isByHand });

it.each([
  ['the page grew', { scrollHeight: 2600 }],
  ['the window became lower', { clientHeight: 200 }],
  [
    'a narrower window made the page longer, after a moment in which it was shorter',
    { scrollTop: 1200, scrollHeight: 2400 },
  ],
  ['the window became lower while the page was measured', { scrollTop: 1500, clientHeight: 300 }],
  ['the page shrank', { scrollTop: 900, scrollHeight: 1400 }],
])('nothing but a change of size leaves one at the end: %s', (_what, now) => {
  expect(stays(now)).toBe(true);
});

it('a hand that moves up lets go of it, also while the page grows', () => {
  expect(stays({ scrollTop: 1400, scrollHeight: 2400 }, true)).toBe(false);
  expect(stays({ scrollTop: 1400 }, true)).toBe(false);
});

it('a search of the browser that shows something further up lets go of it too', () => {
  expect(stays({ scrollTop: 300 })).toBe(false);
});

it('coming back to the end takes hold of it again', () => {
  expect(stays({ scrollTop: 1580 }, true, false)).toBe(true);
  expect(stays({ scrollTop: 1500 }, true, false)).toBe(false);
});
