// What is attached, as words: a file as a model reads it, its text within a fence that nothing in it can end. Pure.
import type { ToolResultPart } from '../../../preload/contract/part.ts';
import type { Attachment } from '../../../preload/contract/parts.ts';
import type { FileContents } from '../ports.ts';

export function fileBlock(name: string, text: string): string {
  const longest = (text.match(/`{3,}/g) ?? []).reduce((most, { length }) => Math.max(most, length), 2);
  const fence = '`'.repeat(longest + 1);
  return `${name.replaceAll(/[\r\n]+/g, ' ')}:\n${fence}${languageOf(name)}\n${text}${text.endsWith('\n') ? '' : '\n'}${fence}`;
}

/** A name's ending is as good a hint as any; a long one says nothing. */
function languageOf(name: string): string {
  return /\.([a-z0-9+#-]{1,12})$/i.exec(name)?.[1]?.toLowerCase() ?? '';
}

/** What a part can be found by, beside its own text: the name of an attachment, the text of a file, and what a tool gave. */
export function wordsIn(part: Attachment | ToolResultPart, contents: FileContents): string[] {
  if (part.kind === 'tool_result') return part.content.flatMap((piece) => (piece.kind === 'text' ? [piece.text] : []));
  const name = part.name === null ? [] : [part.name];
  return part.kind === 'image' ? name : [...name, contents.text(part.fileId) ?? ''];
}
