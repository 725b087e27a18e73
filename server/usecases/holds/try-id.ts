// The ids of holds that are made from a name, so that a repeat meets its own hold. A try that was not charged may be followed by
// another, under an id of its own.
import { HoldId } from '../../contract/holds/holds.ts';
import { hashedUuid } from '../../lib/hashed-uuid.ts';

export function tryId(name: string): HoldId {
  return HoldId.parse(hashedUuid(name));
}

export const triesMax = 16;
