// Who a hold belongs to, which is the credential that made it, and what pays for it.
import type { ReservePayer } from '../../storage/holds/hold-store.ts';
import { bucketKey, clientKey } from '../../domain/holds/allowance.ts';
import { type HolderKey, clientHolder, subjectHolder, tokenHolder } from '../../domain/holds/hold.ts';
import { brand } from '../../lib/brand.ts';
import { tokenOwner } from '../../domain/wallets/ledger.ts';
import { planSubject } from '../../domain/plans/plan.ts';
import type { Caller } from '../caller.ts';

export function holderOf(caller: Caller): HolderKey {
  switch (caller.kind) {
    case 'token':
      return tokenHolder(caller.tokenHash);
    case 'anonymous':
      return clientHolder(caller.client);
    case 'user':
      return subjectHolder(planSubject(caller.scope, caller.subject));
  }
}

/**
 * One request to a metered route. `payer` stands for who pays, `asked` for the hash of what was asked. No credential comes to
 * this name, so the payer can neither see nor end the hold through the holds API, and another request under the same id is
 * somebody else.
 */
export function requestHolder(payer: string, asked: string | null): HolderKey {
  return brand(`metered:${payer}:${asked ?? ''}`);
}

/** One answer of a hosted model. Its payer may read it, and only this server ends it. */
export function hostedHolder(caller: Caller): HolderKey {
  return brand(`hosted:${holderOf(caller)}`);
}

export function payerOf(caller: Caller): ReservePayer {
  switch (caller.kind) {
    case 'token':
      return { kind: 'wallet', owner: tokenOwner(caller.tokenHash) };
    case 'anonymous':
      return { kind: 'free', keys: [bucketKey(caller.bucket), clientKey(caller.client)] };
    case 'user':
      return { kind: 'plan' };
  }
}
