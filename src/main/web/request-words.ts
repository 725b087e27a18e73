// The words for a page that the browser shell itself shows, in the languages that the browser asks for.
import type { IncomingHttpHeaders } from 'node:http';
import { wordsFor, type Words } from '../../words/words.ts';

/** More than anybody reads. */
const languagesMax = 20;

export function requestWords(headers: IncomingHttpHeaders): Words {
  return wordsFor(languagesOf(headers['accept-language'] ?? ''));
}

/** "it-IT,it;q=0.9,en;q=0.8", best first (RFC 9110, 12.5.4). */
function languagesOf(header: string): readonly string[] {
  return header
    .split(',', languagesMax)
    .map((part) => {
      const [tag = '', quality = ''] = part.split(';').map((piece) => piece.trim());
      const weight = Number(/^q=([\d.]{1,5})$/.exec(quality)?.[1] ?? 1);
      return { tag, weight: Number.isNaN(weight) ? 0 : weight };
    })
    .filter(({ tag, weight }) => tag !== '*' && weight > 0)
    .toSorted((left, right) => right.weight - left.weight)
    .map(({ tag }) => tag);
}
