// What is said of a picture that an answer names. Pure.
import { pictureBytesMax } from '../../../../preload/contract/file-limits.ts';
import { words } from '../../../words.ts';
import type { Trouble } from './picture-store.ts';

/** Whose it is; and that on the way everybody can see and change it, where that is so. */
export function sayHost(url: string): string {
  const { protocol, host } = new URL(url);
  return protocol === 'https:' ? host : words.pictures.notEncrypted(host);
}

export function sayTrouble(trouble: Trouble, host: string): string {
  const say = words.pictures.trouble;
  switch (trouble.code) {
    case 'answered':
      return trouble.status === 404 || trouble.status === 410 ? say.gone(host) : say.answered(host, trouble.status);
    case 'too_large':
      return say.too_large(pictureBytesMax);
    case 'unreachable':
    case 'too_slow':
      return say[trouble.code](host);
    case 'not_public':
    case 'not_encrypted':
    case 'no_picture':
    case 'busy':
    case 'not_drawn':
    case 'no_answer':
      return say[trouble.code];
  }
}

/** Another try ends as this one did. */
export function isFinal({ code }: Trouble): boolean {
  return code === 'not_public' || code === 'not_encrypted';
}
