// Thoughts between tags become thoughts, however the answer was cut into pieces, and code stays as it is.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createThoughtTags } from '../../../src/main/core/models/thought-tags.ts';
import { answer } from '../../support/fake-ollama/behaviour.ts';
import { generate, openFake, openModels, textOf } from './ollama-bench.ts';

type Split = { readonly text: string; readonly thinking: string };

function split(pieces: readonly string[]): Split {
  const tags = createThoughtTags();
  const parts = [...pieces.flatMap((piece) => [...tags.push(piece)]), ...tags.end()];
  return parts.reduce<Split>(
    (said, part) => {
      if (part.kind === 'rethink') return { text: '', thinking: said.thinking + said.text };
      return { ...said, [part.kind]: said[part.kind] + part.text };
    },
    { text: '', thinking: '' },
  );
}

describe('thoughts between tags', () => {
  it.each([
    ['<think>a</think>b', 'b', 'a'],
    ['<think>\na\n</think>\n\nb', 'b', '\na\n'],
    ['\n <think>a</think>b', '\nb', 'a'],
    ['<THINK>a</Think>b', 'b', 'a'],
    ['<thinking>a</thinking>b', 'b', 'a'],
    ['<thought>a</thought>b', 'b', 'a'],
    ['<reasoning>a</reasoning>b', 'b', 'a'],
    ['<seed:think>a</seed:think>b', 'b', 'a'],
    ['[THINK]a[/THINK]b', 'b', 'a'],
    ['◁think▷a◁/think▷b', 'b', 'a'],
    ['<think></think>b', 'b', ''],
    ['<think>a', '', 'a'],
    ['<think>a</thi', '', 'a</thi'],
    ['<think>a < b </thinking></think>c', 'c', 'a < b </thinking>'],
    ['<think>`</think>` or so', '` or so', '`'],
    ['<think>a</think><think>b</think>c', 'c', 'ab'],
    ['b\n<think>a</think>\nc', 'b\nc', 'a'],
    ['a\n</think>\n\nb', 'b', 'a\n'],
    ['</think>\n\nb', 'b', ''],
    ['a\n[/THINK]b\n</think>c', 'b\n</think>c', 'a\n'],
    ['<think>a</think>b\n</think>c', 'b\n</think>c', 'a'],
    ['```\n</think>\n```\na\n</think>b', 'b', '```\n</think>\n```\na\n'],
  ])('%j', (whole, text, thinking) => expect(split([whole])).toEqual({ text, thinking }));

  it.each([
    '',
    'b',
    '<',
    '<thin',
    '<thinker>a</thinker>',
    'Use `<think>` for it.',
    'The tag <think> opens a thought.',
    '```xml\n<think>a</think>\n```',
    '~~~\n<think>\n```\n<think>\n~~~',
    '````\n```\n<think>a</think>\n```\n````',
    '```js\n``` no end\n<think>\n```',
    '    <think>a</think>',
    '\t<think>a</think>',
    '```\n<think>a',
    'a </think> b',
    '<b>bold</b>\n<i>',
    '`` ` ``\n``',
  ])('are not in %j', (whole) => expect(split([whole])).toEqual({ text: whole, thinking: '' }));

  it('after a block of code are found again', () => {
    expect(split(['```\n<think>\n```\n<think>a</think>b'])).toEqual({ text: '```\n<think>\n```\nb', thinking: 'a' });
  });

  it('come out alike, whatever the pieces, and lose nothing else', () => {
    const bit = fc.constantFrom(
      '<think>',
      '</think>',
      '<thinking>',
      '</thinking>',
      '<THINK',
      '</',
      '>',
      '<',
      '[THINK]',
      '[/THINK]',
      '\n',
      '```',
      '``',
      '~~~',
      ' ',
      '    ',
      'a',
      'İ',
      '🙂',
    );
    fc.assert(
      fc.property(fc.array(bit, { maxLength: 20 }), fc.infiniteStream(fc.integer({ min: 1, max: 5 })), (bits, cuts) => {
        const whole = bits.join('');
        const pieces: string[] = [];
        for (let rest = whole; rest !== '';) {
          const size = cuts.next().value ?? 1;
          pieces.push(rest.slice(0, size));
          rest = rest.slice(size);
        }
        const once = split([whole]);
        expect(split(pieces)).toEqual(once);
        const letters = (text: string): number => text.match(/[aİ🙂]/gu)?.length ?? 0;
        expect(letters(once.text + once.thinking)).toBe(letters(whole));
      }),
    );
  });

  it('hold a long answer up for no more than a tag', () => {
    const tags = createThoughtTags();
    expect(
      [...tags.push('word '.repeat(10_000))].map((part) => (part.kind === 'text' ? part.text.length : part.kind)),
    ).toEqual([50_000]);
    expect([...tags.push('\n<b')]).toEqual([{ kind: 'text', text: '\n<b' }]);
  });
});

describe('an answer with tags', () => {
  it('of a model that Ollama does not know to think is told as thoughts and words', async () => {
    const fake = await openFake({ behaviour: answer(['<thi', 'nk>Hm', ', well</th', 'ink>\n\n', 'Yes', '.']) });
    const { parts } = await generate(openModels(fake.url).models.generator);
    expect(parts.map((part) => ('text' in part ? [part.kind, part.text] : part.kind))).toEqual([
      ['thinking', 'Hm'],
      ['thinking', ', well'],
      ['text', 'Yes'],
      ['text', '.'],
      'ended',
    ]);
  });

  it('that breaks off gives what was held back', async () => {
    const fake = await openFake({ behaviour: answer(['Yes\n', '<thi'], { ending: { kind: 'cut' } }) });
    const { parts, failure } = await generate(openModels(fake.url).models.generator);
    expect(failure).toMatchObject({ code: 'ollama_cut' });
    expect(textOf(parts)).toBe('Yes\n<thi');
  });

  it('of a model that thinks is left as it is: there they are part of the answer', async () => {
    const fake = await openFake({ behaviour: answer(['<think>a</think>'], { thinking: ['Hm'] }) });
    const { parts } = await generate(openModels(fake.url).models.generator, 'qwen3:0.6b');
    expect(textOf(parts)).toBe('<think>a</think>');
  });
});
