// How an answer's end is said where no card says it.
import { expect, test } from 'vitest';
import { sayEnd } from '../../../src/renderer/features/chat/answer-end-text.ts';

const done = (reason: 'stop' | 'length' | 'other') => ({ kind: 'done', reason }) as const;

test.each(['stop', 'other'] as const)(
  'an empty answer that ended by %s is called empty, also where it holds only blanks',
  (reason) => {
    for (const text of ['', '\n\n', '\u200b'])
      expect(sayEnd({ text, thinking: 'Hm', state: done(reason) })).toBe('The model returned an empty answer.');
    expect(sayEnd({ text: 'Yes', thinking: '', state: done(reason) })).toBeNull();
  },
);

test('an end by length says whether the model got as far as answering, and what to do', () => {
  const said = [
    { text: 'Yes', thinking: '' },
    { text: '\n', thinking: 'Hm' },
    { text: '', thinking: '' },
  ].map((answer) => sayEnd({ ...answer, state: done('length') }));
  expect(new Set(said).size).toBe(3);
  expect(said[1]).toContain('while it was thinking');
  for (const sentence of said) expect(sentence).toContain('Ask it to go on.');
});

test('an answer that was stopped says whether it had begun', () => {
  const state = { kind: 'stopped' } as const;
  expect(sayEnd({ text: '', thinking: 'Hm', state })).toBe('You stopped this answer before it began.');
  expect(sayEnd({ text: 'Yes', thinking: '', state })).toBe('You stopped this answer.');
});
