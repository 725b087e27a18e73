// Who a hold belongs to: the credential that made it.
import { type HolderKey, clientHolder, subjectHolder, tokenHolder } from '../domain/hold.ts';
import { planSubject } from '../domain/plan.ts';
import type { Caller } from './usecases.ts';

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
