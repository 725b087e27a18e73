// The figures of an answer: all that is known, nothing that is not.
import { expect, test } from 'vitest';
import { figuresOf } from '../../../src/renderer/features/chat/answer-figures-text.ts';

const counts = {
  promptTokens: 1_204,
  completionTokens: 300,
  totalNs: 12_500_000_000,
  loadNs: 1_000_000_000,
  promptNs: 1_500_000_000,
  completionNs: 10_000_000_000,
};

test('an answer of this computer tells its tokens, its times and its cost', () => {
  const answer = {
    model: 'gemma3:4b',
    place: 'this_computer',
    host: null,
    ollama: null,
    counts,
    firstTokenMs: null,
  } as const;
  const all = figuresOf({ ...answer, charge: { kind: 'captured', source: 'free', microcredits: 0 } });
  expect(Object.fromEntries(all.map(({ name, value }) => [name, value]))).toEqual({
    Model: 'gemma3:4b',
    Made: 'on this computer',
    'Tokens read': '1,204',
    'Tokens written': '300',
    Speed: '30.0 tokens/s',
    'First word after': '2.50 s',
    'Loading the model': '1.00 s',
    'In all': '12.5 s',
    Cost: 'free message',
  });
});

test('what is not known, or took no time, is left out', () => {
  const bare = {
    model: 'm',
    place: null,
    host: null,
    ollama: null,
    firstTokenMs: null,
    charge: { kind: 'none' },
  } as const;
  expect(figuresOf({ ...bare, counts: null })).toEqual([{ name: 'Model', value: 'm' }]);
  const names = figuresOf({ ...bare, counts: { ...counts, loadNs: 0, completionNs: 0 } }).map(({ name }) => name);
  expect(names).not.toContain('Loading the model');
  expect(names).not.toContain('Speed');
});

test('an answer that was stopped tells what one waited for its first token, and one that was counted tells what was measured', () => {
  const stopped = {
    model: 'm',
    place: null,
    host: null,
    ollama: null,
    charge: { kind: 'none' },
    firstTokenMs: 840,
  } as const;
  expect(figuresOf({ ...stopped, counts: null })).toContainEqual({ name: 'First word after', value: '0.84 s' });
  expect(figuresOf({ ...stopped, counts })).toContainEqual({ name: 'First word after', value: '0.84 s' });
});
