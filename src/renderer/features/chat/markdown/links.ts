// Which addresses in an answer may become links, and how an address is shown to be judged. Pure.

import { pictureUrlMax } from '../../../../preload/contract/file-limits.ts';

const openable = new Set(['https:', 'http:', 'mailto:']);

/** The address in full when it may be opened after asking; null otherwise. */
export function openableUrl(href: string | undefined): string | null {
  if (href === undefined || !URL.canParse(href)) return null;
  const url = new URL(href);
  return openable.has(url.protocol) ? url.href : null;
}

/** The address from which a picture may be fetched after asking; null otherwise. A name in it could make it look like another's. */
export function pictureUrl(src: string | undefined): string | null {
  const url = src === undefined ? null : URL.parse(src);
  if (url === null || url.username !== '' || url.password !== '' || url.href.length > pictureUrlMax) return null;
  return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : null;
}

/** The part that says whose address it is. */
export function hostOf(url: string): string {
  const { protocol, host, pathname } = new URL(url);
  return protocol === 'mailto:' ? pathname : host;
}
