// The name of a chat that nobody has named: the first line of its first question.

/** In UTF-16 units. */
export const autoTitleMax = 60;

/** What a chat is called before its first question. */
export const emptyTitle = 'New chat';

/** Cut at the end of a word where there is one, never inside a character. */
export function titleOf(question: string): string {
  const line = question
    .split('\n')
    .map((part) => part.replaceAll(/\s+/g, ' ').trim())
    .find((part) => part !== '');
  if (line === undefined) return emptyTitle;
  if (line.length <= autoTitleMax) return line;
  const room = line.slice(0, autoTitleMax);
  const wordEnd = room.lastIndexOf(' ');
  const cut = wordEnd > autoTitleMax / 2 ? room.slice(0, wordEnd) : wholeCharacters(line, autoTitleMax - 1);
  return `${cut.replace(/[\s,;:.–-]+$/, '')}…`;
}

function wholeCharacters(text: string, max: number): string {
  let result = '';
  for (const character of text) {
    if (result.length + character.length > max) break;
    result += character;
  }
  return result;
}
