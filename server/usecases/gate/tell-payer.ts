// How a caller is named to the gate of another machine: never by a token or a key themselves, always by their hashes.
import type { Caller } from '../caller.ts';

export type PayerTold = { readonly payer: string; readonly team?: string; readonly plan?: string };

/** A key's id is its hash where the key was not looked up here. */
export function tellPayer(caller: Caller): PayerTold {
  switch (caller.kind) {
    case 'token':
      return { payer: `token:${caller.tokenHash}` };
    case 'anonymous':
      return { payer: `visitor:${caller.bucket}/${caller.client}` };
    case 'user': {
      const { user, plan, key, scope, subject } = caller;
      if (key !== null) return { payer: `key:${key.id}` };
      const named = plan === null ? {} : { plan };
      if (user === null) return { payer: `team:${subject}`, ...named };
      return { payer: `user:${user}`, ...(scope === 'org' ? { team: subject } : {}), ...named };
    }
  }
}
