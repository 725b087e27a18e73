// The id of a plan that was made by name only: the same name always gets the same id.
import { createHash } from 'node:crypto';
import { PlanId } from '../../contract/plans/plans.ts';

const idMax = 32;

/** Small letters, digits and dashes. A name without any of them, as in Chinese, is known by its hash. */
export function planIdFor(name: string): PlanId {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9_]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  const begun = /^[a-z]/.test(plain) ? plain : `plan-${plain}`;
  const isWhole = /^[a-z0-9_\s-]*$/.test(name.toLowerCase());
  const id = isWhole && begun.length <= idMax && plain !== '' ? begun : `${begun.slice(0, 20)}-${hashOf(name)}`;
  return PlanId.parse(id.replaceAll(/-+/g, '-'));
}

function hashOf(name: string): string {
  return createHash('sha256').update(name).digest('hex').slice(0, 8);
}
