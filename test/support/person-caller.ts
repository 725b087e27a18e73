// A verified person as a caller, as the HTTP side would make it of their proof.
import { userOf } from '../../server/http/identity/person.ts';
import type { UserCaller } from '../../server/usecases/caller.ts';

export function personCaller(
  user: string,
  { plan = null, org = null, scope = 'user' }: Partial<Pick<UserCaller, 'plan' | 'org' | 'scope'>> = {},
): UserCaller {
  return userOf({ user, org, plan }, scope);
}
