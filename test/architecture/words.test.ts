// Text that people read stands in the catalogue and nowhere else in the app.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { peopleLiterals } from '../support/people-literals.ts';

const root = join(import.meta.dirname, '../..');

/** What looks like a sentence or a label and is none: names, protocols, and styles. By file, because only there it is meant. */
const exempt: readonly (readonly [file: string, text: RegExp])[] = [
  ['src/main/core/config.ts', /^Application Support$/],
  ['src/main/electron/core-child.ts', /^Tallystick Core$/],
  ['src/main/core/account/link/server-client.ts', /^Bearer \$$/],
  // What a server said, after its status; shown folded away.
  ['src/main/core/models/tell-failure.ts', /^HTTP \$/],
  ['src/main/core/account/documents/sheet.ts', /^:root \{/],
  ['src/main/core/account/person/closing-page.ts', /^:root \{/],
];

const sources = readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
  .map((entry) =>
    join(entry.parentPath, entry.name)
      .slice(root.length + 1)
      .replaceAll('\\', '/'),
  )
  .filter((file) => !file.startsWith('src/words/'));

describe('the text that people read', () => {
  it('is in the catalogue: no source of page, core or shells holds any', () => {
    const found = sources.flatMap((file) =>
      peopleLiterals(readFileSync(join(root, file), 'utf8'), file.endsWith('x'))
        .filter(({ text }) => !exempt.some(([where, what]) => where === file && what.test(text)))
        .map(({ line, text }) => `${file}:${String(line)}: ${text}`),
    );
    expect(sources.length).toBeGreaterThan(300);
    expect(found).toEqual([]);
  });

  it('is found by the search: in the catalogue itself, nearly every entry is', () => {
    const file = 'src/words/en/purchases.ts';
    const found = peopleLiterals(readFileSync(join(root, file), 'utf8'), false).map(({ text }) => text);
    expect(found.length).toBeGreaterThan(40);
    expect(found).toContain('Couldn’t open the receipt. Try again.');
  });
});

describe('the search for text', () => {
  const textsIn = (source: string): readonly string[] => peopleLiterals(source, true).map(({ text }) => text);

  it.each([
    ['words between tags', `const a = <p>Nothing here</p>;`, 'Nothing here'],
    ['a word in braces', `const a = <Button>{isOn ? 'Stop' : null}</Button>;`, 'Stop'],
    ['a label', `const a = <Button aria-label="Close" />;`, 'Close'],
    ['a placeholder', `const a = <input placeholder={'Write a message'} />;`, 'Write a message'],
    ['a property that is shown', `const a = { label: 'Rename' };`, 'Rename'],
    ['a sentence', `const a = isOn ? 'The file is gone.' : '';`, 'The file is gone.'],
    ['a sentence with holes', 'const a = `Sold by ${name}.`;', 'Sold by $.'],
    ['a sentence in a method', `class A { say() { return 'Try it again.'; } }`, 'Try it again.'],
  ])('finds %s', (_, source, text) => {
    expect(textsIn(source)).toEqual([text]);
  });

  it.each([
    ['the message of a defect', `throw new Error('A purchase vanished');`],
    ['what goes into the log', `log.warn({}, 'A damaged file was put aside');`],
    ['a query', 'db.run(`SELECT * FROM chats WHERE id = @id`);'],
    ['the name of a module', `import a from 'A module';`],
    ['classes of style', `const a = <p className="flex items-center" />;`],
    ['a code', `const a = { kind: 'folder_in_use', label: 'none' };`],
  ])('leaves %s alone', (_, source) => {
    expect(textsIn(source)).toEqual([]);
  });

  it('says in which line it found it', () => {
    expect(peopleLiterals(`// Why.\nconst a = 1;\n\nconst b = 'Try it again.';\n`, false)).toEqual([
      { line: 4, text: 'Try it again.' },
    ]);
  });
});
