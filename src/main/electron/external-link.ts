// Links that leave the app. The system opens them, and only these kinds: a file: or a program's own scheme could start anything.
import { shell } from 'electron';

const schemes: ReadonlySet<string> = new Set(['https:', 'lightning:', 'bitcoin:']);

export function isExternalLink(link: string): boolean {
  const url = URL.parse(link);
  return url !== null && schemes.has(url.protocol);
}

/** False where the link is of a kind that is never opened. */
export async function openExternalLink(link: string): Promise<boolean> {
  if (!isExternalLink(link)) return false;
  await shell.openExternal(link);
  return true;
}
