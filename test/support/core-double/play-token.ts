// Moving between tokens: what is in use goes aside, another comes in.
import type { AccountState } from '../../../src/preload/contract/account.ts';
import type { SecretTrouble, TokenPlace } from '../../../src/preload/contract/secret-trouble.ts';
import { freeAccount, proCredits } from './sample-account.ts';
import type { World } from './world.ts';

/** Tokens that end in these letters tell the double how to answer. */
const unknownEnd = 'unknown';
const offlineEnd = 'offline';

type Answer =
  | { readonly kind: 'moved'; readonly state: AccountState }
  | { readonly kind: 'malformed' | 'unknown' | 'offline' }
  | { readonly kind: 'keychain_missing'; readonly trouble: SecretTrouble };

/** `token` null: one that was kept here, and is known therefore. */
export function moveTo(
  world: World,
  {
    token,
    keepIn,
    balance = 250_000_000,
  }: { readonly token: string | null; readonly keepIn?: TokenPlace | undefined; readonly balance?: number },
): Answer {
  if (token !== null) {
    if (!/^tally_[\w-]{43}$/.test(token)) return { kind: 'malformed' };
    if (token.endsWith(unknownEnd)) return { kind: 'unknown' };
    if (token.endsWith(offlineEnd)) return { kind: 'offline' };
    const { keychain } = world.account.current();
    if (keychain.kind === 'missing' && keepIn === undefined)
      return { kind: 'keychain_missing', trouble: keychain.trouble };
    putAside(world);
  }
  const now = Date.now();
  const state = world.account.current();
  world.account.set({
    ...state,
    credits: proCredits(now, balance),
    tokenPlace: keepIn ?? 'keychain',
    tokenTrouble: null,
  });
  return { kind: 'moved', state: world.account.current() };
}

/** What is in use is kept, and free messages take over. */
export function putAside(world: World): void {
  const state = world.account.current();
  const { tokenPlace, credits } = state;
  if (tokenPlace === null) return;
  const id = `kept-${world.keptTokens.size + 1}`;
  world.keptTokens.set(id, { id, place: tokenPlace, keptAt: Date.now(), lastKnownBalance: credits.proMicrocredits });
  world.account.set({
    ...freeAccount(Date.now()),
    keychain: state.keychain,
    link: state.link,
    purchases: state.purchases,
  });
}
