// Two answers stand side by side only where the chat ends with one of them, and only while both are there.
import { expect, test } from 'vitest';
import { comparedAt, replaced } from '../../../src/renderer/features/chat/comparing/compared.ts';
import type { MessageId } from '../../../src/preload/contract/ids.ts';
import type { Message } from '../../../src/preload/contract/message.ts';
import { answer, question } from './sample-messages.ts';

const asked = question(null, 1);
const [first, second] = [answer(asked.id, 2), answer(asked.id, 3)];
const next = question(second.id, 4);
const all = new Map<MessageId, Message>([asked, first, second, next].map((message) => [message.id, message]));
const pair = [first.id, second.id] as const;

test('they are shown at the end of the chat, whichever of them it ends with', () => {
  expect(comparedAt(pair, all, second.id)).toEqual([first, second]);
  expect(comparedAt(pair, all, first.id)).toEqual([first, second]);
});

test('they are versions once the chat has gone on, where one is missing, or where they answer two questions', () => {
  expect(comparedAt(pair, all, next.id)).toBeNull();
  expect(comparedAt(pair, new Map([[second.id, second]]), second.id)).toBeNull();
  const other = answer(next.id, 5);
  expect(comparedAt([second.id, other.id], new Map(all).set(other.id, other), other.id)).toBeNull();
  expect(comparedAt(null, all, second.id)).toBeNull();
});

test('an answer that is made again stands where the one before it stood', () => {
  expect(replaced(pair, second.id, next.id)).toEqual([first.id, next.id]);
  expect(replaced(pair, first.id, next.id)).toEqual([next.id, second.id]);
});
