// Growing Markdown is cut into blocks, and growing code coloured, as if it had come whole.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { layColours, type CodeLine } from '../../../src/renderer/features/chat/markdown/code-line.ts';
import { createPaints, type Coloured } from '../../../src/renderer/features/chat/markdown/highlighter.ts';
import { findLanguage } from '../../../src/renderer/features/chat/markdown/languages.ts';
import { openableUrl } from '../../../src/renderer/features/chat/markdown/links.ts';
import { openFence, splitBlocks, type Split } from '../../../src/renderer/features/chat/markdown/split-blocks.ts';

const parts = [
  '# Head\n\n',
  'Some *words* here.\n\n',
  '- a\n- b\n\n  more\n\n',
  '```ts\nlet a = 1;\n\nlet b;\n```\n\n',
  '> said\n\n',
  '| a | b |\n|--|--|\n| 1 | 2 |\n\n',
  '1. one\n2. two\n\n',
  '---\n\n',
  '<b>x</b> and `y`\n\n',
  '~~~\n```\n~~~\n\n',
];
const documents = fc.array(fc.constantFrom(...parts), { minLength: 1, maxLength: 8 }).map((chosen) => chosen.join(''));

describe('growing Markdown', () => {
  test('is cut into the same blocks as the whole, in whatever pieces it comes', () => {
    fc.assert(
      fc.property(documents, fc.integer({ min: 1, max: 40 }), (text, step) => {
        let split: Split | null = null;
        for (let end = step; end < text.length; end += step) split = splitBlocks(split, text.slice(0, end));
        expect(splitBlocks(split, text).blocks).toEqual(splitBlocks(null, text).blocks);
      }),
    );
  });

  test('never changes a block it has called settled', () => {
    fc.assert(
      fc.property(documents, (text) => {
        let split: Split | null = null;
        for (let end = 1; end <= text.length; end += 7) {
          const next = splitBlocks(split, text.slice(0, end));
          expect(next.blocks.slice(0, split?.settled ?? 0)).toEqual(split?.blocks.slice(0, split.settled) ?? []);
          split = next;
        }
      }),
    );
  });

  test('knows a code block whose end has not come yet', () => {
    expect(openFence('```python\nprint(1)\n')).toEqual({ language: 'python', code: 'print(1)\n' });
    expect(openFence('~~~\na\n```\n')).toEqual({ language: '', code: 'a\n```\n' });
    expect(openFence('```python\nprint(1)\n```\n')).toBeNull();
    expect(openFence('```pyth')).toBeNull();
    expect(openFence('words')).toBeNull();
  });
});

describe('growing code', () => {
  const code = 'const a = `one\ntwo ${a} three`;\n/* a\ncomment */ function f(): string {\n  return "x";\n}';

  test('is coloured the same, in whatever pieces it comes', async () => {
    const paint = await createPaints()('typescript');
    const whole = paint(null, code);
    for (const step of [1, 5, 17]) {
      let grown: Coloured | null = null;
      for (let end = 0; end < code.length; end += step) grown = paint(grown, code.slice(0, end));
      const last = paint(grown, code);
      expect([...last.whole, ...last.begun]).toEqual([...whole.whole, ...whole.begun]);
    }
  });

  test('reads no line again that had ended', async () => {
    const paint = await createPaints()('typescript');
    const before = paint(null, 'let a = 1;\nlet b = 2;\n');
    const after = paint(before, 'let a = 1;\nlet b = 2;\nlet c');
    expect(after.whole).toBe(before.whole);
  });

  test('keeps its words while the colours are late, and the colours it has', () => {
    const known: CodeLine = { text: 'let', tokens: [{ text: 'let', color: 'red' }] };
    expect(layColours('let a\nb', [known]).map((line) => line.tokens)).toEqual([
      [
        { text: 'let', color: 'red' },
        { text: ' a', color: undefined },
      ],
      [{ text: 'b', color: undefined }],
    ]);
    expect(layColours('const', [known])).toEqual([{ text: 'const', tokens: [{ text: 'const', color: undefined }] }]);
    expect(layColours('let', [known])[0]).toBe(known);
  });

  test('finds a language under the names models give it', () => {
    expect(['ts', 'Python', 'sh', 'c++', 'yml'].map(findLanguage)).toEqual([
      'typescript',
      'python',
      'bash',
      'cpp',
      'yaml',
    ]);
    expect(['', 'constructor', 'nonsense'].map(findLanguage)).toEqual([null, null, null]);
  });
});

describe('a link in an answer', () => {
  test('opens only for the web and mail', () => {
    expect(openableUrl('https://example.org/a b')).toBe('https://example.org/a%20b');
    expect(openableUrl('mailto:a@example.org')).toBe('mailto:a@example.org');
    for (const href of [
      'javascript:alert(1)',
      'data:text/html,x',
      'file:///etc/passwd',
      '/relative',
      '#note',
      undefined,
    ])
      expect(openableUrl(href)).toBeNull();
  });
});
