// New UUIDs of version 7, for ids that are made with every request. Random bytes are drawn in batches: a draw for each id takes
// longer than the rest of making it.
import { randomFillSync } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';

const idBytes = 16;
const batchIds = 256;

/** Those of one millisecond come in any order. */
export function createUuidSource(): () => string {
  const pool = new Uint8Array(batchIds * idBytes);
  let used = pool.length;
  return () => {
    if (used === pool.length) {
      randomFillSync(pool);
      used = 0;
    }
    used += idBytes;
    return uuidv7({ random: pool.subarray(used - idBytes, used) });
  };
}
