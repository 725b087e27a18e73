// What is started on Windows, and that each argument arrives as it was written, through the interpreter's reading and the program's.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { quotedForInterpreter, windowsStart } from '../../../src/main/core/tools/windows-start.ts';

const env = { Path: String.raw`C:\Tools;"C:\Program Files\nodejs"`, SYSTEMROOT: String.raw`D:\Windows` };
const there = (...files: string[]): ((path: string) => boolean) => {
  const all = new Set(files.map((file) => file.toLowerCase()));
  return (path) => all.has(path.toLowerCase());
};
const npx = String.raw`C:\Program Files\nodejs\npx.cmd`;
const node = String.raw`C:\Program Files\nodejs\node.exe`;

it('a program is started itself, with its arguments as they are', () => {
  expect(windowsStart({ command: 'node', args: ['a b'], env }, there(node))).toEqual({
    kind: 'direct',
    file: node,
    args: ['a b'],
  });
});

it('a script is started by the interpreter, found with its ending and without', () => {
  for (const command of ['npx', 'npx.cmd', 'NPX.CMD', npx])
    expect(windowsStart({ command, args: ['-y', 'C:\\My letters\\'], env }, there(npx, node))).toEqual({
      kind: 'by_interpreter',
      file: String.raw`D:\Windows\System32\cmd.exe`,
      args: [
        '/e:ON',
        '/v:OFF',
        '/d',
        '/c',
        expect.stringMatching(/^""C:\\Program Files\\nodejs\\npx\.cmd" "-y" "C:\\My letters\\\\""$/i),
      ],
    });
});

it('what is not there is not found, also where a file of that name lies in the current folder', () => {
  expect(windowsStart({ command: 'npx', args: [], env }, there('npx.cmd'))).toEqual({ kind: 'not_found' });
  expect(windowsStart({ command: 'npx', args: [], env: {} }, there('npx.cmd'))).toEqual({ kind: 'not_found' });
});

it('what would end the line is not started', () => {
  for (const end of ['\n', '\r', '\0'])
    expect(windowsStart({ command: 'npx', args: [`a${end}calc`], env }, there(npx))).toEqual({ kind: 'unusable' });
});

/**
 * The line as the interpreter leaves it: the names of variables between per cent signs are replaced, and outside quotation marks
 * these characters mean something to it. Throws where one does.
 */
function readByInterpreter(line: string, variables: Readonly<Record<string, string>>): string {
  let expanded = '';
  for (let at = 0; at < line.length;) {
    const [whole, name, part] = /^%([^%:]+)(:~,)?%/.exec(line.slice(at)) ?? [];
    const value = name === undefined ? undefined : variables[name.toLowerCase()];
    // A name that is none leaves its first sign, and what follows is read anew.
    if (whole === undefined || value === undefined) {
      expanded += line[at] ?? '';
      at += 1;
      continue;
    }
    expanded += part === undefined ? value : '';
    at += whole.length;
  }
  let isQuoted = false;
  for (const character of expanded) {
    if (character === '"') isQuoted = !isQuoted;
    else if (!isQuoted && /[&|<>^()!,;=]/.test(character)) throw new Error(`It reads ${character}`);
  }
  return expanded;
}

/** As programs read their line: CommandLineToArgvW of Microsoft's runtime. */
function readByProgram(line: string): string[] {
  const args: string[] = [];
  let now: string | null = null;
  let isQuoted = false;
  for (let at = 0; at < line.length; at += 1) {
    const backslashes = /^\\*/.exec(line.slice(at))?.[0].length ?? 0;
    if (backslashes > 0) {
      const isBeforeMark = line[at + backslashes] === '"';
      now = (now ?? '') + '\\'.repeat(isBeforeMark ? Math.floor(backslashes / 2) : backslashes);
      at += backslashes - 1;
      if (isBeforeMark && backslashes % 2 === 1) {
        now += '"';
        at += 1;
      }
    } else if (line[at] === '"') {
      if (isQuoted && line[at + 1] === '"') {
        now = `${now ?? ''}"`;
        at += 1;
      } else {
        isQuoted = !isQuoted;
        now ??= '';
      }
    } else if (!isQuoted && line[at] === ' ') {
      if (now !== null) args.push(now);
      now = null;
    } else now = (now ?? '') + (line[at] ?? '');
  }
  return now === null ? args : [...args, now];
}

it('every argument arrives as it was, and none is read by the interpreter', () => {
  const nasty = fc.constantFrom(
    '"',
    '\\',
    '%',
    '&',
    '|',
    '^',
    '!',
    '<',
    '>',
    '(',
    ')',
    ' ',
    'PATH',
    'cd',
    '%PATH%',
    '%cd%',
    ':~,',
    'é',
    '=',
    ';',
  );
  const argument = fc.array(fc.oneof(nasty, fc.string({ maxLength: 3 })), { maxLength: 12 }).map((all) => all.join(''));
  fc.assert(
    fc.property(fc.array(argument, { minLength: 1, maxLength: 5 }), (all) => {
      const args = all.map((one) => one.replaceAll(/[\0\r\n]/g, ''));
      const line = args.map(quotedForInterpreter).join(' ');
      const variables = { path: 'C:\\Windows & calc', cd: 'C:\\Users' };
      expect(readByProgram(readByInterpreter(line, variables))).toEqual(args);
    }),
    { numRuns: 500 },
  );
});
