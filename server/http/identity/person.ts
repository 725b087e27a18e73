// A verified user, and whether their messages are counted for themselves or for their organisation.

export type Person = { readonly user: string; readonly org: string | null; readonly plan: string | null };

export type UsageScope = 'user' | 'org';

/** `plan` is the one that the proof names, null where it names none. */
export type User = {
  readonly kind: 'user';
  readonly subject: string;
  readonly scope: UsageScope;
  readonly plan: string | null;
};

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
  return scope === 'org' && org !== null
    ? { kind: 'user', subject: org, scope: 'org', plan }
    : { kind: 'user', subject: user, scope: 'user', plan };
}

function isId(value: unknown, lengthMax: number): value is string {
  return (
    typeof value === 'string' &&
    value.length <= lengthMax &&
    value.isWellFormed() &&
    /^[^\p{Cc}\s](?:[^\p{Cc}]*[^\p{Cc}\s])?$/u.test(value)
  );
}
