// Which links may leave the app; a file: or a program's own scheme could start anything.

const schemes: ReadonlySet<string> = new Set(['https:', 'lightning:', 'bitcoin:']);

export function isExternalLink(link: string): boolean {
  return schemes.has(URL.parse(link)?.protocol ?? '');
}
