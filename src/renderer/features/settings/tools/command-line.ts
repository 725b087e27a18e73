// The exact command of a server as one line that a person can read: every argument stays apart, and nothing in it is invisible. Pure.
import { escaped } from '../../../shared/seen-text.ts';

type Command = { readonly command: string; readonly args: readonly string[] };

export function commandLine({ command, args }: Command): string {
  return [command, ...args].map(quoted).join(' ');
}

function quoted(argument: string): string {
  if (/^[A-Za-z0-9_@%+=:,./\\-]+$/.test(argument)) return argument;
  return `'${argument.replaceAll("'", String.raw`'\''`).replace(unseen, written)}'`;
}

/** Line ends, control characters, and those that turn the direction or have no width. */
const unseen = /[\p{C}\p{Zl}\p{Zp}\u00a0\u115f\u3164]/gu;

function written(character: string): string {
  if (character === '\n') return String.raw`\n`;
  return character === '\t' ? String.raw`\t` : escaped(character);
}
