// Opens links that leave the app, by the system; which kinds, the core says.
import { shell } from 'electron';
import { isExternalLink } from '../core/app/external-link.ts';

/** False where the link is of a kind that is never opened. */
export async function openExternalLink(link: string): Promise<boolean> {
  if (!isExternalLink(link)) return false;
  await shell.openExternal(link);
  return true;
}
