// Who a hold belongs to, which is the person or the credential that made it, who is said to have used it, and what pays for it.
import type { ReservePayer } from '../../storage/holds/hold-store.ts';
import { bucketKey, clientKey } from '../../domain/holds/allowance.ts';
import { type HolderKey, type UsedBy, clientHolder, subjectHolder, tokenHolder } from '../../domain/holds/hold.ts';
import { brand } from '../../lib/brand.ts';
import { type WalletOwner, tokenOwner } from '../../domain/wallets/ledger.ts';
import { type PlanSubject, planSubject } from '../../domain/plans/plan.ts';
import type { Caller, UserCaller } from '../caller.ts';

export function holderOf(caller: Caller): HolderKey {
  switch (caller.kind) {
    case 'token':
      return tokenHolder(caller.tokenHash);
    case 'anonymous':
      return clientHolder(caller.client);
    case 'user':
      return subjectHolder(caller.user === null ? subjectOf(caller) : planSubject('user', caller.user));
  }
}

/** Whose requests count in a plan's minute together. */
export function minuteOwnerOf(caller: Caller): string {
  return caller.kind === 'user' ? subjectOf(caller) : holderOf(caller);
}

function subjectOf({ scope, subject }: UserCaller): PlanSubject {
  return planSubject(scope, subject);
}

/** Who is written beside a hold as the one who used it; null: nobody who is known by a name. */
export function usedByOf(caller: Caller): UsedBy | null {
  return caller.kind === 'user' ? { user: caller.user, team: caller.org, key: caller.key?.id ?? null } : null;
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

/** Whom an upstream's failures are put down to. A visitor makes as many clients as they like, but has one network. */
export function askerOf(caller: Caller): string {
  return caller.kind === 'anonymous' ? bucketKey(caller.bucket) : holderOf(caller);
}

/** `owners`: whose wallets a verified person may spend from. */
export function payerOf(caller: Caller, owners: readonly WalletOwner[] = []): ReservePayer {
  switch (caller.kind) {
    case 'token':
      return { kind: 'wallet', owner: tokenOwner(caller.tokenHash) };
    case 'anonymous':
      return { kind: 'free', keys: [bucketKey(caller.bucket), clientKey(caller.client)] };
    case 'user':
      return { kind: 'owners', owners };
  }
}
