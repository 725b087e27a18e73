// Tests that lean on something that may not be on this computer. Where it is not, one test says so.
/* oxlint-disable vitest/valid-title, vitest/no-conditional-tests, vitest/expect-expect, vitest/valid-describe-callback -- the tests and their names are the caller's, who may have to wait before there are any */
import { describe, it } from 'vitest';

type NotHere = { readonly kind: 'not_here'; readonly reason: string };

export function describeWhere<Here extends { readonly kind: 'here' }>(
  name: string,
  found: Here | NotHere,
  prove: (here: Here) => void | Promise<void>,
): void {
  if (found.kind === 'here') describe(name, () => prove(found));
  else it(name, (context) => context.skip(`not here: ${found.reason}`));
}

/** `reason`: what is said where it is not. */
export function here(isHere: boolean, reason: string): { readonly kind: 'here' } | NotHere {
  return isHere ? { kind: 'here' } : { kind: 'not_here', reason };
}
