// Finds JSON in which one object has the same key twice. Parsers disagree about which of the two counts, and money depends on it.

/** Expects text that JSON.parse accepts, so that strings, braces and brackets are all that it has to recognise. */
export function hasRepeatedKey(text: string): boolean {
  const open: (Set<string> | null)[] = [];
  const tokens = /"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?|[{}[\]]/g;
  for (let match = tokens.exec(text); match !== null; match = tokens.exec(text)) {
    const [token] = match;
    if (token === '{') open.push(new Set());
    else if (token === '[') open.push(null);
    else if (token === '}' || token === ']') open.pop();
    else if (match[1] !== undefined && isRepeated(token.slice(0, -match[1].length), open.at(-1) ?? null)) return true;
  }
  return false;
}

function isRepeated(literal: string, keys: Set<string> | null): boolean {
  const key = literal.includes('\\') ? String(JSON.parse(literal)) : literal.slice(1, -1);
  if (keys === null) return false;
  if (keys.has(key)) return true;
  keys.add(key);
  return false;
}
