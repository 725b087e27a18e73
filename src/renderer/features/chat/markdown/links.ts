// Which addresses in an answer may become links, and how an address is shown to be judged. Pure.

const openable = new Set(['https:', 'http:', 'mailto:']);

/** The address in full when it may be opened after asking; null otherwise. */
export function openableUrl(href: string | undefined): string | null {
  if (href === undefined || !URL.canParse(href)) return null;
  const url = new URL(href);
  return openable.has(url.protocol) ? url.href : null;
}

/** The part that says whose address it is. */
export function hostOf(url: string): string {
  const { protocol, host, pathname } = new URL(url);
  return protocol === 'mailto:' ? pathname : host;
}
