// Opens links that leave the app, by the system; which kinds, the core says.
import { shell } from 'electron';
import { isSafeAddress } from '../core/account/person/safe-address.ts';
import { isExternalLink } from '../core/app/external-link.ts';

/** False where the link is of a kind that is never opened. */
export async function openExternalLink(link: string): Promise<boolean> {
  if (!isExternalLink(link)) return false;
  await shell.openExternal(link);
  return true;
}

/** The page of an identity provider. False where somebody on the way could read it or answer in its place. */
export async function openSignInPage(page: string): Promise<boolean> {
  if (!isSafeAddress(page)) return false;
  await shell.openExternal(page);
  return true;
}
