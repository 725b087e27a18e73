// What is saved of the form of a server, what is wrong with it, and how its command is shown.
import { describe, expect, it, test } from 'vitest';
import type { ToolServer } from '../../../src/preload/contract/tools.ts';
import { commandLine } from '../../../src/renderer/features/settings/tools/command-line.ts';
import { faultsOf, startDraft, wayOf } from '../../../src/renderer/features/settings/tools/server-draft.ts';
import { seenText } from '../../../src/renderer/shared/seen-text.ts';

const known: Pick<ToolServer, 'name' | 'way'> = {
  name: 'Files',
  way: { kind: 'stdio', command: 'npx', args: ['-y', '', 'two\nlines'], cwd: null, env: ['KEY', 'OTHER'] },
};
const draft = startDraft(null);

describe('a command', () => {
  it.each([
    [['-y', '@scope/server@1.2', '/a/b'], 'npx -y @scope/server@1.2 /a/b'],
    [['two words', '', "it's"], String.raw`npx 'two words' '' 'it'\''s'`],
    [['a;rm -rf ~', '$(id)'], `npx 'a;rm -rf ~' '$(id)'`],
    [['a\nb\u202ec\u200b'], String.raw`npx 'a\nb\u{202e}c\u{200b}'`],
  ])('is shown so that each argument stays apart and nothing is unseen: %j', (args, shown) => {
    expect(commandLine({ command: 'npx', args })).toBe(shown);
  });
});

test('text of a stranger keeps its lines and its letters, and shows what would turn or hide it', () => {
  expect(seenText('a\n\tb 👩‍👩‍👧 می‌خواهم')).toBe('a\n\tb 👩‍👩‍👧 می‌خواهم');
  expect(seenText('\u001b[2J\u202egpj.exe\u{e0041}')).toBe(String.raw`\u{1b}[2J\u{202e}gpj.exe\u{e0041}`);
});

describe('a server that is changed', () => {
  test('keeps the values that are not typed anew, and arguments that no line can hold', () => {
    const start = startDraft(known);
    expect(wayOf({ ...start, cwd: ' /srv ' }, known)).toEqual({
      ...known.way,
      cwd: '/srv',
      env: { KEY: null, OTHER: null },
    });
    expect(faultsOf(start, known)).toBeNull();
  });

  test('loses a value whose line is taken away, and needs a value for a new name', () => {
    const [first] = startDraft(known).env;
    if (first === undefined) throw new Error('The first value is missing');
    const start = { ...startDraft(known), env: [{ ...first, name: 'NEW' }] };
    expect(wayOf({ ...start, env: [first] }, known)).toMatchObject({ env: { KEY: null } });
    expect(faultsOf(start, known)?.values.get(0)).toBe('Enter a value.');
  });

  test('keeps nothing where it becomes an address', () => {
    const start = { ...startDraft(known), kind: 'http' as const, url: 'https://a.example/mcp' };
    const headers = [{ key: 0, name: 'KEY', value: '' }];
    expect(faultsOf({ ...start, headers }, known)?.values.get(0)).toBe('Enter a value.');
  });
});

describe('a new server', () => {
  it('takes one argument a line, whatever ends the line', () => {
    const way = wayOf({ ...draft, command: ' npx ', args: '-y\r\na b\n\n' }, null);
    expect(way).toEqual({ kind: 'stdio', command: 'npx', args: ['-y', 'a b'], cwd: null, env: {} });
  });

  it.each([
    [{ name: '' }, { name: 'Give it a name.' }],
    [{ command: ' ' }, { command: 'Enter the program to run.' }],
    [{ args: 'x'.repeat(4001) }, { args: 'At most 4,000 characters fit here.' }],
    [{ args: 'x\n'.repeat(101) }, { args: 'At most 100 arguments fit here.' }],
    [
      { kind: 'http' as const, url: 'ftp://a.example' },
      { url: 'Enter an address that starts with https:// or http://.' },
    ],
  ])('is not saved with %j', (patch, faults) => {
    expect(faultsOf({ ...draft, name: 'A', command: 'a', ...patch }, null)).toMatchObject(faults);
  });

  it.each([
    [
      'stdio' as const,
      [['1A', 'x']],
      'A variable’s name has only letters, digits and _, and doesn’t begin with a digit.',
    ],
    [
      'stdio' as const,
      [
        ['A', 'x'],
        ['A', 'y'],
      ],
      'This name is there twice.',
    ],
    [
      'http' as const,
      [
        ['Accept', 'x'],
        ['accept', 'y'],
      ],
      'This name is there twice.',
    ],
    ['http' as const, [['A B', 'x']], 'A header’s name has no spaces or colons.'],
    ['http' as const, [['A', 'a\nb']], 'A header’s value is one line of plain characters.'],
    ['stdio' as const, [['A', '']], 'Enter a value.'],
  ])('as %s is not saved with the values %j', (kind, pairs, fault) => {
    const lines = pairs.map(([name = '', value = ''], key) => ({ key, name, value }));
    const faulty = { ...draft, name: 'A', command: 'a', url: 'https://a.example', kind, env: lines, headers: lines };
    expect([...(faultsOf(faulty, null)?.values.values() ?? [])]).toEqual([fault]);
  });
});
