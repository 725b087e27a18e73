// A file as a model reads it.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fileBlock } from '../../../src/main/core/chat/file-block.ts';

test('nothing in a file can end its fence', () => {
  const line = fc.constantFrom('```', '````js', '~~~', 'words', '`', '');
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      const text = lines.join('\n');
      const [name, open = '', ...rest] = fileBlock('a.ts', text).split('\n');
      const fence = open.replace('ts', '');
      expect([name, open.endsWith('ts'), rest.at(-1)]).toEqual(['a.ts:', true, fence]);
      expect(rest.slice(0, -1).some((each) => each.startsWith(fence))).toBe(false);
      expect(rest.slice(0, -1).join('\n')).toBe(text.endsWith('\n') ? text.slice(0, -1) : text);
    }),
  );
});

test('a name stays on one line, and its ending says the language only where it looks like one', () => {
  expect(fileBlock('a\nb.py', 'x')).toBe('a b.py:\n```py\nx\n```');
  expect(fileBlock('Makefile', 'x\n')).toBe('Makefile:\n```\nx\n```');
  expect(fileBlock('notes.this is no ending', 'x')).toBe('notes.this is no ending:\n```\nx\n```');
});
