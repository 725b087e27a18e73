// How a program is started on Windows. `npx`, `uvx` and their like are scripts there (`npx.cmd`), which Windows starts only by its
// command interpreter, and Node only where one asks for that (since 18.20.2 and 20.12.2). The interpreter reads the line anew, so
// each argument is quoted in such a way that it arrives as it is, and none can begin a command of its own. Pure, but for `isFile`.
import { win32 } from 'node:path';

type Asked = {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
};

export type WindowsStart =
  | { readonly kind: 'direct'; readonly file: string; readonly args: readonly string[] }
  /** `args` stand on the line as they are. */
  | { readonly kind: 'by_interpreter'; readonly file: string; readonly args: readonly string[] }
  | { readonly kind: 'not_found' }
  /** No line of the interpreter can hold it. */
  | { readonly kind: 'unusable' };

export function windowsStart({ command, args, env }: Asked, isFile: (path: string) => boolean): WindowsStart {
  const file = findProgram(command, env, isFile);
  if (file === null) return { kind: 'not_found' };
  if (!/\.(?:cmd|bat)$/i.test(file)) return { kind: 'direct', file, args };
  if ([file, ...args].some((part) => /[\0\r\n]/.test(part))) return { kind: 'unusable' };
  const line = [file, ...args].map(quotedForInterpreter).join(' ');
  const interpreter = win32.join(valueOf(env, 'SystemRoot') ?? String.raw`C:\Windows`, 'System32', 'cmd.exe');
  // Extensions on, since `%cd:~,%` is one of them; no expansion of `!`; nothing run beforehand.
  return { kind: 'by_interpreter', file: interpreter, args: ['/e:ON', '/v:OFF', '/d', '/c', `"${line}"`] };
}

const usualEndings = '.COM;.EXE;.BAT;.CMD';
const startable = /^\.(?:com|exe|bat|cmd)$/i;

/** In the folders of PATH, as the interpreter does, but not where one happens to be. */
function findProgram(command: string, env: Asked['env'], isFile: (path: string) => boolean): string | null {
  const endings = (valueOf(env, 'PATHEXT') ?? usualEndings).split(';').filter((ending) => startable.test(ending));
  const hasEnding = endings.some((ending) => command.toLowerCase().endsWith(ending.toLowerCase()));
  const names = hasEnding ? [command] : endings.map((ending) => command + ending.toLowerCase());
  const folders = /[\\/]/.test(command) ? [''] : (valueOf(env, 'PATH') ?? '').split(';').map(withoutQuotes);
  for (const folder of folders) {
    if (folder === '' && !/[\\/]/.test(command)) continue;
    const found = names.map((name) => win32.join(folder, name)).find(isFile);
    if (found !== undefined) return found;
  }
  return null;
}

/**
 * Always in quotation marks, within which nothing but `"` and `%` means anything to the interpreter. A mark is doubled, so that each
 * one that opens is closed again for the interpreter, and the program reads one mark. Before a `%` stands the empty part of a
 * variable that is always there, so that no name can follow it. Backslashes count only before a mark: there they are doubled.
 */
export function quotedForInterpreter(argument: string): string {
  const marked = argument.replaceAll(/(\\*)"/g, '$1$1""').replace(/\\+$/, (ending) => ending + ending);
  return `"${marked.replaceAll('%', '%%cd:~,%')}"`;
}

/** Names of variables are the same in any case there. */
function valueOf(env: Asked['env'], name: string): string | undefined {
  return Object.entries(env).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
}

const withoutQuotes = (folder: string): string => folder.replaceAll('"', '');
