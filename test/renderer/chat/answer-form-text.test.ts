// An answer that was to have a form: shown as data where it is some, and as it came where it is none.
import { expect, test } from 'vitest';
import { sayForm, shownParts } from '../../../src/renderer/features/chat/answer-form-text.ts';
import type { AnswerNote } from '../../../src/preload/contract/message.ts';
import { textParts } from '../../../src/preload/contract/parts.ts';

const note = (outcome: 'fits' | 'not_json' | 'differs', where = ''): AnswerNote => ({
  kind: 'structured',
  outcome,
  where,
});

test('JSON is shown as a block with its lines broken, after the thoughts, and no fence within can end it', () => {
  const thought = { kind: 'thinking', text: 'Hm', ms: 1 } as const;
  const parts = [thought, ...textParts('{"a":"```"}')];
  expect(shownParts({ parts, notes: [note('fits')] })).toEqual([
    thought,
    { kind: 'text', text: '````json\n{\n  "a": "```"\n}\n````' },
  ]);
});

test.each([[[]], [[note('not_json')]]])('what is no JSON is shown as it came', (notes) => {
  const parts = textParts('{"a":');
  expect(shownParts({ parts, notes })).toBe(parts);
});

test('the outcome is said in words, with the place that differs', () => {
  expect(sayForm({ notes: [] })).toBeNull();
  expect(sayForm({ notes: [note('fits')] })).toBe('Valid JSON, as asked.');
  expect(sayForm({ notes: [note('differs', '/city')] })).toBe('Valid JSON, but it doesn’t fit the schema at /city.');
  expect(sayForm({ notes: [note('not_json')] })).toMatch(/isn’t valid JSON/);
});
