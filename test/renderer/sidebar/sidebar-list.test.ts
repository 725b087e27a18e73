// The list of chats: its order, its days, its search hits and its keys.
import { expect, test } from 'vitest';
import { wordsFor } from '../../../src/words/words.ts';
import { groupChats } from '../../../src/renderer/features/sidebar/group-chats.ts';
import { groupHits } from '../../../src/renderer/features/sidebar/group-hits.ts';
import { rowAfter, rowByLetters, rowMove } from '../../../src/renderer/features/sidebar/list-keys.ts';
import { foldChats } from '../../../src/renderer/rpc/chat-list.ts';
import type { ChatSummary } from '../../../src/preload/contract/message.ts';
import { makeChat } from '../../support/core-double/sample-chats.ts';
import { searchChats } from '../../support/core-double/search-chats.ts';

const chat = (n: number, at: Date): ChatSummary => makeChat(n, `Chat ${n}`, at.getTime(), []).summary;
const now = new Date(2026, 10, 22, 0, 30).getTime();

test('days are those of the calendar, not spans of 24 hours', () => {
  const chats = [
    chat(1, new Date(2026, 10, 22, 0, 10)),
    chat(2, new Date(2026, 10, 21, 23, 50)),
    chat(3, new Date(2026, 10, 16)),
    chat(4, new Date(2026, 10, 1)),
    chat(5, new Date(2026, 8, 1)),
    chat(6, new Date(2025, 8, 1)),
  ];
  expect(groupChats(chats, now, wordsFor(['en'])).map((group) => group.name)).toEqual([
    'Today',
    'Yesterday',
    'Last 7 days',
    'Last 30 days',
    'September',
    'September 2025',
  ]);
});

test('a chat from a clock ahead of ours counts as today', () => {
  expect(groupChats([chat(1, new Date(2026, 10, 23))], now, wordsFor(['en']))[0]?.name).toBe('Today');
});

test('the list folds to the same order however its changes come', () => {
  const [a, b, c] = [chat(1, new Date(2026, 1, 1)), chat(2, new Date(2026, 1, 2)), chat(3, new Date(2026, 1, 2))];
  const whole = foldChats(null, { kind: 'snapshot', chats: [a, b, c] });
  const piecewise = [c, a, b].reduce(
    (list, one) => foldChats(list, { kind: 'upserted', chat: one }),
    foldChats(null, { kind: 'snapshot', chats: [] }),
  );
  expect(piecewise).toEqual(whole);
  expect(foldChats(whole, { kind: 'upserted', chat: { ...a, updatedAt: now } }).chats[0]?.id).toBe(a.id);
  expect(foldChats(whole, { kind: 'removed', id: b.id }).chats.map((one) => one.id)).not.toContain(b.id);
});

test('how many chats cannot be listed stays known while others change', () => {
  const listed = chat(1, new Date(2026, 1, 1));
  const list = foldChats(null, { kind: 'snapshot', chats: [listed], unlisted: 2 });
  expect(foldChats(list, { kind: 'upserted', chat: chat(2, new Date(2026, 1, 2)) }).unlisted).toBe(2);
  expect(foldChats(list, { kind: 'removed', id: listed.id })).toEqual({ chats: [], unlisted: 2 });
  expect(foldChats(list, { kind: 'snapshot', chats: [listed] }).unlisted).toBe(0);
});

test('hits gather under their chats in the order of the best of each', () => {
  const chats = [
    makeChat(1, 'Ledgers', 2, [{ question: 'a tally', answer: 'another tally' }]),
    makeChat(2, 'Tally sticks', 1, [{ question: 'none', answer: 'none' }]),
  ];
  const groups = groupHits(searchChats(chats, 'tally'));
  expect(groups.map((group) => [group.title.map((part) => part.text).join(''), group.places.length])).toEqual([
    ['Ledgers', 2],
    ['Tally sticks', 0],
  ]);
  expect(groups[1]?.title.some((part) => part.isMatch)).toBe(true);
});

test('arrows stop at the ends and other keys are left alone', () => {
  expect([
    rowAfter('next', 2, 3),
    rowAfter('previous', 0, 3),
    rowAfter('next', -1, 3),
    rowAfter('last', 0, 3),
    rowAfter('first', 0, 0),
  ]).toEqual([null, null, 0, 2, null]);
  expect([rowAfter('page_down', 3, 500), rowAfter('page_down', 495, 500), rowAfter('page_up', 4, 500)]).toEqual([
    13, 499, 0,
  ]);
  expect([rowMove('ArrowDown'), rowMove('PageUp'), rowMove('a')]).toEqual(['next', 'page_up', null]);
});

test('letters lead to the row that begins with them, and one letter again to the next', () => {
  const titles = ['Bread', 'Trip to Trieste', 'a tally', 'Tally sticks'];
  expect(rowByLetters(titles, 0, 't')).toBe(1);
  expect(rowByLetters(titles, 1, 't')).toBe(3);
  expect(rowByLetters(titles, 3, 'tt')).toBe(1);
  expect(rowByLetters(titles, 1, 'ta')).toBe(3);
  expect(rowByLetters(titles, 3, 'tal')).toBe(3);
  expect([rowByLetters(titles, 0, 'x'), rowByLetters([], -1, 't')]).toEqual([null, null]);
});
