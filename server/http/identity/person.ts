// A verified user, and whether their messages are counted for themselves or for their organisation.
import type { UserCaller } from '../../usecases/caller.ts';

export type Person = { readonly user: string; readonly org: string | null; readonly plan: string | null };

export type UsageScope = 'user' | 'org';

export type User = UserCaller;

const idMax = 200;
const planMax = 64;

/** Null where the user or the organisation is not a valid id. A plan with an invalid name is left out. */
export function readPerson(said: {
  readonly user: unknown;
  readonly org: unknown;
  readonly plan: unknown;
}): Person | null {
  const { user, org, plan } = said;
  const hasOrg = org !== undefined && org !== null && org !== '';
  if (!isId(user, idMax) || (hasOrg && !isId(org, idMax))) return null;
  return { user, org: hasOrg && isId(org, idMax) ? org : null, plan: isId(plan, planMax) ? plan : null };
}

/** A user without an organisation is counted for themselves in either scope. */
export function userOf({ user, org, plan }: Person, scope: UsageScope): User {
  const who = { kind: 'user', plan, user, org, key: null } as const;
  return scope === 'org' && org !== null
    ? { ...who, subject: org, scope: 'org' }
    : { ...who, subject: user, scope: 'user' };
}

function isId(value: unknown, lengthMax: number): value is string {
  return (
    typeof value === 'string' &&
    value.length <= lengthMax &&
    value.isWellFormed() &&
    /^[^\p{Cc}\s](?:[^\p{Cc}]*[^\p{Cc}\s])?$/u.test(value)
  );
}
