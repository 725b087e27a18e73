// How many bytes a model's template may write for JSON. It is counted from the text in one pass, and never written out: the indents
// of deep JSON can be thousands of times as long as the JSON itself.

const [quote, backslash, comma, colon] = codesOf('"\\,:');
const [brace, bracket, braceEnd, bracketEnd] = codesOf('{[}]');
const [zero, nine, smallE, largeE] = codesOf('09eE');
/** Written as six bytes each, such as \u003c, by those who escape them: these signs of HTML, and all that is not plain ASCII. */
const signs: ReadonlySet<number | undefined> = new Set(codesOf("<>&'"));
const asciiMost = 0x7e;
const escapeBytes = 6;
/** The longest number without an exponent that one with it may be written as. */
const numberBytes = 21;
const indent = 4;

/**
 * Templates write it on lines of their own with four spaces a level, and some escape what is not plain ASCII. `json` need not be
 * valid: then it is counted as if what is in quotes were a text.
 */
export function jsonBytesMost(json: string): number {
  let bytes = json.length;
  let depth = 0;
  let isText = false;
  for (let at = 0; at < json.length; at += 1) {
    const code = json.charCodeAt(at);
    if (code > asciiMost || signs.has(code)) bytes += escapeBytes - 1;
    else if (code === quote) isText = !isText;
    else if (isText) at += code === backslash ? 1 : 0;
    else if (code === comma) bytes += lineBytes(depth);
    else if (code === colon) bytes += 1;
    else if (code === brace || code === bracket) bytes += lineBytes((depth += 1));
    else if (code === braceEnd || code === bracketEnd) bytes += lineBytes((depth = Math.max(0, depth - 1)));
    else if ((code === smallE || code === largeE) && isDigit(json.charCodeAt(at - 1))) bytes += numberBytes;
  }
  return bytes;
}

/** A line feed and the spaces after it. */
function lineBytes(depth: number): number {
  return 1 + indent * depth;
}

function isDigit(code: number): boolean {
  return code >= (zero ?? 0) && code <= (nine ?? 0);
}

function codesOf(plain: string): readonly number[] {
  return plain.split('').map((sign) => sign.charCodeAt(0));
}
