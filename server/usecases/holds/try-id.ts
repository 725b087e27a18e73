// The ids of holds that are made from a name, so that a repeat meets its own hold. A try that was not charged may be followed by
// another, under an id of its own.
import { createHash } from 'node:crypto';
import { HoldId } from '../../contract/holds/holds.ts';

/** A UUID of version 8: its bits are the maker's own, here those of a hash. */
export function tryId(name: string): HoldId {
  const bytes = createHash('sha256').update(name).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return HoldId.parse(
    [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-'),
  );
}

export const triesMax = 16;
