// What the top bar says in each situation of the account.
import { expect, test } from 'vitest';
import { creditsLabel, creditsView, sayNextMessage } from '../../../src/renderer/features/account/credits-view.ts';
import { freeAccount, offlineAccount, proAccount } from '../../support/core-double/sample-account.ts';
import { wordsFor } from '../../../src/words/words.ts';

const now = new Date(2026, 10, 22, 12, 0).getTime();
const label = (state: Parameters<typeof creditsView>[0]): string => creditsLabel(creditsView(state), wordsFor(['en']));

test('free messages are shown with their number, one in the singular', () => {
  expect(label(freeAccount(now, 13))).toBe('13 free messages left');
  expect(label(freeAccount(now, 1))).toBe('1 free message left');
});

test('credits are shown whole, rounded down, and what is reserved is not taken off a second time', () => {
  const state = proAccount(now);
  const credits = { ...state.credits, proMicrocredits: 1_487_900_000, heldMicrocredits: 1_000_000 };
  expect(label({ ...state, credits })).toBe('1,487 credits');
});

test('offline the day’s own count is shown, whatever the wallet holds', () => {
  expect(label(offlineAccount(now))).toBe('Offline · 14 messages left today');
  const none = offlineAccount(now);
  expect(label({ ...none, credits: { ...none.credits, grace: { left: 0, limit: 20 } } })).toBe(
    'Offline · no messages left today',
  );
});

test('an empty wallet and an empty allowance are told apart', () => {
  const bought = proAccount(now);
  expect(label({ ...bought, credits: { ...bought.credits, mode: 'exhausted' } })).toBe('No credits left');
  expect(label(freeAccount(now, 0))).toBe('No free messages left');
});

test('what is not known is never shown as zero', () => {
  const state = freeAccount(now);
  const credits = { ...state.credits, mode: 'unknown' as const, free: null };
  expect(label(null)).toBe('Checking credits');
  expect(label({ ...state, credits })).toBe('Credits unavailable');
  expect(label({ ...state, credits, link: { kind: 'checking', origin: 'http://127.0.0.1:8787' } })).toBe(
    'Checking credits',
  );
});

test('out of free messages, the panel says when they renew', () => {
  const view = creditsView({ ...freeAccount(now, 0) });
  expect(sayNextMessage(view, { messageMicrocredits: 1_000_000, now, say: wordsFor(['en-GB']) })).toBe(
    'Buy credits to continue, or wait: free messages renew at 19:00.',
  );
});

test('a paid message names its price', () => {
  expect(
    sayNextMessage(creditsView(proAccount(now)), { messageMicrocredits: 1_000_000, now, say: wordsFor(['en']) }),
  ).toBe('Your next message costs 1 credit.');
  expect(
    sayNextMessage(creditsView(proAccount(now)), { messageMicrocredits: 1_500_000, now, say: wordsFor(['en']) }),
  ).toBe('Your next message costs 1.5 credits.');
});
