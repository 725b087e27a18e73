// How an answer's end is said where no card says it.
import { expect, test } from 'vitest';
import { sayInstead } from '../../../src/renderer/features/chat/answer-notes-text.ts';
import { sayEnd } from '../../../src/renderer/features/chat/answer-end-text.ts';
import { answerParts } from '../../support/answer-parts.ts';

const done = (reason: 'stop' | 'length' | 'other') => ({ kind: 'done', reason }) as const;

test.each(['stop', 'other'] as const)(
  'an empty answer that ended by %s is called empty, also where it holds only blanks',
  (reason) => {
    for (const text of ['', '\n\n', '\u200b'])
      expect(sayEnd({ parts: answerParts('Hm', text), state: done(reason), notes: [] })).toBe(
        'The model returned an empty answer.',
      );
    expect(sayEnd({ parts: answerParts('', 'Yes'), state: done(reason), notes: [] })).toBeNull();
  },
);

test('an end by length says whether the model got as far as answering, and what to do', () => {
  const said = [answerParts('', 'Yes'), answerParts('Hm', '\n'), answerParts('', '')].map((parts) =>
    sayEnd({ parts, state: done('length'), notes: [] }),
  );
  expect(new Set(said).size).toBe(3);
  expect(said[1]).toContain('while it was thinking');
  for (const sentence of said) expect(sentence).toContain('Ask it to continue.');
  const besideButton = sayEnd({ parts: answerParts('', 'Yes'), state: done('length'), notes: [] }, true);
  expect(besideButton).toBe('The answer reached the model’s length limit.');
});

test('an answer that was stopped says whether it had begun', () => {
  const state = { kind: 'stopped' } as const;
  expect(sayEnd({ parts: answerParts('Hm', ''), state, notes: [] })).toBe('You stopped this answer before it started.');
  expect(sayEnd({ parts: answerParts('', 'Yes'), state, notes: [] })).toBe('You stopped this answer.');
});

test('an answer that the credits kept short says so, whether it came to its limit or not', () => {
  const answer = { parts: answerParts('', 'Yes'), notes: [{ kind: 'shortened' as const, tokens: 1200 }] };
  expect(sayEnd({ ...answer, state: done('length') })).toMatch(
    /^This answer was shortened to 1,200 tokens, as your credits/,
  );
  expect(sayEnd({ ...answer, state: done('stop') })).toBe(
    'This answer was limited to 1,200 tokens, as your credits allow.',
  );
});

test('an answer from another model than was asked says which, and why', () => {
  const own = sayInstead({ model: 'gemma3', notes: [{ kind: 'own_model', asked: 'big' }] });
  expect(own).toContain('gemma3 on your own Ollama answered instead of big');
  const other = { notes: [{ kind: 'other_model' as const, asked: 'big' }] };
  expect(sayInstead({ ...other, model: 'small' })).toContain('small answered instead of big');
  expect(sayInstead({ ...other, model: 'big' })).toContain('another model answers instead of big');
  expect(sayInstead({ model: 'big', notes: [{ kind: 'shortened', tokens: 5 }] })).toBeNull();
});
