// Where requests, and the minutes of plans, are counted for all nodes together.
import { z } from 'zod';
import { formSays } from '../words/commands/setting-forms.ts';
import { areDecodable, decoded } from './decodable.ts';
import { choice, whole } from './setting-forms.ts';

const address = z.string().refine(isAddress, formSays.valkey);

export const valkeySettings = {
  VALKEY_URL: address.optional(),
  /** The other name of the same. */
  REDIS_URL: address.optional(),
  VALKEY_AWAY: choice(['count-alone', 'refuse']).default('count-alone'),
  VALKEY_WAIT_MS: whole(1, 10_000).prefault('100'),
};

export type ValkeySettings = Readonly<z.infer<z.ZodObject<typeof valkeySettings>>>;

/** Our own name goes before the other; null: this process counts by itself. */
export function valkeyUrlOf({ VALKEY_URL: own, REDIS_URL: other }: ValkeySettings): string | null {
  return own ?? other ?? null;
}

/** What must not be told. */
export function valkeySecretsIn({ VALKEY_URL: own, REDIS_URL: other }: ValkeySettings): readonly string[] {
  return [own, other].flatMap((url) => {
    if (url === undefined) return [];
    const { password } = new URL(url);
    return password === '' ? [] : [url, password, decoded(password)];
  });
}

/** How it is called before people: without the user and the password. */
export function valkeyName(url: string): string {
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname === '/' ? '' : pathname}`;
}

function isAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password, pathname, search, hash } = new URL(text);
  const isWhole = /^rediss?:$/.test(protocol) && hostname !== '' && search === '' && hash === '';
  return isWhole && /^\/?\d{0,4}$/.test(pathname) && areDecodable(username, password);
}
