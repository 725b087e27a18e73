// Text of strangers as it really is: characters that turn the direction, have no width or steer a terminal are written out. Pure.

/** Control characters but for line ends and tabs, and of the others those that turn the direction or have no width. */
const deceiving = /(?![\n\r\t])\p{Cc}|[\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e0fff}]/gu;

export function seenText(text: string): string {
  return text.replace(deceiving, escaped);
}

export function escaped(character: string): string {
  return String.raw`\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
